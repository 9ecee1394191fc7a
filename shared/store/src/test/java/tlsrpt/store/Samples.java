package tlsrpt.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DateRange;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Hints;
import tlsrpt.report.Identity;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.ReporterId;
import tlsrpt.report.ResultType;
import tlsrpt.report.Submitter;
import tlsrpt.report.Summary;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// Reports and their recordings, put together step by step.
///
/// ```java
/// reportFrom("google.com").on(DAY).sts("example.com", "enforce", 100, failure("certificate-expired",
/// "mx1.example.com", 3))
/// ```
public final class Samples {

    /// Far ahead: a DynamoDB emulator deletes what has expired by the clock on the wall, whatever clock a test uses.
    public static final LocalDate DAY = LocalDate.of(2126, 3, 1);

    private final String submitter;
    private LocalDate day = DAY;
    private String id = "r1";
    private Trust trust = Trust.VERIFIED;
    private @Nullable ReporterId reporter;
    private int reader = 1;
    private @Nullable String objectKey;
    private @Nullable String text;
    private final List<PolicyResult> policies = new ArrayList<>();

    private Samples(String submitter) {
        this.submitter = submitter;
    }

    public static Samples reportFrom(String submitter) {
        return new Samples(submitter);
    }

    public static FailureDetail failure(String resultType, @Nullable String mx, long sessions) {
        return new FailureDetail(
                ResultType.of(resultType), "192.0.2.1", mx, null, "198.51.100.1", sessions, null, null);
    }

    public Samples on(LocalDate day) {
        this.day = day;
        return this;
    }

    public Samples id(String id) {
        this.id = id;
        return this;
    }

    public Samples trusted(Trust trust) {
        this.trust = trust;
        return this;
    }

    /// The proven reporter, if it is not the one that goes by the name.
    public Samples by(ReporterId reporter) {
        this.reporter = reporter;
        return this;
    }

    public Samples read(int reader) {
        this.reader = reader;
        return this;
    }

    public Samples at(String objectKey) {
        this.objectKey = objectKey;
        return this;
    }

    /// The text that it is read from; else what it says is its text.
    public Samples text(String text) {
        this.text = text;
        return this;
    }

    public Samples sts(String domain, @Nullable String mode, long ok, FailureDetail... failures) {
        var lines = mode == null
                ? List.<String>of()
                : List.of("version: STSv1", "mode: " + mode, "mx: *." + domain, "max_age: 604800");
        return entry("sts", lines, domain, ok, failures);
    }

    public Samples tlsa(String domain, long ok, FailureDetail... failures) {
        return entry("tlsa", List.of("3 1 1 " + "0F".repeat(32)), domain, ok, failures);
    }

    public Samples noPolicyFound(String domain, long ok, FailureDetail... failures) {
        return entry("no-policy-found", List.of(), domain, ok, failures);
    }

    public Samples entry(String type, List<String> policyString, String domain, long ok, FailureDetail... failures) {
        long failed =
                List.of(failures).stream().mapToLong(FailureDetail::failed).sum();
        policies.add(new PolicyResult(
                new Policy(PolicyType.of(type), policyString, domain, List.of()),
                new Summary(ok, failed),
                List.of(failures)));
        return this;
    }

    public Report report() {
        return new Report(
                submitter,
                new DateRange(
                        day.atStartOfDay().toInstant(ZoneOffset.UTC),
                        day.atTime(23, 59, 59).toInstant(ZoneOffset.UTC)),
                "tlsrpt@" + submitter,
                id,
                policies);
    }

    public List<Recording> recordings() {
        var report = report();
        var key = objectKey != null ? objectKey : transport().name().toLowerCase(Locale.ROOT) + "/" + id;
        return ReportedDomain.in(report, Hints.NONE).stream()
                .map(reported -> Recording.of(
                        reported,
                        report,
                        Identity.of(report),
                        new Provenance(
                                placed(),
                                transport(),
                                reporter(),
                                trust == Trust.ANONYMOUS ? null : submitter,
                                Submitter.of(report, Hints.NONE),
                                key,
                                day.plusDays(1).atTime(6, 0).toInstant(ZoneOffset.UTC)),
                        new ReadText(hash(text != null ? text : report.toString()), reader)))
                .toList();
    }

    /// The only one.
    public Recording recording() {
        var recordings = recordings();
        if (recordings.size() != 1) {
            throw new IllegalStateException("it is about " + recordings.size() + " domains");
        }
        return recordings.getFirst();
    }

    /// The reporter as it is known, else one of this name.
    private @Nullable ReporterId reporter() {
        if ((!trust.isProven() && trust != Trust.STRANGER) || !DomainName.isDomain(submitter)) {
            return null;
        }
        if (reporter != null) {
            return reporter;
        }
        return ReporterId.BUILT_IN.stream()
                .filter(known -> known.domain().equals(submitter))
                .findFirst()
                .orElse(new ReporterId(submitter, "tlsrpt@" + submitter));
    }

    /// The standing of a reporter that has not been heard before.
    private Trust placed() {
        var by = reporter();
        if (trust != Trust.VERIFIED || by == null || ReporterId.BUILT_IN.contains(by)) {
            return trust;
        }
        return ReporterStandings.isStranger(by) ? Trust.STRANGER : Trust.NEW;
    }

    private Transport transport() {
        return switch (trust) {
            case ANONYMOUS -> Transport.HTTPS;
            case IMPORTED -> Transport.IMPORT;
            case UNSIGNED, STRANGER, NEW, ESTABLISHED, VERIFIED -> Transport.MAIL;
        };
    }

    private static String hash(String text) {
        return Keys.sha256(text.getBytes(UTF_8)).substring(0, 32);
    }
}
