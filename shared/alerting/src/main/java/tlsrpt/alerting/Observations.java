package tlsrpt.alerting;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import tlsrpt.health.Observation;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Reading;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.StoredReport;

/// Converts a stored report for the rules.
final class Observations {

    /// A policy type or diagnosis that the ledger does not distinguish from others.
    private static final String OTHER = "other";

    private Observations() {}

    static Observation of(StoredReport stored, boolean unsignedCounts) {
        var observation = read(stored, unsignedCounts);
        return stored.provenance().trust() == Trust.VERIFIED ? observation.ofKnownReporter() : observation;
    }

    private static Observation read(StoredReport stored, boolean unsignedCounts) {
        var json = stored.body().json();
        if (json != null) {
            var reader = new ReportReader(Clock.fixed(stored.provenance().arrival(), ZoneOffset.UTC));
            for (var reading : reader.read(json.getBytes(StandardCharsets.UTF_8))) {
                if (reading instanceof Reading.Read read) {
                    var reported = new ReportedDomain(
                            stored.ref().domain(), read.report().policies());
                    return Observation.of(
                            read.report(),
                            reported,
                            stored.provenance().submitter(),
                            stored.provenance().arrival(),
                            trusted(stored, unsignedCounts));
                }
            }
        }
        return counted(stored, unsignedCounts);
    }

    private static boolean trusted(StoredReport stored, boolean unsignedCounts) {
        var from = stored.provenance();
        return from.transport() != Transport.IMPORT && from.trust().isSendersOwn(unsignedCounts);
    }

    /// A report too large for the table is there with what it added to the failures' days.
    private static Observation counted(StoredReport stored, boolean unsignedCounts) {
        var failures = stored.booking().contribution().failures().stream()
                .map(failure -> new Observation.Counted(
                        type(failure.policy()),
                        LedgerHistory.mode(failure.policy()),
                        Diagnosis.of(failure.diagnosis() == null ? OTHER : failure.diagnosis()),
                        failure.mx(),
                        failure.failed()))
                .toList();
        var source = new Observation.Source(
                stored.ref().identity(),
                stored.ref().domain(),
                stored.ref().day(),
                stored.provenance().submitter(),
                stored.provenance().arrival(),
                trusted(stored, unsignedCounts));
        return Observation.of(source, stored.headline(), failures);
    }

    private static PolicyType type(PolicyKind kind) {
        return switch (kind) {
            case TLSA -> PolicyType.Registered.TLSA;
            case STS_ENFORCE, STS_TESTING, STS_NONE, STS_UNKNOWN -> PolicyType.Registered.STS;
            case NO_POLICY_FOUND -> PolicyType.Registered.NO_POLICY_FOUND;
            case OTHER -> PolicyType.of(OTHER);
        };
    }
}
