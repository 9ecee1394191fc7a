package tlsrpt.stack;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A part of a YAML or JSON document; CloudFormation's short tags such as `!Ref` read as their long forms.
record Tree(@Nullable Object value) {

    private static final JsonFactory JSON = new JsonFactory();

    private static final List<String> FUNCTIONS =
            List.of("GetAtt", "Sub", "Join", "Select", "Split", "If", "Not", "Equals", "And", "Or", "Contains");

    static Tree read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Tree parse(String text) {
        var settings = LoadSettings.builder().build();
        return new Tree(new Load(settings, new Constructor(settings)).loadFromString(text));
    }

    private static final class Constructor extends StandardConstructor {

        Constructor(LoadSettings settings) {
            super(settings);
            for (var name : FUNCTIONS) {
                tag(name, "Fn::" + name);
            }
            tag("Ref", "Ref");
            tag("Condition", "Condition");
        }

        private void tag(String tag, String name) {
            tagConstructors.put(new Tag("!" + tag), new ConstructNode() {
                @Override
                public Object construct(@Nullable Node node) {
                    if (node == null) {
                        throw new IllegalArgumentException("!" + tag + " of nothing");
                    }
                    // Without its tag it is what it looks like.
                    var plain = switch (node.getNodeType()) {
                        case SCALAR -> Tag.STR;
                        case SEQUENCE -> Tag.SEQ;
                        default -> Tag.MAP;
                    };
                    var value =
                            Objects.requireNonNull(tagConstructors.get(plain)).construct(node);
                    boolean attribute = tag.equals("GetAtt") && value instanceof String;
                    return Map.of(
                            name, attribute ? List.of(String.valueOf(value).split("\\.", 2)) : value);
                }
            });
        }
    }

    Tree at(String... path) {
        var tree = this;
        for (var name : path) {
            tree = new Tree(tree.value instanceof Map<?, ?> map ? map.get(name) : null);
        }
        return tree;
    }

    boolean exists() {
        return value != null;
    }

    String text() {
        if (value == null || value instanceof Collection || value instanceof Map) {
            throw new IllegalStateException("a text was expected, not " + value);
        }
        return String.valueOf(value);
    }

    String textOr(String absent) {
        return value == null ? absent : text();
    }

    int number() {
        return Integer.parseInt(text());
    }

    List<Tree> items() {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(Tree::new).toList();
            default -> List.of(this);
        };
    }

    List<String> texts() {
        return items().stream().map(Tree::text).toList();
    }

    Map<String, Tree> members() {
        var members = new LinkedHashMap<String, Tree>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), new Tree(member)));
        }
        return members;
    }

    /// The name and arguments of a function of CloudFormation; empty where it is none.
    Optional<Map.Entry<String, Tree>> function() {
        var members = members();
        var name = members.size() == 1 ? members.keySet().iterator().next() : "";
        return name.equals("Ref") || name.equals("Condition") || name.startsWith("Fn::")
                ? Optional.of(Map.entry(name, at(name)))
                : Optional.empty();
    }

    /// It and all within it.
    Stream<Tree> all() {
        var within = value instanceof Collection ? items().stream() : members().values().stream();
        return Stream.concat(Stream.of(this), within.flatMap(Tree::all));
    }

    String json() {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void write(JsonGenerator json) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Collection<?> _ -> {
                json.writeStartArray();
                for (var item : items()) {
                    item.write(json);
                }
                json.writeEndArray();
            }
            case Map<?, ?> _ -> {
                json.writeStartObject();
                for (var member : members().entrySet()) {
                    json.writeFieldName(member.getKey());
                    member.getValue().write(json);
                }
                json.writeEndObject();
            }
            case Number number -> json.writeNumber(String.valueOf(number));
            case Boolean bool -> json.writeBoolean(bool);
            default -> json.writeString(text());
        }
    }
}
