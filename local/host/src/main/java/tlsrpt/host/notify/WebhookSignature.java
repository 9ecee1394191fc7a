package tlsrpt.host.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tlsrpt.health.Alert;

/// The headers by which a receiver verifies a webhook: HMAC-SHA256 as Standard Webhooks has it, for which many
/// languages have a library. Spec: <https://www.standardwebhooks.com>
final class WebhookSignature implements HttpPost.Headers {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Clock clock;

    /// @param secret Base64 after `whsec_`, or any other text, whose UTF-8 is the key
    /// @throws IllegalArgumentException if it is not Base64 after `whsec_`, or empty
    WebhookSignature(String secret, Clock clock) {
        this.key = new SecretKeySpec(
                secret.startsWith(PREFIX)
                        ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                        : secret.getBytes(StandardCharsets.UTF_8),
                ALGORITHM);
        this.clock = clock;
    }

    @Override
    public Map<String, String> of(Alert alert, String body) {
        var id = alert.transitionId().replaceAll("[^!-~]", "?");
        var time = String.valueOf(clock.instant().getEpochSecond());
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                time,
                "webhook-signature",
                "v1," + signature(id + "." + time + "." + body));
    }

    String signature(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
