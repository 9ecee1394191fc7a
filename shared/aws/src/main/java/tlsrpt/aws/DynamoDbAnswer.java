package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;

/// The fields that this program uses of all answers of DynamoDB, errors included.
///
/// @param code the name of the error; empty if the answer is not DynamoDB's
/// @param item the item that was read, or the one that refuses a single write
/// @param last the sort key of a page's last item, if more may follow
/// @param reasons why a transaction was canceled, one per write
record DynamoDbAnswer(
        int status,
        String code,
        String message,
        Optional<Item> item,
        List<Item> items,
        @Nullable String last,
        List<HeldReason> reasons) {

    /// Why one write of a transaction was not done.
    ///
    /// @param code `None` if it was not the reason
    record HeldReason(String code, Optional<Item> item) {

        boolean isNone() {
            return code.equals("None");
        }

        boolean isCondition() {
            return code.equals("ConditionalCheckFailed");
        }

        boolean mayPass() {
            return switch (code) {
                case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded" -> true;
                default -> false;
            };
        }
    }

    /// @throws IOException if a successful answer is broken
    static DynamoDbAnswer read(JsonFactory factory, int status, byte[] body) throws IOException {
        try (var json = factory.createParser(body)) {
            json.nextToken();
            return read(status, json);
        } catch (JsonProcessingException e) {
            if (status == 200) {
                throw e;
            }
            // A proxy wrote this error; its status says enough.
            return new DynamoDbAnswer(status, "", "", Optional.empty(), List.of(), null, List.of());
        }
    }

    boolean isDone() {
        return status == 200;
    }

    boolean isConditionalCheckFailed() {
        return code.equals("ConditionalCheckFailedException");
    }

    boolean mayPass() {
        return switch (code) {
            case "ThrottlingException",
                    "ProvisionedThroughputExceededException",
                    "RequestLimitExceeded",
                    "TransactionConflictException",
                    "TransactionInProgressException" -> true;
            case "TransactionCanceledException" -> !isRefusal() && anyReasonMayPass();
            default -> status >= 500 || status == 429;
        };
    }

    /// Whether conditions alone canceled the transaction, or the first write's did.
    ///
    /// Another write's condition counts only if no conflict may have hidden the first one's.
    boolean isRefusal() {
        return isFirstRefused() || isRefusedElsewhere();
    }

    boolean isFirstRefused() {
        return !reasons.isEmpty() && reasons.getFirst().isCondition();
    }

    private boolean isRefusedElsewhere() {
        boolean refused = false;
        for (var reason : reasons) {
            refused |= reason.isCondition();
            if (!reason.isCondition() && !reason.isNone()) {
                return false;
            }
        }
        return refused;
    }

    private boolean anyReasonMayPass() {
        for (var reason : reasons) {
            if (reason.mayPass()) {
                return true;
            }
        }
        return false;
    }

    /// Says what DynamoDB answered, for an exception.
    String summary() {
        var words = new StringBuilder("DynamoDB answered ").append(status);
        if (!code.isEmpty()) {
            words.append(' ').append(code);
        }
        if (!message.isEmpty()) {
            words.append(": ").append(message);
        }
        return words.toString();
    }

    private static DynamoDbAnswer read(int status, JsonParser json) throws IOException {
        AttributeJson.expect(json, JsonToken.START_OBJECT);
        var code = "";
        var message = "";
        Item item = null;
        List<Item> items = List.of();
        String last = null;
        List<HeldReason> reasons = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "__type" -> {
                    var type = text(json);
                    code = type.substring(type.indexOf('#') + 1);
                }
                case "message", "Message" -> message = text(json);
                case "Item" -> item = AttributeJson.read(json);
                case "Items" -> items = items(json);
                case "LastEvaluatedKey" -> last = AttributeJson.read(json).key().sk();
                case "CancellationReasons" -> reasons = reasons(json);
                default -> json.skipChildren();
            }
        }
        return new DynamoDbAnswer(status, code, message, Optional.ofNullable(item), items, last, reasons);
    }

    private static List<Item> items(JsonParser json) throws IOException {
        AttributeJson.expect(json, JsonToken.START_ARRAY);
        var items = new ArrayList<Item>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            items.add(AttributeJson.read(json));
        }
        AttributeJson.expect(json, JsonToken.END_ARRAY);
        return items;
    }

    private static List<HeldReason> reasons(JsonParser json) throws IOException {
        AttributeJson.expect(json, JsonToken.START_ARRAY);
        var reasons = new ArrayList<HeldReason>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            var code = "None";
            Item item = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                switch (name) {
                    case "Code" -> code = text(json);
                    case "Item" -> item = AttributeJson.read(json);
                    default -> json.skipChildren();
                }
            }
            reasons.add(new HeldReason(code, Optional.ofNullable(item)));
        }
        AttributeJson.expect(json, JsonToken.END_ARRAY);
        return reasons;
    }

    private static String text(JsonParser json) throws IOException {
        AttributeJson.expect(json, JsonToken.VALUE_STRING);
        return json.getText();
    }
}
