package tlsrpt.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// The content of a report, compressed for the table: DynamoDB charges for each begun kilobyte of an item.
///
/// The form is raw DEFLATE (RFC 1951) in Base64 (RFC 4648), with a dictionary of what most reports have in common. The
/// dictionary is part of the form: another one needs another attribute.
final class Packed {

    /// What is most common comes last: there it costs least.
    private static final byte[] DICTIONARY = """
            "additional-information":"","failure-reason-code":"","receiving-mx-helo":"mta-sts.example.com"
            "policy-type":"tlsa","policy-string":["3 1 1 "validation-failuredane-requiredtlsa-invaliddnssec-invalid
            sts-webpki-invalidsts-policy-invalidsts-policy-fetch-errorcertificate-not-trustedcertificate-host-mismatch
            starttls-not-supportedcertificate-expiredno-policy-found"mode: testing"mode: none
            {"organization-name":"Microsoft Corporation"tlsrpt-noreply@microsoft.comsmtp-tls-reporting@google.com
            {"organization-name":"Google Inc.","date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":\
            "2026-01-01T23:59:59Z"},"contact-info":"smtp-tls-reporting@google.com","report-id":"2026-01-01T00:00:00Z_\
            ","policies":[{"policy":{"policy-type":"no-policy-found","policy-domain":"},{"policy":{"policy-type":"sts",\
            "policy-string":["version: STSv1","mode: enforce","mx: *.mail.protection.outlook.com","max_age: 604800"],\
            "policy-domain":"example.com","mx-host":[]},"summary":{"total-successful-session-count":1,\
            "total-failure-session-count":0}},"failure-details":[{"result-type":"certificate-expired",\
            "sending-mta-ip":"192.0.2.1","receiving-mx-hostname":"mx1.","receiving-ip":"192.0.2.1",\
            "failed-session-count":1}]}]}""".getBytes(UTF_8);

    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    /// One for all, since its quarter of a megabyte takes longer to prepare than a report to pack.
    private static final Deflater DEFLATER = new Deflater(Deflater.BEST_COMPRESSION, true);

    private Packed() {}

    static String pack(byte[] text) {
        var bytes = new ByteArrayOutputStream();
        synchronized (DEFLATER) {
            DEFLATER.reset();
            DEFLATER.setDictionary(DICTIONARY);
            try (var out = new DeflaterOutputStream(bytes, DEFLATER)) {
                out.write(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return BASE64.encodeToString(bytes.toByteArray());
    }

    static String unpack(String packed) {
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(packed));
            return new String(new InflaterInputStream(bytes, inflater).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            inflater.end();
        }
    }
}
