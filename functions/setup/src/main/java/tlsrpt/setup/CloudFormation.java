package tlsrpt.setup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The response URL of CloudFormation, signed by S3 for one PUT without a content type.
final class CloudFormation {

    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    void tell(Answer answer) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(answer.request().responseUrl()))
                .timeout(PATIENCE)
                .PUT(HttpRequest.BodyPublishers.ofString(answer.json()))
                .build();
        for (int tries = 1; ; tries++) {
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status < 500) {
                    return;
                }
                throw new IOException("CloudFormation's bucket answered " + status);
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
                Thread.sleep(200L * tries);
            }
        }
    }
}
