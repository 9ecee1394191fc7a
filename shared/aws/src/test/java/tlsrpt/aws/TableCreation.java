package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/// The table as `template.yaml` has it, for tests on emulators.
public final class TableCreation {

    private TableCreation() {}

    /// Creates it where the environment says, unless it is there.
    public static void create(Map<String, String> environment, String name) {
        var patience = Duration.ofSeconds(20);
        var requests = new DynamoDbRequests(
                environment, Http.client(patience), new Retry(patience, new Random(1), Retry.Time.SYSTEM));
        var created = requests.call("CreateTable", json -> describe(json, name));
        if (created.code().equals("ResourceInUseException")) {
            return;
        }
        check(created);
        check(requests.call("UpdateTimeToLive", json -> {
            json.writeStringField("TableName", name);
            json.writeObjectFieldStart("TimeToLiveSpecification");
            json.writeStringField("AttributeName", "expires");
            json.writeBooleanField("Enabled", true);
            json.writeEndObject();
        }));
    }

    private static void check(DynamoDbAnswer answer) {
        if (!answer.isDone()) {
            throw new IllegalStateException(answer.summary());
        }
    }

    private static void describe(JsonGenerator json, String name) throws IOException {
        json.writeStringField("TableName", name);
        json.writeStringField("BillingMode", "PAY_PER_REQUEST");
        json.writeFieldName("AttributeDefinitions");
        json.writeRawValue("""
                [{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}]""");
        json.writeFieldName("KeySchema");
        json.writeRawValue("""
                [{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]""");
        json.writeFieldName("StreamSpecification");
        json.writeRawValue("""
                {"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}""");
    }
}
