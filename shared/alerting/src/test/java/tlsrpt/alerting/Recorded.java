package tlsrpt.alerting;

import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tlsrpt.report.FailureDetail;
import tlsrpt.store.Ledger;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Tables;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// A table in memory with the reports of an incident: a certificate expires on day 12, is renewed on day 15, and on day
/// 14 a policy file is missing. Every domain is listed.
final class Recorded {

    static final LocalDate DAY_0 = Samples.DAY.minusDays(1);

    final Table table = Tables.inMemory();
    final List<StoredReport> reports = new ArrayList<>();

    static Recorded incident() {
        var recorded = new Recorded();
        for (int day = 1; day <= 20; day++) {
            for (var reporter : List.of("google.com", "microsoft.com")) {
                var failures = new ArrayList<FailureDetail>();
                if (day >= 12 && day <= 14) {
                    failures.add(failure("certificate-expired", "mx1.example.com", 30));
                }
                if (day == 14) {
                    failures.add(failure("sts-policy-fetch-error", null, 5));
                }
                recorded.record(reportFrom(reporter)
                        .on(DAY_0.plusDays(day))
                        .id("r" + day)
                        .sts("example.com", "enforce", 100, failures.toArray(FailureDetail[]::new)));
            }
        }
        return recorded;
    }

    Recorded record(Samples sample) {
        var recording = sample.recording();
        var clock = Clock.fixed(recording.provenance().arrival(), ZoneOffset.UTC);
        var settings = new Settings(List.of(recording.reported().domain()), Retention.DEFAULT, false);
        new Ledger(table, clock, new Random(recording.hashCode())).record(recording, settings);
        reports.add(new Views(table, clock).report(recording.ref()).orElseThrow());
        return this;
    }
}
