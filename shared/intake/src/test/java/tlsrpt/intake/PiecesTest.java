package tlsrpt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {

    @Test
    void anMboxIsItsMessages() throws IOException {
        assertThat(pieces("""
                From a@example.com Mon Mar  2 06:00:00 2026
                Subject: one

                >From here
                From b@example.com Mon Mar  2 06:01:00 2026
                Subject: two

                """)).containsExactly("Subject: one\n\nFrom here\n", "Subject: two\n\n");
    }

    @Test
    void anythingElseIsItself() throws IOException {
        assertThat(pieces("Subject: one\n\nFrom here\n")).containsExactly("Subject: one\n\nFrom here\n");
        assertThat(pieces("{}")).containsExactly("{}");
        assertThat(pieces("")).containsExactly("");
    }

    private static List<String> pieces(String document) throws IOException {
        var pieces = new Pieces(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
        var texts = new ArrayList<String>();
        for (var piece = pieces.next(); piece != null; piece = pieces.next()) {
            texts.add(new String(piece.readAllBytes(), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
