package tlsrpt.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.table.Bucket;
import tlsrpt.table.BucketException;
import tlsrpt.table.StoredObject;

/// What clients of RFC 8460 §5.4 are answered, from the event that API Gateway makes of their request on.
class SubmitFunctionTest {

    private static final byte[] REPORT =
            aReport().sts("example.com", "enforce", 40).bytes();
    private static final String KEY = "https/2026-03-02/";

    private final InMemoryBucket bucket = new InMemoryBucket();

    @Test
    void storesAReportAsItCame() throws IOException {
        assertThat(post(gzip(REPORT))).contains("\"statusCode\":201").contains("\"body\":\"Stored.\\n\"");

        assertThat(bucket.objects).hasSize(1);
        assertThat(bucket.objects.values()).first().isEqualTo(gzip(REPORT));
        assertThat(bucket.objects.keySet()).first().asString().matches(KEY + "[0-9a-f]{64}");
    }

    @Test
    void findsItsObjectAgainWhenAClientRepeatsItself() throws IOException {
        post(REPORT);

        assertThat(post(REPORT)).contains("\"statusCode\":200").contains("Already stored.");
        assertThat(bucket.objects).hasSize(1);
    }

    @Test
    void keepsTheNetworkOfTheClientInTheKey() throws IOException {
        var event = new String(event("POST", new String(REPORT, StandardCharsets.UTF_8), false), StandardCharsets.UTF_8)
                .replace("\"method\":\"POST\"", "\"method\":\"POST\",\"sourceIp\":\"198.51.100.7\"");

        invoke(event.getBytes(StandardCharsets.UTF_8));

        assertThat(bucket.objects.keySet()).first().asString().matches(KEY + "v4-c63364/[0-9a-f]{64}");
    }

    @Test
    void takesABodyThatIsNotBase64() throws IOException {
        assertThat(invoke("POST", new String(REPORT, StandardCharsets.UTF_8), false))
                .contains("\"statusCode\":201");

        assertThat(bucket.objects.values()).first().isEqualTo(REPORT);
    }

    @Test
    void refusesGzipThatWasPassedOnAsText() throws IOException {
        assertThat(invoke("POST", new String(gzip(REPORT), StandardCharsets.UTF_8), false))
                .contains("\"statusCode\":415")
                .contains("content type application/tlsrpt+gzip");
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void refusesZipThatWasPassedOnAsText() throws IOException {
        assertThat(invoke("POST", new String(bytes("PK%03%04%14%00%FF%80"), StandardCharsets.UTF_8), false))
                .contains("\"statusCode\":415");
    }

    @Test
    void storesJsonWithOneWrongCharacter() throws IOException {
        assertThat(invoke("POST", "{\"organization-name\":\"B\uFFFDcher\"}", false))
                .contains("\"statusCode\":201");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                " \r\n\t[",
                "Received: from mx",
                "--boundary",
                "%EF%BB%BF{",
                "%FF%FE{",
                "%00{",
                "PK",
                "H4sIAAAA"
            })
    void storesWhatMayBeAReport(String beginning) throws IOException {
        assertThat(post(bytes(beginning))).contains("\"statusCode\":201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "%25PDF", "12345", "\"text\"", "  ", "=1+1"})
    void refusesWhatIsPlainlyNone(String beginning) throws IOException {
        assertThat(post(bytes(beginning))).contains("\"statusCode\":400").contains("not a TLS report");
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void refusesAnEmptyBody() throws IOException {
        assertThat(invoke("POST", null, false)).contains("\"statusCode\":400").contains("is empty");
        assertThat(invoke("POST", "", true)).contains("\"statusCode\":400");
    }

    @Test
    void refusesABodyThatIsTooLarge() throws IOException {
        var large = new byte[Submit.MAX_BYTES + 1];
        large[0] = '{';

        assertThat(post(large)).contains("\"statusCode\":413").contains("larger than 10000000 bytes");
        assertThat(bucket.objects).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "PATCH", ""})
    void refusesOtherMethods(String method) throws IOException {
        assertThat(invoke(method, "{}", false))
                .contains("\"statusCode\":405")
                .contains("\"allow\":\"POST, GET, HEAD\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void saysWhatItIs(String method) throws IOException {
        assertThat(invoke(method, null, false)).contains("\"statusCode\":200").contains("accepts SMTP TLS reports");
    }

    @Test
    void asksForAnotherTryWhereS3Fails() throws IOException {
        bucket.failure = new BucketException("S3 answered 503 SlowDown", null);

        assertThat(post(REPORT))
                .contains("\"statusCode\":503")
                .contains("\"retry-after\":\"300\"")
                .doesNotContain("SlowDown");
    }

    @Test
    void isPrimedWithoutWritingAnything() {
        new SubmitFunction(new Submit(bucket, Clock.systemUTC())).prime();

        assertThat(bucket.asked).isOne();
        assertThat(bucket.objects).isEmpty();
    }

    private String post(byte[] body) throws IOException {
        return invoke("POST", Base64.getEncoder().encodeToString(body), true);
    }

    private String invoke(String method, @Nullable String body, boolean base64) throws IOException {
        return invoke(event(method, body, base64));
    }

    private String invoke(byte[] event) throws IOException {
        var clock = Clock.fixed(Instant.parse("2026-03-02T23:59:00Z"), ZoneOffset.UTC);
        var answer = new ByteArrayOutputStream();
        new SubmitFunction(new Submit(bucket, clock))
                .handleRequest(new ByteArrayInputStream(event), answer, NO_CONTEXT);
        return answer.toString(StandardCharsets.UTF_8);
    }

    /// As API Gateway writes it, shortened.
    private static byte[] event(String method, @Nullable String body, boolean base64) throws IOException {
        var event = new StringWriter();
        try (var json = new JsonFactory().createGenerator(event)) {
            json.writeStartObject();
            json.writeStringField("version", "2.0");
            json.writeStringField("routeKey", "ANY /v1/tlsrpt");
            json.writeObjectFieldStart("headers");
            json.writeStringField("content-type", "application/tlsrpt+gzip");
            json.writeEndObject();
            json.writeObjectFieldStart("requestContext");
            json.writeStringField("accountId", "123456789012");
            json.writeObjectFieldStart("http");
            json.writeStringField("path", "/v1/tlsrpt");
            json.writeStringField("method", method);
            json.writeObjectFieldStart("other");
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            if (body != null) {
                json.writeStringField("body", body);
            }
            json.writeBooleanField("isBase64Encoded", base64);
            json.writeEndObject();
        }
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Percent signs stand for bytes that are not text.
    private static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    @SuppressWarnings("NullAway") // the function asks it for nothing
    private static final Context NO_CONTEXT = null;

    /// A bucket as far as it is asked here.
    private static final class InMemoryBucket implements Bucket {

        private final Map<String, byte[]> objects = new LinkedHashMap<>();
        private @Nullable RuntimeException failure;
        private int asked;

        @Override
        public boolean add(String key, byte[] content) {
            if (failure != null) {
                throw failure;
            }
            return objects.putIfAbsent(key, content) == null;
        }

        /// As to whom may not read.
        @Override
        public Optional<StoredObject> open(String key) {
            asked++;
            throw new BucketException("S3 answered 403 AccessDenied", null);
        }
    }
}
