package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.api.Access;
import tlsrpt.console.Sha256;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.intake.KeyLookup;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;
import tlsrpt.testkit.MutableClock;

/// Mail from the inbox: what the collector believes of it, by the rows of the abuse table.
@Timeout(60)
class VerificationTest {

    /// More than a busy machine needs: mail whose key did not come in time is tried again an hour later.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration HASTE = Duration.ofMillis(300);
    private static final String HELD = "held ";
    private static final String CLAIM = ", claims google.com";
    private static final String VERIFIED = "recorded VERIFIED google.com";
    private static final String HOP = "Received: from mail.google.com (mail.google.com [192.0.2.1])\r\n by"
            + " mx.example.com (Postfix) with ESMTPS id 4X; Mon, 02 Mar 2026 11:22:33 +0000\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> alerts = new CopyOnWriteArrayList<>();
    private final AtomicInteger files = new AtomicInteger();
    private final MutableClock clock = new MutableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final String report = aReport()
            .on(yesterday)
            .sts("example.com", "enforce", 0)
            .failed("certificate-expired", "mx1.example.com", 5_000)
            .json();
    private final byte[] mail = aMail().report(report).bytes();
    private @Nullable Collector collector;
    private volatile boolean idleBeforeAlerts;

    @SuppressWarnings("NullAway.Init")
    private KeyServer dns;

    @BeforeEach
    void answer() throws IOException {
        dns = new KeyServer(GOOGLE);
    }

    @AfterEach
    void stop() {
        close();
        dns.close();
    }

    @Test
    void countsWhatTheReporterSigned() throws Exception {
        open();

        assertThat(outcome(GOOGLE.sign(mail))).isEqualTo(VERIFIED);
        await(() -> !alerts.isEmpty());
        assertThat(alerts).singleElement().asString().contains("example.com");
        assertThat(idleBeforeAlerts).isFalse();
    }

    /// Row 1.
    @Test
    void holdsMailWithForgedResultsOfSes() throws Exception {
        open();
        var forged = aMail().storedBySes("google.com").report(report).bytes();

        assertThat(outcome(forged)).startsWith(HELD);
        assertThat(outcome(GOOGLE.sign(mail))).isEqualTo(VERIFIED);
        var other = aMail().storedBySes("google.com")
                .report(report.replace("5000", "9000"))
                .bytes();
        var before = totals();
        assertThat(outcome(other)).startsWith(HELD);
        assertThat(totals()).isEqualTo(before);
        await(() -> !alerts.isEmpty());
        assertThat(alerts).hasSize(1);
    }

    /// Row 28.
    @Test
    void holdsUnsignedMailInTheNameOfAReporter() throws Exception {
        open();

        assertThat(outcome(mail)).isEqualTo(HELD + "there is no DKIM signature" + CLAIM);
        assertThat(totals()).doesNotContain("example.com");
        assertThat(outcome(GOOGLE.sign(mail))).isEqualTo(VERIFIED);
        await(() -> !alerts.isEmpty());
        assertThat(alerts).hasSize(1);
    }

    @Test
    void countsUnsignedMailIfTheOperatorSaysSo() throws Exception {
        open().count(List.of("example.com"), true);

        assertThat(outcome(mail)).isEqualTo("recorded UNSIGNED google.com");
    }

    /// Row 6.
    @Test
    void holdsMailWhoseSignatureCoversTooLittleOrHadExpired() throws Exception {
        open();
        var hourAgo = clock.instant().minus(Duration.ofHours(1)).getEpochSecond();

        assertHeld(GOOGLE.tags("l=10; "), "a signature does not cover the whole body (l=)");
        assertHeld(GOOGLE.fields(DkimSigner.FIELDS.replace("from:", "")), "a signature does not cover From");
        assertHeld(GOOGLE.tags("x=" + hourAgo + "; "), "a signature had expired on arrival (x=)");
    }

    /// Row 6.
    @Test
    void keepsTheVerdictWhenMailIsReadAgain() throws Exception {
        open().count(List.of("example.net"), false);
        var inAnHour = clock.instant().plus(Duration.ofHours(1)).getEpochSecond();
        assertThat(outcome(GOOGLE.tags("x=" + inAnHour + "; ").sign(mail))).startsWith("held");
        close();
        clock.pass(Duration.ofDays(30));
        dns.forgetKeys();
        open();

        assertThat(again()).isEqualTo(VERIFIED);
        assertThat(dns.asked()).hasSize(1);
    }

    /// Row 7.
    @Test
    void holdsMailThatAnotherDomainSignedOrThatHasTwoAuthors() throws Exception {
        open();
        var child = GOOGLE.in("mail.google.com");
        var twice = latin1("From: noreply-smtp-tls-reporting@google.com\r\n" + latin1(GOOGLE.sign(mail)));
        var two = aMail().from("a@google.com, noreply-smtp-tls-reporting@google.com")
                .report(report)
                .bytes();

        assertHeld(child, "the signing domain is not the domain in From or a parent of it");
        assertThat(outcome(twice)).isEqualTo(HELD + "From must be one plain address" + CLAIM);
        assertThat(outcome(GOOGLE.sign(two))).isEqualTo(HELD + "From must be one plain address" + CLAIM);
    }

