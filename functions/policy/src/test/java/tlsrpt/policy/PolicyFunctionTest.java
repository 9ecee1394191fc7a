package tlsrpt.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What senders are answered, from the event that API Gateway makes of their request on.
class PolicyFunctionTest {

    private static final String FILE = "version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmax_age: 86400\r\n";
    private static final String PATH = "/.well-known/mta-sts.txt";

    private static final Context CONTEXT = (Context) Proxy.newProxyInstance(
            PolicyFunctionTest.class.getClassLoader(), new Class<?>[] {Context.class}, (_, _, _) -> null);

    private final Map<String, String> hosted = new HashMap<>(Map.of("example.com", FILE));
    private int reads;
    private final PolicyFunction function = new PolicyFunction(domain -> {
        reads++;
        return Optional.ofNullable(hosted.get(domain));
    });

    private String ask(String host, String method, String path) throws IOException {
        return ask("""
                {"version": "2.0", "rawPath": "%s", "headers": {"host": "evil.example.org"}, "requestContext": {
                 "accountId": "123456789012", "authentication": null, "domainName": "%s",
                 "http": {"method": "%s", "path": "%s", "sourceIp": "192.0.2.7"}, "stage": "$default"}}
                """.formatted(path, host, method, path));
    }

    private String ask(String event) throws IOException {
        var out = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, CONTEXT);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void servesTheFileUnderItsHostName() throws IOException {
        assertThat(ask("mta-sts.example.com", "GET", PATH))
                .startsWith("{\"statusCode\":200,")
                .contains("\"content-type\":\"text/plain\"", "\"cache-control\":\"no-store\"")
                .endsWith("\"body\":\"version: STSv1\\r\\nmode: testing\\r\\nmx: mx1.example.com\\r\\nmax_age: 86400"
                        + "\\r\\n\"}");
        assertThat(reads).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "mta-sts.example.org, GET, /.well-known/mta-sts.txt",
        "example.com, GET, /.well-known/mta-sts.txt",
        "a1b2.execute-api.eu-west-1.amazonaws.com, GET, /.well-known/mta-sts.txt",
        "mta-sts.example.com, POST, /.well-known/mta-sts.txt",
        "mta-sts.example.com, GET, /",
        "mta-sts.example.com, GET, /.well-known/mta-sts.txt/",
        "mta-sts.example.com, GET, /v1/domains",
    })
    void findsNothingElse(String host, String method, String path) throws IOException {
        assertThat(ask(host, method, path)).startsWith("{\"statusCode\":404,");
    }

    /// The daily ping keeps the snapshot.
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"requestContext\":{}}", "{\"requestContext\":{\"domainName\":null,\"http\":{}}}"})
    void answersEventsWithoutARequest(String event) throws IOException {
        assertThat(ask(event)).startsWith("{\"statusCode\":404,");
        assertThat(reads).isZero();
    }
}
