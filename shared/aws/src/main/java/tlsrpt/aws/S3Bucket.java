package tlsrpt.aws;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import tlsrpt.table.Bucket;
import tlsrpt.table.BucketException;
import tlsrpt.table.StoredObject;

/// A bucket of S3, by [SignedRequests]. The SDK's `S3Client` would do the same, and make the start of a function twice
/// as long.
///
/// What fails for a reason that may pass is tried again with full jitter until the patience ends. So a write may have
/// been done before: then it is found there.
///
/// Everywhere that SES takes mail in, S3's names end in `amazonaws.com`.
public final class S3Bucket implements Bucket {

    private static final int PRECONDITION_FAILED = 412;
    private static final String METADATA = "x-amz-meta-";
    /// The length to which error texts are cut.
    private static final int ERROR_BYTES = 4_096;

    private final SignedRequests requests;
    private final String address;
    private final Retry retry;

    /// The bucket of that name, in the region and with the rights of the function.
    ///
    /// @param environment as Lambda has it, and the SDK's clients read it
    /// @param patience how long one call may go on being tried
    public static S3Bucket of(String name, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        var requests = new SignedRequests("s3", environment, http);
        var address = requests.address()
                .map(set -> set + "/" + name)
                .orElseGet(() -> "https://" + name + ".s3." + requests.region() + ".amazonaws.com");
        // A new source for each number: a snapshot of an instance must not fix what it draws.
        RandomGenerator random = () -> new SecureRandom().nextLong();
        return new S3Bucket(requests, address, new Retry(patience, random, Retry.Time.SYSTEM));
    }

    private S3Bucket(SignedRequests requests, String address, Retry retry) {
        this.requests = requests;
        this.address = address;
        this.retry = retry;
    }

    @Override
    public boolean add(String key, byte[] content) {
        var put = request(SdkHttpMethod.PUT, key)
                .putHeader("If-None-Match", "*")
                .putHeader("Content-Type", "application/octet-stream")
                .putHeader("Content-Length", String.valueOf(content.length))
                .build();
        var answer = call(put, content);
        int status = status(answer);
        if (status == 404) {
            throw new BucketException("S3 answered " + error(answer), null);
        }
        text(answer);
        return status == 200;
    }

    @Override
    public Optional<StoredObject> open(String key) {
        var answer = call(request(SdkHttpMethod.GET, key).build(), null);
        if (status(answer) == 200) {
            return Optional.of(stored(answer));
        }
        var error = error(answer);
        if (error.equals("404 NoSuchKey")) {
            return Optional.empty();
        }
        throw new BucketException("S3 answered " + error, null);
    }

    private SdkHttpRequest.Builder request(SdkHttpMethod method, String key) {
        return SdkHttpRequest.builder().method(method).uri(URI.create(address + "/" + encoded(key)));
    }

    /// Returns a key as it stands in an address and in the signature: RFC 3986, slashes kept.
    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~")
                .replace("%2F", "/");
    }

    private HttpExecuteResponse call(SdkHttpRequest request, byte @Nullable [] content) {
        try {
            return retry.call(() -> once(request, content));
        } catch (Retry.Passing e) {
            throw new BucketException(e.getMessage(), e.getCause());
        }
    }

    private HttpExecuteResponse once(SdkHttpRequest request, byte @Nullable [] content) throws Retry.Passing {
        try {
            var answer = requests.send(request, content);
            int status = status(answer);
            if (status == 200 || status == 404 || status == PRECONDITION_FAILED) {
                return answer;
            }
            var error = error(answer);
            if (isTransient(status, error)) {
                throw new Retry.Passing("S3 answered " + error, null);
            }
            throw new BucketException("S3 answered " + error, null);
        } catch (IOException e) {
            throw new Retry.Passing("S3 cannot be reached: " + e.getMessage(), e);
        } catch (SdkException e) {
            throw new BucketException("the request cannot be signed: " + e.getMessage(), e);
        }
    }

    private static int status(HttpExecuteResponse answer) {
        return answer.httpResponse().statusCode();
    }

    /// 409: another client is writing the same key; afterwards the object exists, or that client failed.
    ///
    /// 400 RequestTimeout: S3 did not receive the whole request in time.
    private static boolean isTransient(int status, String error) {
        return status >= 500 || status == 409 || status == 429 || error.equals("400 RequestTimeout");
    }

    private static StoredObject stored(HttpExecuteResponse answer) {
        var response = answer.httpResponse();
        var metadata = new HashMap<String, String>();
        response.forEachHeader((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(METADATA)) {
                metadata.put(lower.substring(METADATA.length()), values.getFirst());
            }
        });
        long size = Long.parseLong(header(answer, "Content-Length"));
        var stored = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header(answer, "Last-Modified")));
        var content = answer.responseBody().orElseThrow();
        return new StoredObject(content, size, stored, metadata);
    }

    private static String header(HttpExecuteResponse answer, String name) {
        return answer.httpResponse()
                .firstMatchingHeader(name)
                .orElseThrow(() -> new BucketException("S3 answered without " + name, null));
    }

    /// The status, and S3's word for it.
    private static String error(HttpExecuteResponse answer) {
        var text = text(answer);
        int code = text.indexOf("<Code>") + "<Code>".length();
        int end = text.indexOf("</Code>");
        return end < code ? String.valueOf(status(answer)) : status(answer) + " " + text.substring(code, end);
    }

    /// Reads it to the end of what is short, so that the connection serves again.
    private static String text(HttpExecuteResponse answer) {
        if (answer.responseBody().isEmpty()) {
            return "";
        }
        try (var body = answer.responseBody().get()) {
            return new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
        } catch (IOException _) {
            // The status says enough.
            return "";
        }
    }
}
