package tlsrpt.submit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Bucket;
import tlsrpt.table.BucketException;

/// Stores a body that may be a report in S3, unmodified, and answers once it is stored.
///
/// Clients of RFC 8460 §5.4 never resend a report after a 4xx response, and some not even after 5xx. So only bodies
/// that cannot be a report are rejected here; everything else is stored first and evaluated later.
public final class Submit {

    /// The largest body, in bytes. API Gateway passes on at most 10 MB, Lambda about 4.4 MB of them.
    public static final int MAX_BYTES = 10_000_000;

    private static final String DAMAGED = "The body is compressed but labeled as text, which damaged it in transit."
            + " Send it with the content type application/tlsrpt+gzip (RFC 8460 section 5.4).";

    private final Bucket bucket;
    private final Clock clock;

    public Submit(Bucket bucket, Clock clock) {
        this.bucket = bucket;
        this.clock = clock;
    }

    HttpAnswer answer(HttpRequest request) {
        boolean isDamaged = request.method().equals("POST") && request.isDamaged();
        return isDamaged
                ? HttpAnswer.of(415, DAMAGED)
                : answer(request.method(), request.body(), Network.of(request.client()));
    }

    /// Answers a request, after its body is stored if it may be a report.
    ///
    /// @param network of the client; `null` if it is not known
    public HttpAnswer answer(String method, byte[] body, @Nullable String network) {
        return switch (method) {
            case "POST" -> post(body, network);
            case "GET", "HEAD" -> HttpAnswer.of(200, "This address accepts SMTP TLS reports (RFC 8460) by POST.");
            default -> new HttpAnswer(405, "Reports are sent by POST.", Map.of("allow", "POST, GET, HEAD"));
        };
    }

    /// Goes the way to the bucket once, to an object that is not there. Where only writing is allowed, S3 refuses; it
    /// is the way that counts.
    void prime() {
        try {
            bucket.open("https/none");
        } catch (BucketException _) {
            // as expected
        }
    }

    private HttpAnswer post(byte[] body, @Nullable String network) {
        if (body.length == 0) {
            return HttpAnswer.of(400, "The body is empty; a TLS report was expected.");
        }
        if (body.length > MAX_BYTES) {
            return HttpAnswer.of(413, "The body is larger than " + MAX_BYTES + " bytes.");
        }
        if (!BodySniffer.mayBeReport(body)) {
            return HttpAnswer.of(400, "The body is not a TLS report: neither JSON nor compressed JSON.");
        }
        // The same bytes on the same day, of the same network, are the same object.
        var key = "https/" + LocalDate.now(clock) + "/" + (network == null ? "" : network + "/") + sha256(body);
        try {
            return bucket.add(key, body) ? HttpAnswer.of(201, "Stored.") : HttpAnswer.of(200, "Already stored.");
        } catch (BucketException _) {
            return new HttpAnswer(
                    503, "The report could not be stored. Please send it again.", Map.of("retry-after", "300"));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
