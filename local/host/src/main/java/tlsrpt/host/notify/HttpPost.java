package tlsrpt.host.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import tlsrpt.health.Alert;

/// A POST of JSON. An answer from 200 to 299 accepts the alert; redirects are not followed.
final class HttpPost implements Destination {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long LONGEST_WAIT_SECONDS = 3_600;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /// Makes the request's body of an alert.
    interface Body {
        String of(Alert alert);
    }

    /// Makes the request's headers, which may sign the body.
    interface Headers {
        Map<String, String> of(Alert alert, String body);
    }

    private final URI url;
    private final Body body;
    private final Headers headers;

    /// @param url may be a secret, so that only its host is ever named
    HttpPost(URI url, Body body, Headers headers) {
        this.url = url;
        this.body = body;
        this.headers = headers;
    }

    @Override
    public void send(Alert alert) throws DeliveryException, InterruptedException {
        var text = body.of(alert);
        var request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "tlsrpt")
                .POST(BodyPublishers.ofString(text));
        headers.of(alert, text).forEach(request::header);
        HttpResponse<Void> answer;
        try {
            answer = CLIENT.send(request.build(), BodyHandlers.discarding());
        } catch (HttpTimeoutException e) {
            throw new DeliveryException(url.getHost() + " did not answer within " + TIMEOUT.toSeconds() + " seconds");
        } catch (IOException e) {
            throw new DeliveryException("cannot reach " + url.getHost() + " ("
                    + e.getClass().getSimpleName() + "). Check the URL and the network.");
        }
        if (answer.statusCode() / 100 != 2) {
            throw new DeliveryException(url.getHost() + " answered " + answer.statusCode(), retryAfter(answer));
        }
    }

    private static Duration retryAfter(HttpResponse<Void> answer) {
        var seconds = answer.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), LONGEST_WAIT_SECONDS))
                : Duration.ZERO;
    }
}
