package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Severity;

/// What is published for readers of alerts is what is written.
class AlertSchemaTest {

    private static final Path SCHEMA = Path.of("../../docs/alert.schema.json");

    /// Every text in a list, by the names above it.
    private final Map<String, List<String>> lists = new TreeMap<>();

    private final List<String> members = new ArrayList<>();

    @Test
    void namesEveryMemberAndEveryToken() throws IOException {
        read();

        var written = Stream.concat(names(Alert.class), Stream.of("text")).toList();
        assertThat(members)
                .containsAll(written.stream().map(name -> "/properties/" + name).toList());
        assertThat(lists.get("/properties/kind/enum"))
                .containsExactlyElementsOf(tokens(AlertKind.values(), AlertKind::token));
        assertThat(lists.get("/properties/severity/enum"))
                .containsExactlyElementsOf(tokens(Severity.values(), Severity::token));
        assertThat(lists.get("/properties/outcome/enum"))
                .containsExactlyElementsOf(tokens(DeliveryImpact.values(), DeliveryImpact::token));
        assertThat(lists.get("/required"))
                .containsExactlyElementsOf(written.stream()
                        .filter(name -> !List.of("outcome", "impact", "policy").contains(name))
                        .toList());
    }

    /// The members of a record, and of its parts in their place.
    private static Stream<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(component -> component.isAnnotationPresent(Inline.class)
                        ? names(component.getType())
                        : Stream.of(component.getName()));
    }

    private static <T> List<String> tokens(T[] constants, Function<T, String> token) {
        return Stream.of(constants).map(token).toList();
    }

    private void read() throws IOException {
        try (var json = new JsonFactory().createParser(Files.readAllBytes(SCHEMA))) {
            while (json.nextToken() != null) {
                var path = json.getParsingContext().pathAsPointer().toString();
                if (json.currentToken() == JsonToken.FIELD_NAME) {
                    members.add(path);
                } else if (json.currentToken() == JsonToken.VALUE_STRING
                        && json.getParsingContext().inArray()) {
                    var list = path.substring(0, path.lastIndexOf('/'));
                    lists.computeIfAbsent(list, _ -> new ArrayList<>()).add(json.getText());
                }
            }
        }
    }
}
