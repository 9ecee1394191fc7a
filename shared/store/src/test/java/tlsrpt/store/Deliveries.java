package tlsrpt.store;

import static tlsrpt.store.Samples.DAY;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;

/// Deliveries of random reports, as the world makes them: repeated, by every door, forged, contradicted, read again by
/// a newer reader. A delivery is one report with all its domains.
final class Deliveries {

    static final Settings SETTINGS =
            new Settings(List.of("example.com", "mail.example.com", "example.net"), Retention.DEFAULT, true);

    /// Far enough apart that one can expire while the next can still be written.
    static final List<LocalDate> DAYS = List.of(DAY, DAY.plusDays(10), DAY.plusDays(20));

    private static final List<Trust> TRUSTS = List.of(Trust.ANONYMOUS, Trust.UNSIGNED, Trust.IMPORTED, Trust.VERIFIED);
    private static final List<String> DOMAINS = List.of("example.com", "mail.example.com", "example.net");
    private static final List<String> REPORTERS = List.of("google.com", "microsoft.com", "example.org");
    private static final List<String> RESULTS = List.of(
            "certificate-expired", "starttls-not-supported", "sts-policy-fetch-error", "validation-failure", "odd");
    private static final String[] MODES = {"enforce", "testing", "none", null};

    private final Random random;
    private final boolean contradicted;
    private final List<List<Recording>> all = new ArrayList<>();
    private @Nullable ReporterId by;

    private Deliveries(Random random, boolean contradicted) {
        this.random = random;
        this.contradicted = contradicted;
    }

    /// @param contradicted whether different reports with the same identity and trust are among them
    static List<List<Recording>> of(Random random, int reports, boolean contradicted) {
        var deliveries = new Deliveries(random, contradicted);
        for (int i = 0; i < reports; i++) {
            deliveries.addReport("r" + i);
        }
        Collections.shuffle(deliveries.all, random);
        return deliveries.all;
    }

    /// The domain whose anonymous reports share a quota with this one's.
    static String listed(Recording recording) {
        return SETTINGS.covering(recording.reported().domain()).orElseThrow();
    }

    private void addReport(String id) {
        var reporter = any(REPORTERS);
        var day = any(DAYS);
        long said = random.nextLong();
        int copies = 1 + random.nextInt(3);
        for (int copy = 0; copy < copies; copy++) {
            addCopy(reporter, day, id, any(TRUSTS), said, "mail/" + id + "-" + copy);
        }
        if (contradicted && random.nextInt(3) == 0) {
            // Another source in the reporter's name, with the same content or its own.
            long says = random.nextBoolean() ? said : random.nextLong();
            by = new ReporterId(any(List.of(reporter, "mail." + reporter)), "joe@mail." + reporter);
            addCopy(reporter, day, id, Trust.VERIFIED, says, "mail/" + id + "-joe");
            by = null;
        }
        if (random.nextInt(4) == 0) {
            long forged = contradicted ? random.nextLong() : said;
            addCopy(reporter, day, id, Trust.ANONYMOUS, forged, "https/" + id);
        }
        if (contradicted && random.nextInt(4) == 0) {
            addCopy(reporter, day, id, any(TRUSTS), random.nextLong(), "mail/" + id + "-other");
        }
    }

    /// One object, delivered once or more often, and perhaps read again by the next reader.
    private void addCopy(String reporter, LocalDate day, String id, Trust trust, long said, String objectKey) {
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            all.add(reading(reporter, day, id, trust, said, objectKey, 1));
        }
        if (random.nextInt(3) == 0) {
            all.add(reading(reporter, day, id, trust, said, objectKey, 2));
        }
    }

    /// What a reader makes of a text: always the same.
    private List<Recording> reading(
            String reporter, LocalDate day, String id, Trust trust, long said, String objectKey, int reader) {
        var content = new Random(said);
        var report = reportFrom(reporter)
                .on(day)
                .id(id)
                .trusted(trust)
                .at(objectKey)
                .text(Long.toHexString(said))
                .read(reader);
        if (by != null) {
            report.by(by);
        }
        int domains = content.nextInt(4) == 0 ? 2 + content.nextInt(2) : 1;
        boolean readBetter = reader > 1 && content.nextBoolean();
        for (int i = 0; i < domains; i++) {
            var domain = DOMAINS.get((content.nextInt(3) + i) % 3);
            int kinds = 1 + content.nextInt(2);
            for (int kind = 0; kind < kinds; kind++) {
                long ok = content.nextLong(1000) + (readBetter ? 7 : 0);
                addEntry(report, domain, content, ok);
            }
        }
        return report.recordings();
    }

    private static void addEntry(Samples report, String domain, Random content, long ok) {
        var failures = failures(content);
        switch (content.nextInt(6)) {
            case 0 -> report.tlsa(domain, ok, failures);
            case 1 -> report.tlsa("mx1." + domain, ok, failures);
            case 2 -> report.noPolicyFound(domain, ok, failures);
            case 3 -> report.entry("draft", List.of(), domain, ok, failures);
            default -> report.sts(domain, MODES[content.nextInt(MODES.length)], ok, failures);
        }
        if (content.nextInt(8) > 0) {
            // So that a tlsa entry of an MX does not decide alone whose report it is.
            report.sts(domain, "enforce", ok / 2);
        } else {
            report.noPolicyFound(domain, 1);
        }
    }

    private static FailureDetail[] failures(Random content) {
        int n = content.nextInt(40) == 0 ? 70 : content.nextInt(4);
        var failures = new FailureDetail[n];
        for (int i = 0; i < n; i++) {
            var mx = content.nextInt(4) == 0 ? null : "mx" + content.nextInt(n) + ".example.com";
            failures[i] = failure(RESULTS.get(content.nextInt(RESULTS.size())), mx, content.nextInt(50));
        }
        return failures;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
