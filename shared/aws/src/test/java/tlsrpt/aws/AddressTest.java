package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import tlsrpt.table.Key;
import tlsrpt.table.Table;

/// Where requests go on AWS itself, which no emulator tells.
class AddressTest {

    private static final Key KEY = new Key("a", "b");

    private final List<URI> asked = new ArrayList<>();
    private final SdkHttpClient http = new SdkHttpClient() {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            asked.add(request.httpRequest().getUri());
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    throw new IOException("nobody is asked in this test");
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    };

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "eu-west-1", "ap-southeast-2"})
    void asksDynamoDbWhereTheSdksClientDoes(String region) {
        var sdk = DynamoDbClient.builder()
                .httpClient(http)
                .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)))
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .build();

        assertThatException().isThrownBy(() -> table(environment(region)).get(KEY));
        assertThatException().isThrownBy(() -> sdk.getItem(get -> get.tableName("t")));

        assertThat(asked).hasSize(2).containsOnly(URI.create("https://dynamodb." + region + ".amazonaws.com/"));
    }

    @Test
    void asksS3ForTheBucketByItsName() {
        var bucket = S3Bucket.of("raw", environment("eu-west-1"), http, Duration.ZERO);

        assertThatException().isThrownBy(() -> bucket.open("mail/a"));

        assertThat(asked).containsExactly(URI.create("https://raw.s3.eu-west-1.amazonaws.com/mail/a"));
    }

    @Test
    void takesAnotherAddressWithASlashAtItsEndOrWithout() {
        for (var address : List.of("http://127.0.0.1:4566", "http://127.0.0.1:4566/")) {
            var bucket = S3Bucket.of("raw", environment("eu-west-1", address), http, Duration.ZERO);
            var table = table(environment("eu-west-1", address));

            assertThatException().isThrownBy(() -> bucket.open("mail/a"));
            assertThatException().isThrownBy(() -> table.get(KEY));
        }

        assertThat(asked)
                .containsExactly(
                        URI.create("http://127.0.0.1:4566/raw/mail/a"),
                        URI.create("http://127.0.0.1:4566/"),
                        URI.create("http://127.0.0.1:4566/raw/mail/a"),
                        URI.create("http://127.0.0.1:4566/"));
    }

    private Table table(Map<String, String> environment) {
        return new DynamoDbTable(environment, "t", http, Duration.ZERO, new Random(1));
    }

    private static Map<String, String> environment(String region) {
        return Map.of("AWS_REGION", region, "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret");
    }

    private static Map<String, String> environment(String region, String address) {
        return Map.of(
                "AWS_REGION",
                region,
                "AWS_ACCESS_KEY_ID",
                "id",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "AWS_ENDPOINT_URL",
                address);
    }
}
