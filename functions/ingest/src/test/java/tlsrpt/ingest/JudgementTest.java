package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.ingest.Collector.DONE;
import static tlsrpt.ingest.Collector.NOON;
import static tlsrpt.ingest.Collector.copied;
import static tlsrpt.ingest.Collector.created;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.MailText.ordinaryMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlsrpt.report.Headline;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldReason;
import tlsrpt.testkit.ReportText;

/// What an object is worth: counted, and as what; or held, and why.
class JudgementTest {

    private static final String HTTPS = "https/2026-03-02/9f86d081884c7d65";
    private static final Instant RECEIVED = Instant.parse("2026-03-02T11:22:33Z");
    private static final Instant YEARS_LATER = Instant.parse("2029-01-01T00:00:00Z");

    private final Collector collector = new Collector();

    @Test
    void trustsMailThatItsSubmitterSigned() throws IOException {
        collector.take("mail/a", signedMail(clean()));

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(collector.report().provenance().transport()).isEqualTo(Transport.MAIL);
    }

    @ParameterizedTest
    @CsvSource({HTTPS + ", ANONYMOUS, HTTPS", "import/a.eml, IMPORTED, IMPORT"})
    void trustsNoMoreThanTheDoor(String key, Trust trust, Transport transport) throws IOException {
        collector.take(key, signedMail(clean()));

        assertThat(collector.report().provenance().trust()).isEqualTo(trust);
        assertThat(collector.report().provenance().transport()).isEqualTo(transport);
    }

    @Test
    void holdsMailThatAStrangerSigned() throws IOException {
        collector.take(
                "mail/a",
                aMail().report(clean().json()).storedBySes("example.org").bytes());

        var held = collector.held("mail/a");
        assertThat(held.reason()).isEqualTo(HeldReason.UNSIGNED);
        assertThat(held.detail())
                .isEqualTo("the signing domain is not the domain in From or a parent of it, claims google.com");
        assertThat(held.who()).isEqualTo("google.com");
        assertThat(held.size()).isPositive();
        assertThat(collector.reports("example.com")).isEmpty();
    }

    @Test
    void holdsMailThatNobodySigned() throws IOException {
        collector.take("mail/a", aMail().report(clean().json()).bytes());

        assertThat(collector.held("mail/a").detail())
                .isEqualTo("the header does not begin with the fields that Amazon SES writes, claims google.com");
    }

    /// Row 1.
    @Test
    void ignoresHeadersOfSesInAnInboxAloneAndAfterTheGenuineReport() throws IOException {
        var forged = signedMail(clean().failed("certificate-expired", "mx1.example.com", 40));

        collector.take("inbox/a", forged);
        assertThat(collector.held("inbox/a").reason()).isEqualTo(HeldReason.UNSIGNED);
        assertThat(collector.held("inbox/a").detail())
                .isEqualTo("nothing checks signatures on this transport, claims google.com");
        assertThat(collector.reports("example.com")).isEmpty();

        collector.take("mail/b", signedMail(clean()));
        collector.take("inbox/c", forged);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
    }

    /// Row 11.
    @Test
    void holdsMailWhoseKeyIsNotItsSmtpId() throws IOException {
        collector.bucket.put("mail/b", signedMail(clean()), Collector.NOON, Map.of());

        collector.invoke(Collector.created("m1", "mail/b"));

        assertThat(collector.held("mail/b").detail())
                .isEqualTo("the object key does not end in the SMTP id of Amazon SES, claims google.com");
        assertThat(collector.reports("example.com")).isEmpty();
    }

    /// Row 15.
    @Test
    void listsAReporterThatClaimsAnotherByItsOwnName() throws IOException {
        collector.take(
                "mail/a",
                aMail().from("x@evil.example")
                        .report(clean().json())
                        .storedBySes("evil.example")
                        .bytes());

        assertThat(collector.held("mail/a").detail()).isEqualTo("evil.example, claims google.com");
        assertThat(collector.reports("example.com")).isEmpty();
    }

