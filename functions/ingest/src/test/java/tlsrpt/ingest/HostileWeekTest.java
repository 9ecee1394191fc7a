package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tlsrpt.testkit.ReportText;

/// A week in which a hundred mailboxes at providers and a hundred domains with keys of their own send what they like.
/// What counts of honest reporters is the same as without them, and nothing grows beyond its bounds.
class HostileWeekTest {

    private static final int CROWD = 100;
    private static final int DAYS = 7;
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 23);
    private static final String HONEST = "tls@example.net";

    private int sent;

    @Test
    void leavesWhatHonestReportersSay() throws IOException {
        var alone = new Collector();
        var attacked = new Collector();
        for (var collector : List.of(alone, attacked)) {
            sent = 0;
            for (int n = 0; n < DAYS; n++) {
                var day = FIRST.plusDays(n);
                if (collector == attacked) {
                    attack(collector, day);
                }
                honest(collector, day);
                if (collector == attacked) {
                    attack(collector, day);
                }
            }
        }

        assertThat(counted(attacked)).isEqualTo(counted(alone)).hasSize(2 * DAYS);
        assertThat(rows(attacked, "DOMAINS")).isEqualTo(rows(alone, "DOMAINS")).hasSize(1);
        assertThat(rows(attacked, "REPORTERS")).hasSizeLessThanOrEqualTo(1 + CROWD);
        assertThat(attacked.items().stream().filter(item -> item.key().pk().startsWith("D#")))
                .allMatch(item -> item.key().pk().equals("D#example.com"));
        assertThat(attacked.heldObjects().keys()).hasSizeLessThan(sent);
    }

    private void honest(Collector collector, LocalDate day) throws IOException {
        take(collector, day, "google.com", "noreply-smtp-tls-reporting@google.com", google(day));
        take(
                collector,
                day,
                "microsoft.com",
                "tlsrpt-noreply@microsoft.com",
                aReport()
                        .from("microsoft.com")
                        .on(day.minusDays(1))
                        .id("m" + day)
                        .sts("example.com", "enforce", 50));
        take(
                collector,
                day,
                "example.net",
                HONEST,
                aReport().from("example.net").on(day.minusDays(1)).id("h" + day).sts("example.com", "enforce", 10));
    }

    private void attack(Collector collector, LocalDate day) throws IOException {
        for (int n = 0; n < CROWD; n++) {
            boolean outlook = n % 2 == 0;
            take(
                    collector,
                    day,
                    outlook ? "outlook.com" : "mail.ru",
                    "joe" + n + (outlook ? "@outlook.com" : "@mail.ru"),
                    lie(day).from(outlook ? "microsoft.com" : "corp.mail.ru").id("s" + n + day));
            var domain = "evil" + n + ".example";
            take(collector, day, domain, "x@" + domain, lie(day, n).from(domain).id("e" + n + day));
        }
    }

    private static ReportText lie(LocalDate day, int n) {
        return switch (n % 6) {
            case 0 -> lie(day);
            case 1 -> aReport().on(day.minusDays(1)).sts("n" + n + ".example.com", "enforce", 9);
            case 2 -> aReport().on(day.plusDays(1)).noPolicyFound("example.com", 9);
            case 3 -> aReport().on(day.minusDays(1)).sts("example.com", "enforce", 1_000_000_000_001L);
            case 4 -> aReport().on(day.minusDays(1)).sts("call +1 555 now", "enforce", 9);
            default -> aReport().on(day.minusDays(1)).noPolicyFound("example.com", 1_000_000);
        };
    }

    private static ReportText lie(LocalDate day) {
        return aReport()
                .on(day.minusDays(1))
                .sts("example.com", "enforce", 0)
                .failed("certificate-expired", "mx1.example.com", 5_000);
    }

    private static ReportText google(LocalDate day) {
        return aReport().on(day.minusDays(1)).id("g" + day).sts("example.com", "enforce", 100);
    }

    private void take(Collector collector, LocalDate arrival, String signer, String from, ReportText report)
            throws IOException {
        var id = "a" + ++sent;
        var at = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                arrival.atTime(11, 22, 33).atOffset(ZoneOffset.UTC));
        var mail = aMail().from(from)
                .submitter(null)
                .smtpId(id)
                .report(report.json())
                .storedBySes(signer)
                .text()
                .replaceFirst("Mon, 02 Mar 2026 11:22:33 \\+0000", at.replace("GMT", "+0000"));
        collector.bucket.put("mail/" + id, latin1(mail), Collector.NOON, Map.of());
        collector.invoke(Collector.created("m", "mail/" + id));
    }

    /// The rows that are part of totals, of the domain and of its reporters.
    private static List<String> counted(Collector collector) {
        return collector.reporterDays("example.com").stream()
                .filter(day -> day.trust().counts())
                .map(day -> day.day() + " " + day.trust() + " " + day.submitter() + " " + day.sessions())
                .sorted()
                .toList();
    }

    private static List<String> rows(Collector collector, String partition) {
        return collector.items().stream()
                .filter(item -> item.key().pk().equals(partition))
                .map(item -> item.key() + " "
                        + (partition.equals("DOMAINS") ? item.values().toString() : ""))
                .sorted()
                .toList();
    }
}
