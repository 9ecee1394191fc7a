package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/// The signature of every kind of request that functions send is the one of the SDK's signer.
class SignatureTest {

    private static final Instant AT = Instant.parse("2026-03-02T04:05:06.789Z");
    private static final AwsCredentials LASTING = AwsBasicCredentials.create("id", "se/cr+et");
    private static final AwsCredentials SESSION = AwsSessionCredentials.create("id", "secret", "tok/en==");

    /// A request, and who signs it.
    record Case(String service, AwsCredentials credentials, SdkHttpRequest request, String content) {}

    static Stream<Case> requests() {
        return Stream.of(
                new Case(
                        "s3", SESSION, request(SdkHttpMethod.GET, "https://raw.s3.eu-west-1.amazonaws.com/mail/a"), ""),
                new Case(
                        "s3",
                        LASTING,
                        request(SdkHttpMethod.GET, "http://127.0.0.1:8080/raw/import/a%20b%2Ac~%C3%A4"),
                        ""),
                new Case(
                        "s3",
                        SESSION,
                        request(SdkHttpMethod.PUT, "https://raw.s3.eu-west-1.amazonaws.com/https/2026-03-02/a")
                                .toBuilder()
                                .putHeader("If-None-Match", "*")
                                .putHeader("Content-Type", "application/octet-stream")
                                .putHeader("Content-Length", "4")
                                .build(),
                        "{ä}"),
                new Case(
                        "dynamodb",
                        SESSION,
                        request(SdkHttpMethod.POST, "https://dynamodb.eu-west-1.amazonaws.com").toBuilder()
                                .putHeader("Content-Type", "application/x-amz-json-1.0")
                                .putHeader("Content-Length", "2")
                                .putHeader("X-Amz-Target", "DynamoDB_20120810.GetItem")
                                .build(),
                        "{}"),
                new Case(
                        "sns",
                        LASTING,
                        request(SdkHttpMethod.POST, "https://sns.eu-west-1.amazonaws.com:443/"),
                        "Action=Publish"),
                new Case(
                        "apigateway",
                        SESSION,
                        request(
                                SdkHttpMethod.GET,
                                "https://apigateway.eu-west-1.amazonaws.com/v2/domainnames/mta-sts.example.com"
                                        + "?maxResults=5&b=%7E%20x%2B&a=2&a=1&empty="),
                        ""));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isTheOneOfTheSdk(Case given) {
        var content = given.content.getBytes(StandardCharsets.UTF_8);
        var theirs = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(given.credentials)
                        .request(given.request)
                        .payload(() -> new ByteArrayInputStream(content))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, given.service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(AT, ZoneOffset.UTC)))
                .request();

        var ours = new Signature(given.credentials, "eu-west-1", given.service, AT).sign(given.request, content);

        assertThat(ours.headers()).isEqualTo(theirs.headers());
    }

    private static SdkHttpRequest request(SdkHttpMethod method, String address) {
        return SdkHttpRequest.builder().method(method).uri(URI.create(address)).build();
    }
}
