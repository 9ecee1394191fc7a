package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.DkimSigner.GOOGLE;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// Rows of the abuse table on a collector that runs, each with a listed domain of its own. Google reports 100
/// successful sessions of each, and all attacks come before and after; totals and alerts are as without the attack.
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class AbuseTest {

    private static final DkimSigner EVIL = DkimSigner.rsa("evil.example", 1024);
    private static final String FROM_GOOGLE = "noreply-smtp-tls-reporting@google.com";
    private static final List<String> SIGNERS = Stream.concat(
                    Stream.of("evil.example", "patient.example", "outlook.com", "mail.ru", "mail.google.com", "co.uk"),
                    IntStream.range(0, 40)
                            .boxed()
                            .flatMap(n -> Stream.of("a" + n + ".evil.example", "a" + n + ".crowd.example")))
            .toList();

    /// Old enough to be complete.
    private static LocalDate day;

    private static KeyServer dns;
    private static HostProcess host;
    private static final AtomicInteger FILES = new AtomicInteger();
    private static String totals = "";
    private static String status = "";
    private static String alerts = "";

    @BeforeAll
    static void attack(@TempDir Path folder) throws Exception {
        day = LocalDate.now(ZoneOffset.UTC).minusDays(3);
        var keys = new ArrayList<DkimSigner>(List.of(GOOGLE));
        SIGNERS.forEach(signer -> keys.add(EVIL.in(signer)));
        dns = new KeyServer(keys.toArray(DkimSigner[]::new));
        var domains = IntStream.rangeClosed(1, 49).mapToObj(AbuseTest::domain).toList();
        host = HostProcess.start(
                folder.resolve("data"),
                "--resolver",
                "127.0.0.1:" + dns.address().getPort(),
                "--domains",
                String.join(",", domains));
        var attacks = attacks().map(AbuseTest::attack).toList();
        for (var attack : attacks) {
            send(attack);
        }
        host.awaitIdle();
        for (var domain : domains) {
            drop(genuine(domain));
        }
        host.awaitIdle();
        for (var attack : attacks) {
            send(attack);
        }
        drop(GOOGLE.sign(
                mail(FROM_GOOGLE, domain(27), lie(domain(27), "google.com").id(id(domain(27))))));
        host.awaitIdle();
        totals = totals();
        status = status();
        alerts = alerts();
    }

    @SuppressWarnings("unchecked") // JUnit's arguments have no types.
    private static Attack attack(Arguments arguments) {
        var made = arguments.get();
        return ((Function<String, Attack>) made[2]).apply(domain((int) made[0]));
    }

    @AfterAll
    static void stop() throws IOException {
        host.close();
        dns.close();
    }

    /// What is sent.
    ///
    /// @param mails to the inbox
    /// @param posts by HTTPS
    record Attack(List<byte[]> mails, List<byte[]> posts) {}

    static Stream<Arguments> attacks() {
        return Stream.of(
                mail(
                        1,
                        "forged results of SES",
                        v -> aMail().storedBySes("google.com")
                                .report(lie(v, "google.com").json())
                                .bytes()),
                mail(
                        2,
                        "a HELO that reads like results of SES",
                        v -> forged("x; dkim=pass header.i=@google.com", "\r\n dkim=pass header.i=@google.com;", v)),
                mail(
                        3,
                        "results of SES without Received-SPF",
                        v -> latin1(latin1(forged("mail.google.com", "\r\n dkim=pass header.i=@google.com;", v))
                                .replace("Received-SPF", "X-Received-SPF"))),
                mail(
                        4,
                        "more results of SES than signatures",
                        v -> forged(
                                "mail.google.com",
                                "\r\n dkim=pass header.i=@google.com;\r\n dkim=pass header.i=@microsoft.com;",
                                v)),
                mail(
                        5,
                        "a pass of DMARC without a signature",
                        v -> forged(
                                "mail.google.com",
                                "\r\n dkim=permerror header.i=@google.com;\r\n dmarc=pass header.from=google.com;",
                                v)),
                mail(
                        6,
                        "a signature of a part of the body",
                        v -> EVIL.tags("l=1; ").sign(mail("x@evil.example", v, lie(v, "evil.example")))),
                mail(
                        7,
                        "a child that signs for its parent",
                        v -> EVIL.in("mail.google.com").sign(mail(FROM_GOOGLE, v, lie(v, "google.com")))),
                mail(
                        7,
                        "a second From",
                        v -> latin1("From: " + FROM_GOOGLE + "\r\n"
                                + latin1(signed("evil.example", "x@evil.example", v, lie(v, "google.com"))))),
                mail(
                        8,
                        "a key that DNS does not have",
                        v -> EVIL.in("a0.evil.example")
                                .selector("gone")
                                .sign(mail("x@a0.evil.example", v, lie(v, "a0.evil.example")))),
                mail(
                        10,
                        "results that no mail server of the operator wrote",
                        v -> latin1("Authentication-Results: mx.v.example; dkim=pass header.d=google.com\r\n"
                                + latin1(mail(FROM_GOOGLE, v, lie(v, "google.com"))))),
                mail(
                        11,
                        "a message of SES that is another",
                        v -> aMail().smtpId("another")
                                .storedBySes("google.com")
                                .report(lie(v, "google.com").json())
                                .bytes()),
                mail(
                        12,
                        "a mailbox at Outlook",
                        v -> signed("outlook.com", "joe4711@outlook.com", v, lie(v, "microsoft.com"))),
                mail(12, "a mailbox at Mail.ru", v -> signed("mail.ru", "joe@mail.ru", v, lie(v, "corp.mail.ru"))),
                mail(
                        13,
                        "another signer with Google's id",
                        v -> signed(
                                "evil.example",
                                "x@evil.example",
                                v,
                                lie(v, "google.com").id(id(v)))),
                mails(
                        14,
                        "two signers that name nobody, with one id and two bodies",
                        v -> Stream.of("a1.evil.example", "a2.evil.example")
                                .map(signer -> signed(
                                        signer,
                                        "x@" + signer,
                                        v,
                                        aReport()
                                                .from("none")
                                                .on(day)
                                                .sts(v, "enforce", signer.charAt(1))
                                                .id(id(v))))
                                .toList()),
                mail(
                        15,
                        "a signer that claims to be Google",
                        v -> signed("evil.example", "x@evil.example", v, lie(v, "google.com"))),
                mail(
                        16,
                        "an address that is code",
                        v -> signed("evil.example", "\"=cmd|x\"@evil.example", v, lie(v, "evil.example"))),
                mails(
                        17,
                        "backdated days in one minute",
                        v -> IntStream.rangeClosed(0, 7)
                                .mapToObj(back -> signed(
                                        "patient.example",
                                        "x@patient.example",
                                        v,
                                        lie(v, "patient.example")
                                                .on(day.minusDays(back))
                                                .id("b" + back)))
                                .toList()),
                mails(
                        19,
                        "forty signers of one organization",
                        v -> IntStream.range(0, 40)
                                .mapToObj(n -> "a" + n + ".crowd.example")
                                .map(signer -> signed(signer, "x@" + signer, v, lie(v, signer)))
                                .toList()),
                mail(
                        21,
                        "unsigned mail with Google's id",
                        v -> mail(FROM_GOOGLE, v, lie(v, "google.com").id(id(v)))),
                posts(
                        22,
                        "a POST with Google's id",
                        v -> List.of(lie(v, "google.com").id(id(v)).bytes())),
                Arguments.of(23, "the genuine report by mail and by POST", (Function<String, Attack>)
                        v -> new Attack(List.of(genuine(v)), List.of(truth(v).bytes()))),
                mail(
                        24,
                        "a copy of the genuine mail with a banner",
                        v -> latin1(latin1(genuine(v)).replaceFirst("\r\n\r\n", "\r\n\r\n[External]\r\n"))),
                mail(
                        25,
                        "a copy of the genuine report from a list that signs",
                        v -> signed("evil.example", "list@evil.example", v, truth(v))),
                mails(
                        26,
                        "nine signers that claim Google's id",
                        v -> IntStream.range(0, 9)
                                .mapToObj(n -> "a" + n + ".evil.example")
                                .map(signer -> signed(
                                        signer,
                                        "x@" + signer,
                                        v,
                                        lie(v, "google.com").id(id(v))))
                                .toList()),
                mail(28, "unsigned mail in Google's name", v -> mail(FROM_GOOGLE, v, lie(v, "google.com"))),
                mail(
                        29,
                        "a policy that is gone tomorrow",
                        v -> signed(
                                "evil.example",
                                "x@evil.example",
                                v,
                                aReport()
                                        .from("evil.example")
                                        .on(day.plusDays(4))
                                        .noPolicyFound(v, 9))),
                mail(
                        30,
                        "10^12 sessions",
                        v -> signed(
                                "evil.example",
                                "x@evil.example",
                                v,
                                aReport().from("evil.example").on(day).sts(v, "enforce", 1_000_000_000_000L))),
                mails(
                        31,
                        "two domains that report clean days in testing",
                        v -> Stream.of("a1.evil.example", "a2.evil.example")
                                .map(signer -> signed(
                                        signer,
                                        "x@" + signer,
                                        v,
                                        aReport().from(signer).on(day).sts(v, "testing", 5_000)))
                                .toList()),
                mail(
                        32,
                        "one failed session",
                        v -> signed(
                                "evil.example",
                                "x@evil.example",
                                v,
                                aReport()
                                        .from("evil.example")
                                        .on(day)
                                        .sts(v, "enforce", 0)
                                        .failed("certificate-expired", "mx1." + v, 1))),
                mail(
                        33,
                        "a report about a month",
                        v -> signed(
                                "evil.example",
                                "x@evil.example",
                                v,
                                lie(v, "evil.example")
                                        .json()
                                        .replace(
                                                "\"start-datetime\":\"" + day,
                                                "\"start-datetime\":\"" + day.minusDays(30)))),
                mail(
                        36,
                        "an invented name below the domain",
                        v -> signed("evil.example", "x@evil.example", v, lie("nosuch." + v, "evil.example"))),
                mail(
                        45,
                        "an address that a shell would run",
                        v -> signed("evil.example", "x'`reboot`'@evil.example", v, lie(v, "evil.example"))),
                mail(
                        46,
                        "genuine mail about another domain, with a file name added to its header",
                        v -> latin1("Content-Disposition: attachment; filename=\"google.com!" + v + "!1!2.json\"\r\n"
                                + latin1(GOOGLE.fields("from:date")
                                        .sign(latin1(aMail().from(FROM_GOOGLE)
                                                .about(null)
                                                .textOf(
                                                        "X-Last: 1",
                                                        aReport()
                                                                .on(day)
                                                                .id("tlsa")
                                                                .tlsa("mx.evil.example", 0)
                                                                .failed("tlsa-invalid", "mx.evil.example", 5_000)
                                                                .json())))))),
                mail(
                        47,
                        "a sentence as the name of a domain",
                        v -> signed(
                                "evil.example",
                                "x@evil.example",
                                v,
                                lie("renew it at https://evil.example/ for " + v, "evil.example"))),
                mails(
                        48,
                        "forty addresses at a public suffix",
                        v -> IntStream.range(0, 40)
                                .mapToObj(n -> signed(
                                        "co.uk",
                                        "x" + n + "@co.uk",
                                        v,
                                        lie(v, "none").on(day.minusDays(n % 10)).id("n" + n)))
                                .toList()),
                mails(
                        37,
                        "a hundred names below the domain in each of seven mails",
                        v -> IntStream.range(0, 7)
                                .mapToObj(n -> {
                                    var report = aReport()
                                            .from("evil.example")
                                            .on(day)
                                            .id("s" + n);
                                    IntStream.range(0, 100)
                                            .forEach(name -> report.sts("n" + name + "." + v, "enforce", 0)
                                                    .failed("certificate-expired", "mx1." + v, 50));
                                    return signed("evil.example", "x@evil.example", v, report);
                                })
                                .toList()),
                mail(40, "5,000 failures in one mail", v -> {
                    var report = aReport().from("evil.example").on(day).sts(v, "enforce", 0);
                    IntStream.range(0, 5_000).forEach(n -> report.failed("validation-failure", "mx" + n + "." + v, 1));
                    return signed("evil.example", "x@evil.example", v, report);
                }),
                mails(
                        42,
                        "sixty mails that are held",
                        v -> IntStream.range(0, 60)
                                .mapToObj(n -> mail(
                                        "x@evil.example",
                                        v,
                                        lie(v, "evil.example").id("h" + n)))
                                .toList()),
                posts(
                        41,
                        "a POST with 200 reports, and 30 more of them",
                        v -> Stream.concat(
                                        Stream.of(String.join(
                                                "\n",
                                                IntStream.range(0, 200)
                                                        .mapToObj(n -> lie(v, "google.com")
                                                                .id("n" + n)
                                                                .json())
                                                        .toList())),
                                        IntStream.range(0, 30)
                                                .mapToObj(n -> lie(v, "google.com")
                                                        .id("p" + n)
                                                        .json()))
                                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                                .toList()));
    }

    @ParameterizedTest(name = "row {0}: {1}")
    @MethodSource("attacks")
    void leavesTotalsAndAlertsAsTheyAreWithoutTheAttack(int row, String what) {
        assertAsWithoutAnAttack(domain(row), what);
    }

    @Test
    void row27CountsTheFirstOfTwoBodiesWithOneId() {
        assertAsWithoutAnAttack(domain(27), "another body with the same id");
        assertThat(status).contains("\"conflict\"");
    }

    private static void assertAsWithoutAnAttack(String domain, String what) {
        assertThat(totals)
                .as(what)
                .containsPattern("\"domain\":\"" + domain + "\"[^{}]*\"secured\":100,\"unprotected\":0,\"refused\":0,")
                .doesNotContain("." + domain);
        assertThat(status)
                .as(what)
                .contains("\"domain\":\"" + domain + "\",\"reports\":1,\"sessions\":{\"ok\":100,\"failed\":0}");
        assertThat(alerts).as(what).doesNotContain(domain);
    }

    private static void send(Attack attack) throws Exception {
        for (var mail : attack.mails()) {
            drop(mail);
        }
        for (var post : attack.posts()) {
            assertThat(host.post(post).statusCode()).isIn(200, 201);
        }
    }

    private static void drop(byte[] mail) throws IOException {
        host.drop(FILES.incrementAndGet() + ".eml", mail);
    }

    /// What the dashboard shows of each domain.
    private static String totals() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(host.uri().resolve("/v1/domains"));
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private static String status() {
        return new Cli(Tlsrpt::run)
                .run("status", "--data", host.data(), "--json")
                .out()
                .replaceAll("\\s", "");
    }

    private static String alerts() {
        return new Cli(Tlsrpt::run)
                .run("alerts", "--data", host.data(), "--json")
                .out();
    }

    private static Arguments mail(int row, String what, Function<String, byte[]> attack) {
        return mails(row, what, domain -> List.of(attack.apply(domain)));
    }

    private static Arguments mails(int row, String what, Function<String, List<byte[]>> attack) {
        Function<String, Attack> sent = domain -> new Attack(attack.apply(domain), List.of());
        return Arguments.of(row, what, sent);
    }

    private static Arguments posts(int row, String what, Function<String, List<byte[]>> attack) {
        Function<String, Attack> sent = domain -> new Attack(List.of(), attack.apply(domain));
        return Arguments.of(row, what, sent);
    }

    private static String domain(int row) {
        return "v" + row + ".example";
    }

    /// The id that Google gives its report.
    private static String id(String domain) {
        return day + "T00:00:00Z_" + domain;
    }

    private static ReportText lie(String domain, String claims) {
        return aReport()
                .from(claims)
                .on(day)
                .sts(domain, "enforce", 0)
                .failed("certificate-expired", "mx1." + domain, 5_000);
    }

    private static ReportText truth(String domain) {
        return aReport().from("google.com").on(day).id(id(domain)).sts(domain, "enforce", 100);
    }

    private static byte[] genuine(String domain) {
        return GOOGLE.sign(mail(FROM_GOOGLE, domain, truth(domain)));
    }

    /// What looks as if SES had stored it.
    private static byte[] forged(String helo, String results, String domain) {
        var spf = "pass (spfCheck: domain of google.com designates 192.0.2.9 as permitted sender)"
                + " client-ip=192.0.2.9; envelope-from=x@google.com; helo=" + helo + ";";
        return aMail().from(FROM_GOOGLE)
                .about(domain)
                .signedBy("google.com")
                .storedBySesWith(spf, results)
                .report(lie(domain, "google.com").json())
                .bytes();
    }

    private static byte[] signed(String signer, String from, String domain, String json) {
        return EVIL.in(signer)
                .sign(aMail().from(from).about(domain).report(json).bytes());
    }

    private static byte[] signed(String signer, String from, String domain, ReportText report) {
        return EVIL.in(signer).sign(mail(from, domain, report));
    }

    private static byte[] mail(String from, String domain, ReportText report) {
        MailText mail = aMail().from(from).about(domain);
        return mail.report(report.json()).bytes();
    }
}
