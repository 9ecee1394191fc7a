package tlsrpt.posture;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one authoritative name server answers.
///
/// @param server its name and address
/// @param failure why it gave no answer, `null` where it did
/// @param answers the records in canonical order by question, such as `example.com MX`
public record ServerLook(String server, @Nullable String failure, Map<String, String> answers) {

    public ServerLook {
        answers = Map.copyOf(answers);
    }
}
