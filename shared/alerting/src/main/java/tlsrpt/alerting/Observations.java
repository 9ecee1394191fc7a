package tlsrpt.alerting;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import tlsrpt.health.Observation;
import tlsrpt.report.Door;
import tlsrpt.report.Reading;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportedDomain;
import tlsrpt.store.StoredReport;

/// What the rules look at, of a report as the table holds it.
final class Observations {

    private Observations() {}

    static Observation of(StoredReport stored, boolean unsignedCounts) {
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
                            vouched(stored, unsignedCounts));
                }
            }
        }
        return counted(stored, unsignedCounts);
    }

    private static boolean vouched(StoredReport stored, boolean unsignedCounts) {
        var from = stored.provenance();
        return from.door() == Door.MAIL && from.trust().isSendersOwn(unsignedCounts);
    }

    /// A report too large for the table is there with what it added to the failures' days.
    private static Observation counted(StoredReport stored, boolean unsignedCounts) {
        var counted = new ArrayList<Observation.Counted>();
        stored.booking().contribution().rows().forEach((key, counters) -> {
            var parts = key.sk().split("#", -1);
            if (parts[0].equals("F") && parts.length == 7) {
                long failed =
                        counters.values().stream().mapToLong(Long::longValue).sum();
                counted.add(new Observation.Counted(
                        parts[4], parts[5], parts[6].startsWith("~") ? null : parts[6], failed));
            }
        });
        return Observation.of(
                stored.ref().domain(),
                stored.ref().day(),
                stored.provenance().submitter(),
                stored.provenance().arrival(),
                vouched(stored, unsignedCounts),
                stored.headline(),
                counted);
    }
}
