package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/// The SDK's requests and answers as JSON, by what their classes tell of their own fields, so that none is left out.
final class SdkJson {

    private SdkJson() {}

    static void write(JsonGenerator json, SdkPojo object) throws IOException {
        json.writeStartObject();
        for (var field : object.sdkFields()) {
            var value = field.getValueOrDefault(object);
            if (isSet(value)) {
                json.writeFieldName(field.locationName());
                write(json, field, value);
            }
        }
        json.writeEndObject();
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructMap) && !(value instanceof SdkAutoConstructList);
    }

    private static void write(JsonGenerator json, SdkField<?> field, Object value) throws IOException {
        switch (field.marshallingType().getKnownType()) {
            case STRING -> json.writeString((String) value);
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INTEGER -> json.writeNumber((Integer) value);
            case SDK_BYTES -> json.writeBinary(((SdkBytes) value).asByteArrayUnsafe());
            case SDK_POJO -> write(json, (SdkPojo) value);
            case LIST -> {
                var of = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                json.writeStartArray();
                for (var element : (List<?>) value) {
                    write(json, of, element);
                }
                json.writeEndArray();
            }
            case MAP -> {
                var of = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                json.writeStartObject();
                for (var entry : ((Map<?, ?>) value).entrySet()) {
                    json.writeFieldName((String) entry.getKey());
                    write(json, of, entry.getValue());
                }
                json.writeEndObject();
            }
            default -> throw new IllegalArgumentException("no request has a " + field.marshallingType());
        }
    }

    /// Fills in the object that the parser stands at. What the SDK does not know is skipped.
    static void read(JsonParser json, SdkPojo builder) throws IOException {
        enter(json, JsonToken.START_OBJECT);
        var fields = builder.sdkFieldNameToField();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = fields.get(json.currentName());
            json.nextToken();
            if (field == null) {
                json.skipChildren();
            } else {
                field.set(builder, value(json, field));
            }
        }
    }

    private static @Nullable Object value(JsonParser json, SdkField<?> field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> json.getText();
            case BOOLEAN -> json.getBooleanValue();
            case INTEGER -> json.getIntValue();
            case DOUBLE -> json.getDoubleValue();
            case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(json.getBinaryValue());
            case SDK_POJO -> {
                var builder = field.constructor().get();
                read(json, builder);
                yield ((Buildable) builder).build();
            }
            case LIST -> {
                var of = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                enter(json, JsonToken.START_ARRAY);
                var list = new ArrayList<@Nullable Object>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, of));
                }
                yield list;
            }
            case MAP -> {
                var of = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                enter(json, JsonToken.START_OBJECT);
                var map = new HashMap<String, @Nullable Object>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var name = json.currentName();
                    json.nextToken();
                    map.put(name, value(json, of));
                }
                yield map;
            }
            default -> throw new IllegalArgumentException("no answer has a " + field.marshallingType());
        };
    }

    private static void enter(JsonParser json, JsonToken start) throws IOException {
        if (json.currentToken() != start) {
            throw new JsonParseException(json, "no " + start + " but " + json.currentToken());
        }
    }
}
