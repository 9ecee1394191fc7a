package tlsrpt.aws;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Few and small requests to one service, by [SignedRequests]. What a service's own client would make of the answers is
/// the caller's part.
///
/// Server errors and lost answers are tried again until the patience ends, so every request must be safe to repeat. So
/// are throttled ones of [JsonCalls]; to others, an answer like any: API Gateway creates one name in 30 seconds.
public final class ServiceRequests {

    /// As much of an answer as is read.
    private static final int MOST_BYTES = 4_000_000;

    private final SignedRequests requests;
    private final String service;
    private final String address;
    private final Retry retry;
    private final boolean againIfThrottled;

    /// What a service answered.
    public record Answer(int status, String body) {

        public boolean isDone() {
            return status / 100 == 2;
        }

        private boolean isThrottled() {
            return status == 429 || (status == 400 && body.contains("Throttl"));
        }

        /// Status and the beginning of what was said, for a log.
        @Override
        public String toString() {
            return status + ": "
                    + body.substring(0, Math.min(300, body.length())).replaceAll("\\s+", " ");
        }
    }

    /// A service that did not answer, or not what it must.
    public static final class ServiceException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public ServiceException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private ServiceRequests(
            SignedRequests requests, String service, String address, Duration patience, boolean againIfThrottled) {
        this.againIfThrottled = againIfThrottled;
        this.requests = requests;
        this.service = service;
        this.address = address;
        this.retry = new Retry(patience, () -> new SecureRandom().nextLong(), Retry.Time.SYSTEM);
    }

    /// A service with an address in each Region.
    ///
    /// @param service as signatures and its host name call it
    /// @param environment Lambda's variables for region, credentials and endpoint
    /// @param patience how long one call may take, its retries included
    public static ServiceRequests inRegion(
            String service, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        return inRegion(service, service, environment, http, patience, false);
    }

    /// @param host the first part of its host name
    static ServiceRequests inRegion(
            String service,
            String host,
            Map<String, String> environment,
            SdkHttpClient http,
            Duration patience,
            boolean againIfThrottled) {
        var requests = new SignedRequests(service, environment, http);
        var own = "https://" + host + "." + requests.region() + ".amazonaws.com";
        return new ServiceRequests(requests, service, requests.address().orElse(own), patience, againIfThrottled);
    }

    /// A service with one address, whose requests are signed for a Region of its own.
    public static ServiceRequests global(
            String service, String region, Map<String, String> environment, SdkHttpClient http, Duration patience) {
        var there = new HashMap<>(environment);
        there.put("AWS_REGION", region);
        var requests = new SignedRequests(service, there, http);
        var own = "https://" + service + ".amazonaws.com";
        return new ServiceRequests(requests, service, requests.address().orElse(own), patience, false);
    }

    /// Sends a request.
    ///
    /// @param path with a query, if it has one; nothing of it needs to be encoded
    /// @param body `null` for none
    /// @return the answer, also if it says that the request failed
    /// @throws ServiceException if there is none, or only server errors
    public Answer send(String method, String path, Map<String, String> headers, @Nullable String body) {
        var content = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
        var request =
                SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(address + path));
        headers.forEach(request::putHeader);
        if (content != null) {
            request.putHeader("Content-Length", String.valueOf(content.length));
        }
        var built = request.build();
        try {
            return retry.call(() -> once(built, content));
        } catch (Retry.Passing e) {
            throw new ServiceException(e.getMessage(), e);
        }
    }

    /// Returns what a service that did what was asked for has to say.
    ///
    /// @throws CallException if it refuses, or does not answer in time
    String call(String method, String path, Map<String, String> headers, String body) {
        Answer answer;
        try {
            answer = send(method, path, headers, body);
        } catch (ServiceException e) {
            throw new CallException(e.getMessage(), e.getCause());
        }
        if (answer.status() != 200) {
            throw new CallException(service + " answered " + answer, null);
        }
        return answer.body();
    }

    private Answer once(SdkHttpRequest request, byte @Nullable [] content) throws Retry.Passing {
        try {
            var response = requests.send(request, content);
            var body = "";
            if (response.responseBody().isPresent()) {
                try (var in = response.responseBody().get()) {
                    body = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                }
            }
            var answer = new Answer(response.httpResponse().statusCode(), body);
            if (answer.status() >= 500 || (againIfThrottled && answer.isThrottled())) {
                throw new Retry.Passing(service + " answered " + answer, null);
            }
            return answer;
        } catch (IOException | SdkException e) {
            throw new Retry.Passing(service + " did not answer: " + e.getMessage(), e);
        }
    }
}
