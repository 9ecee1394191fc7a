package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// What the ledger asks of DynamoDB, by [SignedRequests], in the SDK's own requests, answers and exceptions. The SDK's
/// client would take a starting function more time than all else it does.
///
/// Asks once, and leaves it to the caller to ask again.
public final class DynamoDb implements DynamoDbClient {

    private static final JsonFactory JSON = new JsonFactory();

    private final SignedRequests requests;
    private final URI address;

    /// DynamoDB in the region and with the rights of the function.
    ///
    /// @param environment as Lambda has it, and the SDK's clients read it
    public DynamoDb(Map<String, String> environment, SdkHttpClient http) {
        requests = new SignedRequests(SERVICE_NAME, environment, http);
        address = URI.create(
                requests.address().orElseGet(() -> "https://dynamodb." + requests.region() + ".amazonaws.com") + "/");
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return call("GetItem", request, GetItemResponse.builder()).build();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return call("Query", request, QueryResponse.builder()).build();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return call("PutItem", request, PutItemResponse.builder()).build();
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return call("DeleteItem", request, DeleteItemResponse.builder()).build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return call("UpdateItem", request, UpdateItemResponse.builder()).build();
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        return call("TransactWriteItems", request, TransactWriteItemsResponse.builder())
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /// The HTTP client is closed by whoever made it.
    @Override
    public void close() {}

    private <B extends SdkPojo> B call(String operation, DynamoDbRequest request, B answer) {
        try {
            var response = send(operation, request);
            var body = body(response);
            int status = response.httpResponse().statusCode();
            if (status != 200) {
                throw refusal(status, body);
            }
            read(body, answer);
            return answer;
        } catch (IOException e) {
            throw SdkClientException.create("DynamoDB did not answer: " + e.getMessage(), e);
        }
    }

    private HttpExecuteResponse send(String operation, DynamoDbRequest request) throws IOException {
        var content = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(content)) {
            SdkJson.write(json, request);
        }
        var post = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(address)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("Content-Length", String.valueOf(content.size()))
                .putHeader("X-Amz-Target", "DynamoDB_20120810." + operation)
                .build();
        return requests.send(post, content.toByteArray());
    }

    private static byte[] body(HttpExecuteResponse response) throws IOException {
        var content = response.responseBody();
        if (content.isEmpty()) {
            return new byte[0];
        }
        try (var body = content.get()) {
            return body.readAllBytes();
        }
    }

    private static void read(byte[] body, SdkPojo answer) throws IOException {
        try (var json = JSON.createParser(body)) {
            json.nextToken();
            SdkJson.read(json, answer);
        }
    }

    private static AwsServiceException refusal(int status, byte[] body) throws IOException {
        var told = Told.of(body);
        var refusal = told.builder();
        if (!refusal.sdkFields().isEmpty()) {
            read(body, refusal);
        }
        return refusal.statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDB")
                        .errorCode(told.code)
                        .errorMessage(told.message)
                        .build())
                .build();
    }

    /// What DynamoDB says of a refusal.
    ///
    /// @param code the name of the SDK's exception; empty where the answer has none
    private record Told(String code, String message) {

        static Told of(byte[] body) throws IOException {
            var code = "";
            var message = "";
            try (var json = JSON.createParser(body)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var name = json.currentName();
                    var value = json.nextTextValue();
                    if (value == null) {
                        json.skipChildren();
                    } else if (name.equals("__type")) {
                        code = value.substring(value.indexOf('#') + 1);
                    } else if (name.equalsIgnoreCase("message")) {
                        message = value;
                    }
                }
            } catch (JsonProcessingException _) {
                // It comes from something in between, which says enough by its status.
                return new Told("", "");
            }
            return new Told(code, message);
        }

        AwsServiceException.Builder builder() {
            return switch (code) {
                case "ConditionalCheckFailedException" -> ConditionalCheckFailedException.builder();
                case "TransactionCanceledException" -> TransactionCanceledException.builder();
                case "TransactionConflictException" -> TransactionConflictException.builder();
                default -> DynamoDbException.builder();
            };
        }
    }
}