    /// Row 8.
    @ParameterizedTest
    @ValueSource(strings = {"s=tlsrpt; ", "s=*; ", ""})
    void countsMailWithAKeyForTlsReports(String tags) throws Exception {
        dns.close();
        dns = new KeyServer(GOOGLE.keyTags(tags));
        open();

        assertThat(outcome(GOOGLE.sign(mail))).isEqualTo(VERIFIED);
    }

    /// Row 8.
    @ParameterizedTest
    @CsvSource({
        "s=email; , the key in DNS is not for TLS reports (s=)",
        "t=y; , the key in DNS is marked as a test (t=y)",
    })
    void holdsMailWithAKeyForAnythingElse(String tags, String why) throws Exception {
        open();

        assertHeld(GOOGLE.keyTags(tags), why);
    }

    /// Row 8.
    @Test
    void holdsMailWithAShortKeyOrWithoutAKey() throws Exception {
        open();

        assertHeld(DkimSigner.rsa("google.com", 512), "the RSA key has fewer than 1024 or more than 4096 bits");
        close();
        open();
        assertThat(outcome(GOOGLE.selector("none").sign(mail)))
                .isEqualTo(HELD + "DNS has no key for the signature" + CLAIM);
    }

    /// Row 9.
    @Test
    void asksASilentNameServerForFiveKeysWhileOtherReportsCount() throws Exception {
        dns.silent(true);
        open(HASTE).count(List.of("example.com", "example.net"), false);
        take(manySignatures());
        await(() -> !dns.asked().isEmpty());

        var posted = aReport().on(yesterday).sts("example.net", "enforce", 1).bytes();
        assertThat(open().submit().answer("POST", posted, null).status()).isEqualTo(201);
        await(() -> events.contains("recorded ANONYMOUS google.com"));
        await(() -> events.stream().anyMatch(event -> event.contains("is not verified yet")));
        assertThat(dns.asked()).hasSize(5);
        assertThat(open().isIdle()).isFalse();

        dns.silent(false);
        clock.pass(Duration.ofHours(1));
        await(this::isIdle);
        // Verified after all; but only one address of google.com reports.
        assertThat(events.getLast()).isEqualTo("held it is not from the known address of this organization's reports");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void holdsMailAfterADayWithoutAnAnswer(int rcode) throws Exception {
        dns.fail(rcode);
        open();
        take(GOOGLE.sign(mail));
        for (int hours : new int[] {1, 2, 4, 8, 9}) {
            int tries = events.size();
            await(() -> events.stream().anyMatch(event -> event.contains("is not verified yet")));
            clock.pass(Duration.ofHours(hours));
            await(() -> events.size() > tries);
        }
        await(this::isIdle);

        assertThat(events.getLast()).isEqualTo(HELD + "DNS did not answer for 24 hours" + CLAIM);
    }

    @Test
    void losesNothingIfItEndsBetweenCheckAndStore() throws Exception {
        var asked = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        open(new MailTrust(null, _ -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new KeyLookup.Answer.Failed("the process ends");
        }));
        take(GOOGLE.sign(mail));
        asked.await();
        close();
        assertThat(events).isEmpty();

        open(MailTrust.LATER);
        assertThat(open().isIdle()).isFalse();
        assertThat(open().reread(false, null)).isNotNull();
        assertThat(events).isEmpty();
        close();

        open();
        await(this::isIdle);
        assertThat(events).containsExactly(VERIFIED);
    }

    /// Row 24.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsOnceIfAForwarderBreaksTheSignature(boolean genuineFirst) throws Exception {
        open();
        var genuine = GOOGLE.sign(mail);
        var banner = latin1(latin1(genuine).replace("This is a multi-part", "EXTERNAL\r\nThis is a multi-part"));