    @Test
    void takesTheArrivalInAnInboxFromTheStore() throws IOException {
        collector.countUnsigned();

        collector.take("inbox/a", signedMail(clean()));

        assertThat(collector.report().provenance().arrival()).isEqualTo(Collector.NOON);
    }

    @Test
    void countsUnsignedMailWhereTheOperatorAllowsIt() throws IOException {
        collector.countUnsigned();

        collector.take("mail/a", aMail().report(clean().json()).bytes());

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.UNSIGNED);
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void coversWhatLiesBelowAListedDomain() throws IOException {
        collector.take(
                "import/a", aReport().sts("mail.example.com", "enforce", 1).bytes());
        collector.take("import/b", aReport().sts("notexample.com", "enforce", 2).bytes());

        assertThat(collector.reports("mail.example.com")).hasSize(1);
        var held = collector.held("import/b");
        assertThat(held.reason()).isEqualTo(HeldReason.NOT_OUR_DOMAIN);
        assertThat(held.detail()).isEqualTo("notexample.com is not a listed domain");
    }

    @Test
    void countsADanePolicyOfAnMxHostForTheDomainOfTheMail() throws IOException {
        collector.take("mail/a", signedMail(aReport().tlsa("mx1.example.net", 7)));

        assertThat(collector.report().headline()).isEqualTo(new Headline(7, 0));
    }

    @Test
    void takesEveryDomainWhereTheOperatorSaysSo() throws IOException {
        collector.domains("*");

        collector.take("import/a", aReport().sts("example.org", "enforce", 1).bytes());

        assertThat(collector.reports("example.org")).hasSize(1);
    }

