package tlsrpt.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Records as JSON, member by member in their order: what the rules remember and what they say.
///
/// It knows records, enums, days, instants, texts, numbers, truth, lists, and maps with texts as keys. What is `null`
/// is left out; members that are not known are passed over, so that an older version reads what a newer one wrote. The
/// members of an [Inline] component are written beside those of its record.
public final class RecordJson {

    private static final JsonFactory JSON = new JsonFactory();

    private RecordJson() {}

    /// Writes a record.
    public static String write(Record value) {
        return write(value, Map.of());
    }

    /// Writes members besides that follow from the others; reading passes over them.
    static String write(Record value, Map<String, String> derived) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members(json, value);
            for (var member : derived.entrySet()) {
                json.writeStringField(member.getKey(), member.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IllegalArgumentException if the text is not such a record, with a message for its author
    public static <T extends Record> T read(Class<T> type, String text) {
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            return Objects.requireNonNull(type.cast(value(json, type)));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("this is not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Record record -> {
                json.writeStartObject();
                members(json, record);
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (var item : list) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (var entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Enum<?> constant -> json.writeString(token(constant));
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            default -> json.writeString(value.toString());
        }
    }

    private static void members(JsonGenerator json, Record record) throws IOException {
        for (var component : record.getClass().getRecordComponents()) {
            var member = get(component, record);
            if (member instanceof Record part && component.isAnnotationPresent(Inline.class)) {
                members(json, part);
            } else if (member != null) {
                json.writeFieldName(component.getName());
                write(json, member);
            }
        }
    }

    private static @Nullable Object value(JsonParser json, Type type) throws IOException {
        return switch (type) {
            case ParameterizedType list
            when list.getRawType() == List.class -> list(json, list.getActualTypeArguments()[0]);
            case ParameterizedType map -> map(json, map.getActualTypeArguments()[1]);
            case Class<?> record when record.isRecord() -> record(json, record);
            case Class<?> constants when constants.isEnum() -> constant(constants, json.getText());
            case Class<?> c when c == long.class || c == Long.class -> json.getLongValue();
            case Class<?> c when c == int.class -> json.getIntValue();
            case Class<?> c when c == boolean.class -> json.getBooleanValue();
            case Class<?> c when c == LocalDate.class -> LocalDate.parse(json.getText());
            case Class<?> c when c == Instant.class -> Instant.parse(json.getText());
            default -> json.getText();
        };
    }

    private static Object record(JsonParser json, Class<?> type) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        var types = new HashMap<String, Type>();
        collect(type, types);
        var members = new HashMap<String, Object>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            var known = types.get(name);
            var member = known == null || json.currentToken() == JsonToken.VALUE_NULL ? null : value(json, known);
            if (member != null) {
                members.put(name, member);
            } else {
                json.skipChildren();
            }
        }
        return record(type, members);
    }

    private static void collect(Class<?> type, Map<String, Type> types) {
        for (var component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inline.class)) {
                collect(component.getType(), types);
            } else {
                types.put(component.getName(), component.getGenericType());
            }
        }
    }

    private static Object record(Class<?> type, Map<String, Object> members) {
        var components = type.getRecordComponents();
        var arguments = new @Nullable Object[components.length];
        var types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            if (components[i].isAnnotationPresent(Inline.class)) {
                arguments[i] = record(types[i], members);
            } else {
                var member = members.get(components[i].getName());
                arguments[i] = member == null ? missing(types[i]) : member;
            }
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    private static @Nullable Object missing(Class<?> type) {
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return new TreeMap<String, Object>();
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == int.class) {
            return 0;
        }
        return type == boolean.class ? false : null;
    }

    private static List<Object> list(JsonParser json, Type type) throws IOException {
        expect(json, JsonToken.START_ARRAY);
        var list = new ArrayList<Object>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            var item = value(json, type);
            if (item != null) {
                list.add(item);
            }
        }
        return list;
    }

    private static Map<String, Object> map(JsonParser json, Type type) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        var map = new TreeMap<String, Object>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            var item = value(json, type);
            if (item != null) {
                map.put(name, item);
            }
        }
        return map;
    }

    private static void expect(JsonParser json, JsonToken token) {
        if (json.currentToken() != token) {
            throw new IllegalArgumentException("there is " + json.currentToken() + " in place of " + token);
        }
    }

    private static Object constant(Class<?> type, String token) {
        for (var constant : type.getEnumConstants()) {
            if (constant instanceof Enum<?> one && token(one).equals(token)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("there is no " + type.getSimpleName() + " " + token);
    }

    private static String token(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Object get(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
