package tlsrpt.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Signature Version 4 in the headers of a request. The SDK's signer does the same with some 90 classes more, which a
/// function would load while it starts.
///
/// Spec: AWS Identity and Access Management User Guide, "Create a signed AWS API request"
final class Signature {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final HexFormat HEX = HexFormat.of();

    private final AwsCredentials credentials;
    private final String region;
    private final String service;
    private final String time;

    Signature(AwsCredentials credentials, String region, String service, Instant at) {
        this.credentials = credentials;
        this.region = region;
        this.service = service;
        this.time =
                at.truncatedTo(ChronoUnit.SECONDS).toString().replace("-", "").replace(":", "");
    }

    /// Returns the request with its signature.
    ///
    /// @param request whose path and parameters are encoded as they are sent
    SdkHttpRequest sign(SdkHttpRequest request, byte[] content) {
        var hash = sha256(content);
        var signed = request.toBuilder()
                .putHeader("Host", host(request))
                .putHeader("X-Amz-Date", time)
                .putHeader("x-amz-content-sha256", hash);
        if (credentials instanceof AwsSessionCredentials session) {
            signed.putHeader("X-Amz-Security-Token", session.sessionToken());
        }
        var headers = new TreeMap<String, String>();
        signed.headers()
                .forEach((name, values) -> headers.put(
                        name.toLowerCase(Locale.ROOT), String.join(",", values).strip()));
        var names = String.join(";", headers.keySet());
        var canonical = new StringBuilder()
                .append(request.method())
                .append('\n')
                .append(request.encodedPath().isEmpty() ? "/" : request.encodedPath())
                .append('\n')
                .append(query(request))
                .append('\n');
        headers.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        canonical.append('\n').append(names).append('\n').append(hash);

        var scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        var text = ALGORITHM + "\n" + time + "\n" + scope + "\n"
                + sha256(canonical.toString().getBytes(UTF_8));
        return signed.putHeader(
                        "Authorization",
                        ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders="
                                + names + ", Signature=" + HEX.formatHex(hmac(key(), text)))
                .build();
    }

    private byte[] key() {
        var key = ("AWS4" + credentials.secretAccessKey()).getBytes(UTF_8);
        for (var part : new String[] {time.substring(0, 8), region, service, "aws4_request"}) {
            key = hmac(key, part);
        }
        return key;
    }

    private static String host(SdkHttpRequest request) {
        boolean isUsual = request.port() == (request.protocol().equals("https") ? 443 : 80);
        return isUsual ? request.host() : request.host() + ":" + request.port();
    }

    private static String query(SdkHttpRequest request) {
        return request.rawQueryParameters().entrySet().stream()
                .flatMap(parameter -> parameter.getValue().stream()
                        .map(value -> encoded(parameter.getKey()) + "=" + encoded(value == null ? "" : value)))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has HmacSHA256", e);
        }
    }
}