    @Test
    void countsAReportOfSeveralDomainsForEachThatIsOurs() throws IOException {
        collector.take(
                "import/a",
                aReport()
                        .sts("example.com", "enforce", 40)
                        .sts("example.org", "enforce", 3)
                        .sts("mail.example.com", "testing", 2)
                        .bytes());

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.sum("mail.example.com")).isEqualTo(new Headline(2, 0));
        assertThat(collector.reports("example.org")).isEmpty();
        assertThat(collector.held("import/a").detail()).isEqualTo("example.org is not a listed domain");
    }

    @Test
    void countsAReportOnceByWhateverDoorItComes() throws IOException {
        collector.take(HTTPS, gzip(clean().bytes()));
        collector.take("mail/a", signedMail(clean()));
        collector.take("import/a", clean().bytes());

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.lines("recorded")).hasSize(1);
        assertThat(collector.lines("replaced")).hasSize(1);
        assertThat(collector.lines("duplicate")).hasSize(1);
    }

    @Test
    void countsAReportOnceThatIsTwiceInAMail() throws IOException {
        var json = clean().json();

        collector.take(
                "mail/a",
                aMail().report(json).report(json).storedBySes("google.com").bytes());

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void holdsAnotherReportOfAKnownIdentity() throws IOException {
        collector.take("import/a", clean().bytes());
        collector.take("import/b", aReport().sts("example.com", "enforce", 99).bytes());

        var held = collector.held("import/b");
        assertThat(held.reason()).isEqualTo(HeldReason.CONFLICT);
        assertThat(held.detail())
                .isEqualTo("another report with this source and id already counts: "
                        + collector.report().ref());
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @ParameterizedTest
    @CsvSource({"2024-01-01, TOO_OLD", "2026-03-20, IN_THE_FUTURE"})
    void holdsWhatIsOfAnotherTime(LocalDate day, HeldReason reason) throws IOException {
        collector.take("import/a", clean().on(day).bytes());

        assertThat(collector.held("import/a").reason()).isEqualTo(reason);
    }

    @Test
    void holdsCountsThatNobodyHas() throws IOException {
        collector.take(
                "import/a",
                aReport()
                        .sts("example.com", "enforce", 600_000_000L)
                        .sts("example.com", "testing", 600_000_000L)
                        .bytes());

        assertThat(collector.held("import/a").reason()).isEqualTo(HeldReason.IMPLAUSIBLE);
    }

    @Test
    void holdsABomb() throws IOException {
        collector.take(
                HTTPS, gzip(("{\"date-range\":" + " ".repeat(20_000_000) + "}").getBytes(StandardCharsets.US_ASCII)));

        assertThat(collector.held(HTTPS).reason()).isEqualTo(HeldReason.HOSTILE);
    }

    @Test
    void holdsWhatIsNoReport() throws IOException {
        collector.take("import/a", "{\"hello\":1}".getBytes(StandardCharsets.US_ASCII));
        collector.take("mail/a", ordinaryMail().part("", "One o'clock?").bytes());

        assertThat(collector.held("import/a").reason()).isEqualTo(HeldReason.NOT_A_REPORT);
        assertThat(collector.held("mail/a").detail()).isEqualTo("no TLS report is in it");
    }

    @Test
    void countsTheGoodReportBesideABadOneAndHoldsTheObject() throws IOException {
        var mail = aMail().report("{\"organization-name\":\"x\",\"policies\":[]}")
                .report(clean().json())
                .storedBySes("google.com");

        collector.take("mail/a", mail.bytes());

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.held("mail/a").reason()).isEqualTo(HeldReason.NOT_A_REPORT);
    }

    @Test
    void readsTheReportsOfAnMboxAndLetsItsOtherMailBe() throws IOException {
        var mbox = mboxEntry(ordinaryMail().part("", "One o'clock?").text())
                + mboxEntry(aMail().report(clean().json()).text())
                + mboxEntry(ordinaryMail().part("", "Two!").text());

        collector.take("import/old.mbox", mbox.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.IMPORTED);
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void sortsNoMoreThanAThousandThingsOfAStranger() throws IOException {
        var elsewhere = aReport().sts("example.org", "enforce", 40).json() + "\n";
        var mbox = mboxEntry(aMail().textOf("", elsewhere.repeat(999)))
                + mboxEntry(aMail().textOf("", elsewhere))
                + mboxEntry(aMail().textOf("", clean().json()));

        collector.take(HTTPS, mbox.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(collector.lines("held")).hasSize(6).last().asString().contains("more than 1000 reports and faults");
        assertThat(collector.reports("example.com")).isEmpty();
    }

    @Test
    void knowsWhenAMailArrivedFromSes() throws IOException {
        collector.bucket.putBySes("mail/a", signedMail(clean()), YEARS_LATER);

        collector.invoke(copied("m1", "mail/a"));

        assertThat(collector.report().provenance().arrival()).isEqualTo(RECEIVED);
    }

    @Test
    void knowsWhenACopiedObjectFirstArrived() throws IOException {
        collector.bucket.put(
                "import/a", clean().bytes(), YEARS_LATER, Map.of(Ingest.FIRST_ARRIVAL, RECEIVED.toString()));

        collector.invoke(copied("m1", "import/a"));

        assertThat(collector.report().provenance().arrival()).isEqualTo(RECEIVED);
    }

    @Test
    void knowsTheDayOfAPostThatWasCopiedWithoutAMemory() throws IOException {
        collector.bucket.put(HTTPS, clean().bytes(), YEARS_LATER, Map.of(Ingest.FIRST_ARRIVAL, "yesterday"));

        collector.invoke(copied("m1", HTTPS));

        assertThat(collector.report().provenance().arrival()).isEqualTo("2026-03-02T23:59:59Z");
    }

    @Test
    void takesTheTimeOfAPostFromS3AndNotFromWhatWasPosted() throws IOException {
        collector.bucket.put(HTTPS, signedMail(clean()), NOON, Map.of());

        assertThat(collector.invoke(created("m1", HTTPS))).isEqualTo(DONE);

        assertThat(collector.report().provenance().arrival()).isEqualTo(NOON);
    }

    private static ReportText clean() {
        return aReport().sts("example.com", "enforce", 40);
    }

    private static byte[] signedMail(ReportText report) {
        return aMail().report(report.json()).storedBySes("google.com").bytes();
    }

    private static String mboxEntry(String mail) {
        return "From sender@example.org Mon Mar  2 11:22:33 2026\n" + mail + "\n\n";
    }
}
