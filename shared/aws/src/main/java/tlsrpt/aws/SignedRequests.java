package tlsrpt.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/// Requests to one service, signed with the rights of the function and sent by the SDK's HTTP client; without what else
/// its clients do for each request, most of which a function would load while it starts.
///
/// AWS refuses what was signed by a clock that is minutes wrong: S3 with `RequestTimeTooSkewed`, "the difference
/// between the request time and the server's time is too large", others with "signature expired" or "not yet current".
/// So such a refusal's own date is what the next signatures go by, as with the SDK's clients.
///
/// Of the SDK's settings only region, credentials and `AWS_ENDPOINT_URL` count.
final class SignedRequests {

    /// What the SDK's clients take for a wrong clock; every service accepts less.
    private static final Duration SKEWED = Duration.ofMinutes(4);

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final String service;
    private final String region;
    private final @Nullable String address;
    private final Clock clock;
    private volatile Duration behind = Duration.ZERO;

    /// @param service as signatures name it
    /// @param environment as Lambda has it, and the SDK's clients read it
    SignedRequests(String service, Map<String, String> environment, SdkHttpClient http) {
        this(service, environment, http, Clock.systemUTC());
    }

    SignedRequests(String service, Map<String, String> environment, SdkHttpClient http, Clock clock) {
        this.clock = clock;
        this.http = http;
        this.credentials = credentials(environment);
        this.service = service;
        this.region = Environment.required(environment, "AWS_REGION");
        this.address = environment.getOrDefault(
                "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT), environment.get("AWS_ENDPOINT_URL"));
    }

    /// Lambda hands credentials over in the environment; to what begins from a snapshot at an address, as they change.
    private static AwsCredentialsProvider credentials(Map<String, String> environment) {
        var id = environment.get("AWS_ACCESS_KEY_ID");
        var secret = environment.get("AWS_SECRET_ACCESS_KEY");
        if (id == null || secret == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        var token = environment.get("AWS_SESSION_TOKEN");
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, token));
    }

    String region() {
        return region;
    }

    /// Another address than the service's own, where the environment names one; without a slash at its end.
    Optional<String> address() {
        return Optional.ofNullable(address).map(set -> set.endsWith("/") ? set.substring(0, set.length() - 1) : set);
    }

    /// Signed again each time, as a signature holds for minutes only. It covers the content, so the service takes what
    /// was sent or nothing.
    ///
    /// @throws SdkException where there are no credentials
    HttpExecuteResponse send(SdkHttpRequest request, byte @Nullable [] content) throws IOException {
        var answer = once(request, content);
        if (!isSkewed(answer.httpResponse())) {
            return answer;
        }
        if (answer.responseBody().isPresent()) {
            answer.responseBody().get().close();
        }
        return once(request, content);
    }

    private HttpExecuteResponse once(SdkHttpRequest request, byte @Nullable [] content) throws IOException {
        var body = content == null ? new byte[0] : content;
        var signature = new Signature(
                credentials.resolveCredentials(),
                region,
                service,
                clock.instant().plus(behind));
        ContentStreamProvider payload = content == null ? null : () -> new ByteArrayInputStream(content);
        try {
            return http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signature.sign(request, body))
                            .contentStreamProvider(payload)
                            .build())
                    .call();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Whether the request was refused, and signed by a clock that is wrong by the answer's date; if so, corrects it.
    private boolean isSkewed(SdkHttpResponse answer) {
        if (answer.statusCode() != 400 && answer.statusCode() != 403) {
            return false;
        }
        var date = answer.firstMatchingHeader("Date");
        if (date.isEmpty()) {
            return false;
        }
        try {
            var theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get()));
            var offset = Duration.between(clock.instant(), theirs);
            boolean skewed = offset.minus(behind).abs().compareTo(SKEWED) > 0;
            if (skewed) {
                behind = offset;
            }
            return skewed;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
