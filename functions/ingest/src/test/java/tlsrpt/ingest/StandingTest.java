package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldReason;
import tlsrpt.testkit.ReportText;

/// What a reporter is on arrival. The rows are those of the abuse table.
class StandingTest {

    private final Collector collector = new Collector();

    @Test
    void row12HoldsAStrangerThatClaimsThePinnedReporterOfItsProvider() throws IOException {
        take("mail/a", "mail.ru", "joe@mail.ru", failing().from("corp.mail.ru"));
        take("mail/b", "outlook.com", "joe4711@outlook.com", failing().from("microsoft.com"));
        take("mail/c", "google.com", "joe@google.com", failing().from("google.com"));
        take("mail/d", "corp.mail.ru", "noreply-smtp-tls-reporting@corp.mail.ru", clean().from("corp.mail.ru"));

        assertThat(collector.heldKeys()).containsExactlyInAnyOrder("mail/a", "mail/b", "mail/c");
        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.UNSIGNED);
        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(collector.report().provenance().submitter()).isEqualTo("corp.mail.ru");
    }

    @Test
    void row17KeepsAReporterNewWhoseBackdatedDaysArriveInOneMinute() throws IOException {
        for (int back = 7; back > 0; back--) {
            take(
                    "mail/" + back,
                    "evil.example",
                    "x@evil.example",
                    clean().from("evil.example").on(day(back)));
        }
        take(
                "mail/last",
                "evil.example",
                "x@evil.example",
                failing().from("evil.example").on(day(0)));

        assertThat(collector.reports("example.com"))
                .hasSize(8)
                .allMatch(report -> report.provenance().trust() == Trust.NEW);
    }

    @Test
    void establishesAReporterByItsDaysOfArrival() throws IOException {
        for (int arrival = 15; arrival >= 9; arrival--) {
            takeAt(day(arrival - 1), "a" + arrival);
        }
        takeAt(day(0), "b");
        takeAt(day(2), "c");

        assertThat(collector.reports("example.com"))
                .extracting(report -> report.provenance().trust())
                .containsExactly(
                        Trust.ESTABLISHED,
                        Trust.NEW,
                        Trust.NEW,
                        Trust.NEW,
                        Trust.NEW,
                        Trust.NEW,
                        Trust.NEW,
                        Trust.NEW,
                        Trust.NEW);
    }

    @Test
    void row19CountsFiveHundredSignersAsOneOrganization() throws IOException {
        for (int n = 0; n < 250; n++) {
            var signer = "a" + n + ".evil.example";
            take("mail/a" + n, signer, "x@" + signer, clean().from(signer));
            take(
                    "mail/b" + n,
                    "evil.example",
                    "x" + n + "@evil.example",
                    clean().from("evil.example").id("b" + n));
        }
        take("mail/other", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.lines("recorded")).hasSize(22);
        assertThat(collector.lines("recorded")).last().asString().contains("example.net");
        assertThat(collector.heldKeys()).hasSize(21);
        assertThat(collector.heldObjects().keys()).hasSize(479);
    }

    /// Such as a domain of the list's private part, whose owner signs for it.
    @Test
    void row48CountsAPublicSuffixAsOneOrganization() throws IOException {
        for (int n = 0; n < 40; n++) {
            take(
                    "mail/" + n,
                    "co.uk",
                    "x" + n + "@co.uk",
                    clean().from("none").on(day(n % 10)).id("n" + n));
        }

        assertThat(collector.lines("recorded")).hasSize(21);
    }

    @Test
    void row47NamesADomainToAddOnlyIfAKnownReporterReportsIt() throws IOException {
        var text = "nobody; renew it at https://evil.example/ or";
        take(
                "mail/a",
                "evil.example",
                "x@evil.example",
                aReport().from("evil.example").sts(text, "enforce", 1));
        take(
                "mail/b",
                "evil.example",
                "x@evil.example",
                aReport().from("evil.example").id("b").sts("bank.example", "enforce", 1));
        take(
                "mail/c",
                "google.com",
                "noreply-smtp-tls-reporting@google.com",
                aReport().sts(text, "enforce", 1));
        take(
                "mail/d",
                "google.com",
                "noreply-smtp-tls-reporting@google.com",
                aReport().id("d").sts("new.example", "enforce", 1));

        assertThat(Stream.of("mail/a", "mail/b", "mail/c", "mail/d")
                        .filter(key -> collector.held(key).why().claims()))
                .as("those that an alert may name")
                .containsExactly("mail/d");
        assertThat(collector.held("mail/b").why().domain()).isEqualTo("bank.example");
    }

    @Test
    void row50CountsNoInventedDomainWhereNoneIsListed() throws IOException {
        collector.domains("*");
        for (int n = 0; n < 40; n++) {
            var report = aReport().from("evil.example").id("n" + n).sts("n" + n + ".example", "enforce", 1);
            take("mail/" + n, "evil.example", "x@evil.example", report);
            collector.take("https/2026-03-02/" + n, report.bytes());
        }
        take("mail/g", "google.com", "noreply-smtp-tls-reporting@google.com", clean());
        take("mail/known", "evil.example", "x@evil.example", clean().from("evil.example"));

        assertThat(collector.domains()).containsExactly("example.com");
        assertThat(collector.reports("example.com"))
                .extracting(report -> report.provenance().trust())
                .containsExactlyInAnyOrder(Trust.VERIFIED, Trust.NEW);
        assertThat(collector.held("mail/1").reason()).isEqualTo(HeldReason.NOT_OUR_DOMAIN);
        assertThat(collector.held("mail/1").why().claims())
                .as("an alert may name it")
                .isFalse();
        assertThat(collector.heldKeys()).as("one line each beyond 20").hasSize(42);
    }

    @Test
    void countsDomainsThatAnApprovedReporterConfirmsWhereNoneIsListed() throws IOException {
        collector.domains("*");
        collector.decisions().approve(new ReporterId("example.net", "tls@example.net"));

        take("mail/a", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.domains()).containsExactly("example.com");
    }

    /// Records of the attacker's domains that name this collector let Google report about them.
    @Test
    void row50CountsTwoThousandNewDomainsADayWhereNoneIsListed() throws IOException {
        collector.domains("*");
        for (int n = 0; n < 2_001; n++) {
            var report = aReport().id("n" + n).sts("n" + n + ".example", "enforce", 1);
            take("mail/" + n, "google.com", "noreply-smtp-tls-reporting@google.com", report);
        }
        var again = aReport().id("again").sts("n0.example", "enforce", 1);
        take("mail/again", "google.com", "noreply-smtp-tls-reporting@google.com", again);

        assertThat(collector.domains()).hasSize(2_000);
        assertThat(collector.heldKeys()).containsExactly("mail/2000");
        assertThat(collector.reports("n0.example")).hasSize(2);
    }

    @Test
    void row51CountsANewReporterThoughAnotherAddressOfItsDomainReportedMoreThanCounts() throws IOException {
        for (int n = 0; n < 6; n++) {
            take(
                    "mail/" + n,
                    "example.net",
                    "joe@example.net",
                    clean().from("example.net").id("n" + n));
        }
        take("mail/tls", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.lines("recorded")).hasSize(5);
        assertThat(collector.heldKeys()).containsExactlyInAnyOrder("mail/4", "mail/5");
    }

    @Test
    void row51CountsAnEstablishedReporterThoughAnotherAddressOfItsDomainReportedMoreThanCounts() throws IOException {
        for (int arrival = 15; arrival >= 9; arrival--) {
            takeAt(day(arrival - 1), "joe@example.net", "joe" + arrival);
            takeAt(day(arrival - 1), "tls@example.net", "tls" + arrival);
        }
        for (int n = 0; n < 30; n++) {
            take(
                    "mail/" + n,
                    "example.net",
                    "joe@example.net",
                    clean().from("example.net").id("n" + n));
        }
        take("mail/tls", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.heldKeys()).hasSize(6).doesNotContain("mail/tls");
    }

    @Test
    void row51KeepsRoomForAReporterThatIsKnownLongerThanOthersOfItsOrganization() throws IOException {
        takeAt(day(4), "tls@example.net", "earlier");
        for (int n = 0; n < 30; n++) {
            take(
                    "mail/" + n,
                    "example.net",
                    "joe" + n + "@example.net",
                    clean().from("example.net").id("n" + n));
        }
        take("mail/tls", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.lines("recorded")).hasSize(23);
        assertThat(collector.heldKeys()).hasSize(9).doesNotContain("mail/tls");
    }

    @Test
    void row51KeepsRoomForAnEstablishedReporterThatIsKnownLongerThanOthersOfItsOrganization() throws IOException {
        takeAt(day(70), "tls@example.net", "first");
        for (int arrival = 15; arrival >= 9; arrival--) {
            takeAt(day(arrival - 1), "joe@example.net", "joe" + arrival);
            takeAt(day(arrival - 1), "tls@example.net", "tls" + arrival);
        }
        for (int n = 0; n < 120; n++) {
            take(
                    "mail/" + n,
                    "example.net",
                    "joe@example.net",
                    clean().from("example.net").on(day(n / 24)).id("n" + n));
        }
        take("mail/tls", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.heldKeys()).hasSize(18).doesNotContain("mail/tls");
    }

    @Test
    void countsFourReportsADayOfANewReporterAndAHundredOfAllThatAreUnknown() throws IOException {
        for (int n = 0; n < 6; n++) {
            take(
                    "mail/one" + n,
                    "one.example",
                    "tls@one.example",
                    clean().from("one.example").id("n" + n));
        }
        assertThat(collector.lines("recorded")).hasSize(4);
        for (int n = 0; n < 210; n++) {
            var signer = "n" + n + ".example";
            take("mail/" + n, signer, "tls@" + signer, clean().from(signer));
        }
        take("mail/g", "google.com", "noreply-smtp-tls-reporting@google.com", clean());

        assertThat(collector.lines("recorded")).hasSize(101);
        assertThat(collector.lines("recorded")).last().asString().contains("google.com");
        assertThat(collector.held("mail/209").reason()).isEqualTo(HeldReason.FLOOD);
    }

    @Test
    void keepsRoomForReportersThatAreKnownForThreeDays() throws IOException {
        takeAt(day(4), "earlier");
        for (int n = 0; n < 110; n++) {
            var signer = "n" + n + ".example";
            take("mail/" + n, signer, "tls@" + signer, clean().from(signer));
        }
        take("mail/known", "example.net", "tls@example.net", clean().from("example.net"));

        assertThat(collector.lines("recorded")).hasSize(102).last().asString().contains("example.net");
    }

    @Test
    void countsTwentyFourReportsADayOfAPinnedReporter() throws IOException {
        for (int n = 0; n < 26; n++) {
            take("mail/" + n, "google.com", "noreply-smtp-tls-reporting@google.com", clean().id("n" + n));
        }
        take("mail/m", "microsoft.com", "tlsrpt-noreply@microsoft.com", clean().from("microsoft.com"));

        assertThat(collector.lines("recorded")).hasSize(25).last().asString().contains("microsoft.com");
        assertThat(collector.held("mail/24").reason()).isEqualTo(HeldReason.FLOOD);
    }

    private void takeAt(LocalDate arrival, String id) throws IOException {
        takeAt(arrival, "tls@example.net", id);
    }

    private void takeAt(LocalDate arrival, String from, String id) throws IOException {
        var at = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                arrival.atTime(11, 22, 33).atOffset(ZoneOffset.UTC));
        var mail = aMail().from(from)
                .submitter("example.net")
                .smtpId(id)
                .report(clean().from("example.net")
                        .on(arrival.minusDays(1))
                        .id(id)
                        .json())
                .storedBySes("example.net")
                .text()
                .replaceFirst("Mon, 02 Mar 2026 11:22:33 \\+0000", at.replace("GMT", "+0000"));
        collector.bucket.put("mail/" + id, latin1(mail), Collector.NOON, Map.of());
        collector.invoke(Collector.created("m", "mail/" + id));
    }

    private void take(String key, String signer, String from, ReportText report) throws IOException {
        collector.take(
                key,
                aMail().from(from)
                        .submitter(null)
                        .report(report.json())
                        .storedBySes(signer)
                        .bytes());
    }

    private static LocalDate day(int back) {
        return LocalDate.of(2026, 3, 1).minusDays(back);
    }

    private static ReportText clean() {
        return aReport().sts("example.com", "enforce", 100);
    }

    private static ReportText failing() {
        return aReport().sts("example.com", "enforce", 0).failed("certificate-expired", "mx1.example.com", 100);
    }
}
