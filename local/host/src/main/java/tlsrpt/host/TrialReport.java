package tlsrpt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import tlsrpt.cli.Documents;
import tlsrpt.console.Check;

/// Sends a sample report through a temporary collector to test whether this machine can count one. It does not touch
/// the real data folder, which must belong to the user of the service.
final class TrialReport {

    private static final String NAME = "report";

    private TrialReport() {}

    /// @param domain whose report it is
    static Check through(String domain, Instant now) throws InterruptedException {
        try {
            var folder = Files.createTempDirectory("tlsrpt-init");
            try {
                return through(domain, now, folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            return failed(domain, Documents.reason(e));
        }
    }

    private static Check through(String domain, Instant now, Path folder) throws IOException, InterruptedException {
        var yesterday = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
        var report = Files.writeString(folder.resolve("report.json"), text(domain, yesterday));
        var data = DataFolder.lock(folder.resolve("data")).orElseThrow();
        try (var collector = Collector.openForACommand(data)) {
            collector.count(List.of(domain), false);
            var tally = collector.importFile(report);
            return tally.of("recorded") == 1
                    ? Check.well(NAME, domain, "a sample report was read and counted in a temporary folder")
                    : failed(domain, tally.words());
        }
    }

    private static Check failed(String domain, String why) {
        return new Check(NAME, domain, "a sample report was not counted: " + why, "see docs/troubleshooting.md");
    }

    /// The least that RFC 8460 §4.4 asks for.
    private static String text(String domain, LocalDate day) {
        return """
                {"organization-name": "tlsrpt init",
                 "date-range": {"start-datetime": "%1$sT00:00:00Z", "end-datetime": "%1$sT23:59:59Z"},
                 "contact-info": "postmaster@%2$s", "report-id": "tlsrpt-init",
                 "policies": [{"policy": {"policy-type": "no-policy-found", "policy-domain": "%2$s"},
                   "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0}}]}
                """.formatted(day, domain);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