        assertCountsOnce(genuine, banner, HELD + "the body is not the one that was signed" + CLAIM, genuineFirst);
    }

    /// Row 25.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsOnceForTheReporterIfAListSignsACopy(boolean genuineFirst) throws Exception {
        var lists = GOOGLE.in("lists.example");
        dns.close();
        dns = new KeyServer(GOOGLE, lists);
        open();
        var copy = lists.sign(
                aMail().from("tls-reports@lists.example").report(report).bytes());

        assertCountsOnce(GOOGLE.sign(mail), copy, "held lists.example, claims google.com", genuineFirst);
    }

    @Test
    void believesTheMailServerThatTheOperatorNames() throws Exception {
        dns.silent(true);
        open(new MailTrust("mx.example.com", null));

        assertThat(outcome(delivered("mx.example.com; dkim=pass header.d=google.com", "")))
                .isEqualTo(VERIFIED);
        assertThat(outcome(delivered("mx.evil.example; dkim=pass header.d=google.com", "")))
                .isEqualTo(HELD + "the mail server wrote no authentication results" + CLAIM);
        assertThat(dns.asked()).isEmpty();
    }

    /// Row 5.
    @Test
    void holdsMailThatPassesOnlyDmarc() throws Exception {
        open(new MailTrust("mx.example.com", null));

        assertThat(outcome(delivered(
                        "mx.example.com; dkim=permerror header.d=google.com; spf=pass; dmarc=pass header.from=google.com",
                        "")))
                .isEqualTo(HELD + "no DKIM signature passed" + CLAIM);
    }

    /// Row 10.
    @Test
    void holdsMailIfTheMailServerKeepsResultsInItsName() throws Exception {
        open(new MailTrust("mx.example.com", null));

        assertThat(outcome(delivered(
                        "mx.example.com; dkim=none",
                        "Authentication-Results: mx.example.com; dkim=pass header.d=google.com\r\n")))
                .isEqualTo(
                        HELD + "the mail server does not remove authentication results that senders write in its name"
                                + CLAIM);
    }

    @Test
    void keepsTheMailServersWordForACommandWithoutOptions() throws Exception {
        open(new MailTrust("mx.example.com", null)).count(List.of("example.net"), false);
        assertThat(outcome(delivered("mx.example.com; dkim=pass header.d=google.com", "")))
                .startsWith("held");
        close();
        open(MailTrust.LATER).count(List.of("*"), false);

        assertThat(again()).isEqualTo(VERIFIED);
    }

    private byte[] delivered(String results, String below) {
        var text = "Authentication-Results: " + results + "\r\n" + HOP + below;
        return latin1(
                text + latin1(aMail().signedBy("google.com").report(report).bytes()));
    }

    private byte[] manySignatures() {
        // A built-in reporter signs once, so this is another one.
        var unsigned = aMail().from("tlsrpt@google.com").report(report).bytes();
        var signed = latin1(GOOGLE.sign(unsigned));
        var signature = signed.substring(0, signed.length() - unsigned.length);
        var all = new StringBuilder(signature);
        for (int i = 2; i < 900; i++) {
            all.append(signature.replace("s=s1;", "s=s" + i + ';').replaceFirst("(?s) b=.*", " b=AAAA\r\n"));
        }
        return latin1(all + latin1(unsigned));
    }

    private void assertHeld(DkimSigner signer, String why) throws Exception {
        try (var server = new KeyServer(signer)) {
            close();
            open(new MailTrust(null, new DnsKeys(List.of(server.address()), clock)));
            assertThat(outcome(signer.sign(mail))).isEqualTo(HELD + why + CLAIM);
        }
    }

    private void assertCountsOnce(byte[] genuine, byte[] copy, String held, boolean genuineFirst) throws Exception {
        assertThat(outcome(genuineFirst ? genuine : copy)).isEqualTo(genuineFirst ? VERIFIED : held);
        assertThat(outcome(genuineFirst ? copy : genuine)).isEqualTo(genuineFirst ? held : VERIFIED);
        assertThat(totals())
                .contains("\"domain\":\"example.com\",\"reports\":1,\"sessions\":{\"ok\":0,\"failed\":5000}");
    }

    private Collector open() throws IOException {
        return open(PATIENCE);
    }

    private Collector open(Duration patience) throws IOException {
        return open(new MailTrust(null, new DnsKeys(List.of(dns.address()), patience, clock)));
    }

    private Collector open(MailTrust trust) throws IOException {
        if (collector == null) {
            var data = DataFolder.lock(folder.resolve("data")).orElseThrow();
            collector = Collector.open(data, 0, Access.OPEN, clock, trust, this::happened);
        }
        return collector;
    }

    private boolean isIdle() {
        return collector != null && collector.isIdle();
    }

    private void close() {
        if (collector != null) {
            collector.close();
            collector = null;
        }
    }

    private void happened(HostEvent what) {
        switch (what) {
            case HostEvent.Ingested ingested -> events.add(words(ingested.event()));
            case HostEvent.Alerted alerted -> {
                idleBeforeAlerts |= isIdle();
                alerts.add(alerted.alert().subject());
            }
            case HostEvent.Deleted _, HostEvent.Delivered _, HostEvent.ChannelFailed _, HostEvent.Checked _ -> {}
            case HostEvent.Trouble trouble -> events.add(trouble.detail());
        }
    }

    private static String words(IngestEvent event) {
        return switch (event) {
            case IngestEvent.Recorded recorded ->
                "recorded " + recorded.report().provenance().trust() + ' '
                        + recorded.report().provenance().submitter();
            case IngestEvent.Held held -> "held " + held.why().detail();
            default -> event.toString();
        };
    }

    private void take(byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve(files.incrementAndGet() + ".eml"), bytes);
        open().take(ObjectStore.INBOX + Sha256.of(file) + "/mail.eml", file);
    }

    private String outcome(byte[] bytes) throws Exception {
        int before = events.size();
        take(bytes);
        await(() -> events.size() > before && isIdle());
        return events.getLast();
    }

    private String again() throws Exception {
        open().count(List.of("*"), false);
        open().reread(false, null);
        return events.getLast();
    }

    private String totals() throws IOException {
        var json = open().status(true).replaceAll("\\s", "");
        return json.substring(0, json.indexOf("\"held\""));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
