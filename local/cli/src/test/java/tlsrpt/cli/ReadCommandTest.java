package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli.Result;
import tlsrpt.testkit.ReportText;

class ReadCommandTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void refusesDaysThatEndBeforeTheyBegin() {
        var result = read("--from", "2026-03-02", "--to", "2026-03-01", folder);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--from 2026-03-02 is later than --to 2026-03-01");
    }

    @Test
    void namesTheUnitOfACauseThatExceedsTheFailedSessions() throws IOException {
        write(
                "microsoft.json",
                aReport()
                        .on(MONDAY)
                        .sts("example.com", "enforce", 90)
                        .failed("certificate-expired", "mx1.example.com", 10)
                        .tlsa("example.com", 90)
                        .failed("certificate-expired", "mx2.example.com", 10));

        assertThat(read(folder).out())
                .contains("10 of 100 sessions failed")
                .contains("Failed     20 sessions in details, 10 of 100 in summaries, on 2026-03-02");
    }

    @Test
    void explainsWhatFailedWhatItMeansAndHowToFixIt() throws IOException {
        write(
                "google.json",
                aReport()
                        .on(MONDAY)
                        .sts("example.com", "enforce", 1231)
                        .failed("certificate-expired", "mx1.example.com", "X509_V_ERR_CERT_HAS_EXPIRED", 7));
        write(
                "microsoft.json",
                aReport()
                        .from("microsoft.com")
                        .on(MONDAY.plusDays(1))
                        .sts("example.com", "enforce", 10)
                        .failed("certificate-expired", "mx1.example.com", 2));
        write(
                "mail.json",
                aReport()
                        .from("mail.example")
                        .on(MONDAY.plusDays(2))
                        .sts("example.com", "enforce", 1)
                        .tlsa("mx1.example.com", 5));

        var result = read(folder);

        assertThat(result.out()).isEqualTo("""
                ✗ example.com                                         9 of 1,256 sessions failed
                  2026-03-02 to 2026-03-04, 3 reporters

                  1. Certificate expired                                                    high
                     Failed     9 of 1,250 sessions, since 2026-03-02, last on 2026-03-03
                     Seen by    google.com, microsoft.com (2 of 3 reporters)
                     Policy     MTA-STS, mode enforce
                     At         mx1.example.com, only at 203.0.113.25
                     Reasons    X509_V_ERR_CERT_HAS_EXPIRED

                     Meaning    The mail server's certificate, or another one in its chain, has
                                expired.
                     Cause      Nearly always your side: the renewal failed, or the new
                                certificate is on disk but the mail server was not reloaded.
                                Often only one of several machines behind the name is affected.
                     Impact     Your policy is in enforce mode, so the sender does not deliver
                                to this MX host. The sender tries your other MX hosts, then
                                defers the mail and retries. If no attempt succeeds, the mail
                                bounces after hours to days.

                     1. Mitigate first: set `mode: testing` in the policy at
                        https://mta-sts.example.com/.well-known/mta-sts.txt. Senders then
                        deliver while you fix the cause. This command shows the policy as
                        served.
                          curl -sS --max-redirs 0 https://mta-sts.example.com/.well-known/mta-sts.txt
                     2. Then publish a new id in the TXT record at _mta-sts.example.com; the
                        file comes first. Senders fetch a new policy before they give up, so
                        deferred mail is delivered.
                          dig +short TXT _mta-sts.example.com
                     3. Read the dates at every address of the MX host (put the address in place
                        of the name after -connect). Run it on a server outside your network:
                        laptops often cannot reach port 25.
                          openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com </dev/null 2>/dev/null | openssl x509 -noout -subject -dates
                     4. Renew the certificate and reload the mail server: it keeps the old
                        certificate until it is reloaded. Then read the dates again, at every
                        address.
                     5. Set up a warning 21 days before the next end date.
                     6. When the reports are clean, set the policy back to `mode: enforce` in
                        the same order: the file first, then a new id.

                  Reporter       Reports     OK  Failed  Newest      Trust
                  google.com           1  1,231       7  2026-03-02  not verified
                  microsoft.com        1     10       2  2026-03-03  not verified
                  mail.example         1      6       0  2026-03-04  not verified

                3 reports read.
                """);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void callsAFailureCriticalWhereTheReporterDeliveredNothing() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 0).failed("starttls-not-supported", "mx.a.example", 10));

        assertThat(read(folder).out()).contains("1. STARTTLS not offered").containsPattern("offered +critical");
    }

    @Test
    void countsACauseUnderTwoPoliciesOnce() throws IOException {
        write(
                "a.json",
                aReport()
                        .sts("a.example", "enforce", 100)
                        .failed("certificate-expired", "mx.a.example", 7)
                        .tlsa("a.example", 100)
                        .failed("certificate-expired", "mx.a.example", 7));

        assertThat(read(folder).out())
                .contains("Failed     7 of 107 sessions, on 2026-03-01", "Policy     MTA-STS, mode enforce; DANE")
                .doesNotContain("\n  2. ");
    }

    @Test
    void dividesTheFailuresOfADayByTheSessionsOfThatDay() throws IOException {
        write("a.json", aReport().on(MONDAY).sts("a.example", "enforce", 3000));
        write(
                "b.json",
                aReport()
                        .on(MONDAY.plusDays(1))
                        .sts("a.example", "enforce", 1000)
                        .failed("tls-x", "mx.a.example", 127));

        assertThat(read(folder).out()).contains("Failed     127 of 1,127 sessions, on 2026-03-03");
    }

    @Test
    void putsWhatIsRefusedFirstAndWhatWentWellLast() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 5));
        write("b.json", aReport().sts("b.example", "testing", 5).failed("starttls-not-supported", "mx.b.example", 500));
        write("c.json", aReport().sts("c.example", "enforce", 5).failed("starttls-not-supported", "mx.c.example", 1));
        write("d.json", aReport().noPolicyFound("d.example", 5));

        assertThat(headings(read(folder))).containsExactly("✗ c.example", "✗ b.example", "✓ a.example", "✓ d.example");
    }

    @Test
    void explainsTheSameTroubleOfManyDomainsOnce() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 5).failed("certificate-expired", "mx.a.example", 2));
        write("b.json", aReport().sts("b.example", "enforce", 5).failed("certificate-expired", "mx.b.example", 1));

        var out = read(folder).out();

        assertThat(out)
                .containsOnlyOnce("Renew the certificate")
                .contains(
                        "     Explained above at a.example (1). In its commands, use b.example and\n     mx.b.example.\n");
    }

    @Test
    void showsFailuresThatTheReporterGivesNoReasonFor() throws IOException {
        Files.writeString(
                folder.resolve("a.json"),
                aReport()
                        .sts("a.example", "enforce", 5)
                        .json()
                        .replace("\"total-failure-session-count\":0", "\"total-failure-session-count\":3"));

        assertThat(read(folder).out()).contains("""
                  1. No reason given                                                        high
                     Failed     3 of 8 sessions, on 2026-03-01
                     Seen by    google.com
                     Policy     MTA-STS, mode enforce
                     Meaning    The reporter counts these sessions as failed, without any
                                details.
                """);
    }

    @Test
    void takesADetailWithoutSessionsForNoFailure() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 5).failed("validation-failure", "mx.a.example", 0));

        assertThat(headings(read(folder))).containsExactly("✓ a.example");
    }

    @Test
    void showsAReportThatNamesNoDomain() {
        var report = """
                {"date-range":{"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},\
                "policies":[{"policy":{"policy-type":"no-policy-found"},\
                "summary":{"total-successful-session-count":3,"total-failure-session-count":0}}]}""";

        var cli = new Cli().in(report.getBytes(StandardCharsets.UTF_8));

        assertThat(cli.run("read", "-").out()).startsWith("✓ (the reports name no domain)  ");
        assertThat(cli.run("read", "--json", "-").out()).contains("\"domains\":[]");
    }

    @Test
    void leavesOutWhatWentWellWhenAsked() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 5).failed("certificate-expired", "mx.a.example", 2));
        write("again.json", aReport().from("mail.example").sts("a.example", "enforce", 5));
        write("b.json", aReport().sts("b.example", "enforce", 5));

        var result = read("--failures-only", folder);

        assertThat(headings(result)).containsExactly("✗ a.example");
        // The sums are those of all reports.
        assertThat(result.out()).contains("2 of 12 sessions failed").doesNotContain("mail.example  ");
    }

    @Test
    void countsAReportOnceHoweverOftenItComes() throws IOException {
        write("1.json", aReport().sts("example.com", "enforce", 5));
        Files.write(
                folder.resolve("2.json.gz"),
                gzip(aReport().sts("example.com", "enforce", 5).bytes()));
        write("3.json", aReport().sts("example.com", "enforce", 6));

        var result = read(folder);

        assertThat(result.out()).contains("5 sessions, none failed").endsWith("""
                FOLDER/2.json.gz is a duplicate of FOLDER/1.json
                FOLDER/3.json contradicts FOLDER/1.json

                3 reports read, 2 duplicates skipped.
                """);
        assertThat(result.exit()).isZero();
    }

    @Test
    void keepsToTheDomainsReportersAndDaysAskedFor() throws IOException {
        write("1.json", aReport().on(MONDAY).sts("example.com", "enforce", 1));
        write("2.json", aReport().on(MONDAY.plusDays(1)).sts("example.com", "enforce", 10));
        write("3.json", aReport().on(MONDAY.plusDays(2)).sts("example.com", "enforce", 100));
        write("4.json", aReport().on(MONDAY).from("microsoft.com").sts("example.com", "enforce", 1000));
        write("5.json", aReport().on(MONDAY).id("5").noPolicyFound("below.example.com", 10000));

        assertThat(read(folder).out()).contains("1,111 sessions", "10,000 sessions");
        assertThat(read("--domain", "Example.COM.", folder).out())
                .contains("1,111 sessions", "5 reports read, 4 of them match the filters.")
                .doesNotContain("below");
        assertThat(read("--reporter", "Google.com", "--domain", "example.com", folder)
                        .out())
                .contains("111 sessions")
                .doesNotContain("microsoft");
        assertThat(read("--from", "2026-03-03", "--to", "2026-03-03", folder).out())
                .contains(" 10 sessions");
        assertThat(read("--from", "2026-03-03", folder).out()).contains(" 110 sessions");
        assertThat(read("--to", "2026-03-03", "--reporter", "google.com", folder)
                        .out())
                .contains(" 11 sessions");
    }

    @Test
    void letsNoStrangersControlsThrough() throws IOException {
        var evil = "\\u001b[31m\\u0007\\u009b2J\\u202egoogle\\u200b\\u007f";
        var report = aReport()
                .sts("example.com", "testing", 1)
                .failed(evil, evil, evil, 1)
                .json()
                .replace("tlsrpt@google.com", evil)
                .replace("\"google.com\"", '"' + evil + '"');
        Files.writeString(folder.resolve("a\u001b[2Jb.json"), report);
        Files.writeString(folder.resolve("c\u001b[2Jd.json"), report);
        Files.writeString(
                folder.resolve("\u202ebroken.json"), "{\"organization-name\":\"x\",\"date-range\":\"\u001b\"}");

        for (var format : List.of("", "--json", "--csv")) {
            var result = format.isEmpty() ? read(folder) : read(format, folder);

            assertThat(result.out()).contains("google");
            assertThat((result.out() + result.err()).codePoints().filter(c -> c != '\n' && c != '\r'))
                    .noneMatch(
                            c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.FORMAT);
        }
    }

    @Test
    void usesColorOnlyWhereATerminalShowsIt() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 5));

        assertThat(new Cli().with("TLSRPT_TTY", "out").run("read", folder).out())
                .contains("\u001b[1;32m✓ a.example");
        assertThat(new Cli().run("read", folder).out()).doesNotContain("\u001b");
        assertThat(new Cli()
                        .with("TLSRPT_TTY", "out")
                        .with("NO_COLOR", "1")
                        .run("read", folder)
                        .out())
                .doesNotContain("\u001b");
        assertThat(new Cli()
                        .with("TLSRPT_TTY", "out")
                        .with("TERM", "dumb")
                        .run("read", folder)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void wrapsToTheWidthOfTheTerminal() throws IOException {
        write("a.json", aReport().sts("a.example", "enforce", 5).failed("sts-policy-fetch-error", null, 2));

        assertThat(longestText(new Cli().run("read", folder))).isBetween(70, 80);
        assertThat(longestText(new Cli().with("COLUMNS", "60").run("read", folder)))
                .isBetween(50, 60);
        assertThat(longestText(new Cli().with("COLUMNS", "500").run("read", folder)))
                .isBetween(90, 100);
        assertThat(longestText(new Cli().with("COLUMNS", "wide").run("read", folder)))
                .isBetween(70, 80);
    }

    @Test
    void readsStandardInput() {
        var report = aReport().sts("example.com", "enforce", 5).bytes();

        assertThat(new Cli().in(report).run("read", "-").out()).contains("✓ example.com");
        var empty = new Cli().run("read", "-");
        assertThat(empty.err()).startsWith("-: ");
        assertThat(empty.exit()).isEqualTo(1);
    }

    private void write(String name, ReportText report) throws IOException {
        Files.write(folder.resolve(name), report.bytes());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /// With the folder of this test called FOLDER.
    private Result read(Object... args) {
        var result = new Cli().run("read", args);
        return new Result(
                result.exit(),
                result.out().replace(folder.toString(), "FOLDER"),
                result.err().replace(folder.toString(), "FOLDER"));
    }

    private static List<String> headings(Result result) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith("✗") || line.startsWith("✓"))
                .map(line -> line.substring(0, line.indexOf("  ")))
                .toList();
    }

    /// Of the lines that may be wrapped: a command may not.
    private static int longestText(Result result) {
        return result.out()
                .lines()
                .filter(line -> !line.startsWith("          "))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }
}
