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
/// successful sessions of it, and the attack comes before and after; totals and alerts are as without the attack.
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class AbuseTest {

    private static final DkimSigner EVIL = DkimSigner.rsa("evil.example", 1024);
    private static final String FROM_GOOGLE = "noreply-smtp-tls-reporting@google.com";
    private static final List<String> SIGNERS = Stream.concat(
                    Stream.of("evil.example", "outlook.com", "mail.ru", "mail.google.com"),
                    IntStream.range(0, 40).mapToObj(n -> "a" + n + ".evil.example"))
            .toList();

    /// Old enough to be complete.
    private static LocalDate day;

    private static KeyServer dns;
    private static HostProcess host;
    private static final AtomicInteger FILES = new AtomicInteger();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        day = LocalDate.now(ZoneOffset.UTC).minusDays(3);
        var keys = new ArrayList<DkimSigner>(List.of(GOOGLE));
        SIGNERS.forEach(signer -> keys.add(EVIL.in(signer)));
        dns = new KeyServer(keys.toArray(DkimSigner[]::new));
        var domains = IntStream.rangeClosed(1, 44).mapToObj(AbuseTest::domain).toList();
        host = HostProcess.start(
                folder.resolve("data"),
                "--resolver",
                "127.0.0.1:" + dns.address().getPort(),
                "--domains",
                String.join(",", domains));
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
                        7,
                        "a child that signs for its parent",
                        v -> EVIL.in("mail.google.com").sign(mail(FROM_GOOGLE, v, lie(v, "google.com")))),
                mail(
                        7,
                        "a second From",
                        v -> latin1("From: " + FROM_GOOGLE + "\r\n"
                                + latin1(signed("evil.example", "x@evil.example", v, lie(v, "google.com"))))),
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
                                        "evil.example",
                                        "x@evil.example",
                                        v,
                                        lie(v, "evil.example")
                                                .on(day.minusDays(back))
                                                .id("b" + back)))
                                .toList()),
                mails(
                        19,
                        "forty signers of one organization",
                        v -> IntStream.range(0, 40)
                                .mapToObj(n -> "a" + n + ".evil.example")
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
                mail(
                        36,
                        "an invented name below the domain",
                        v -> signed("evil.example", "x@evil.example", v, lie("nosuch." + v, "evil.example"))),
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
    void leavesTotalsAndAlertsAsTheyAreWithoutTheAttack(int row, String what, Function<String, Attack> attack)
            throws Exception {
        var domain = domain(row);
        var sent = attack.apply(domain);
        send(sent);
        host.awaitIdle();
        drop(GOOGLE.sign(mail(
                FROM_GOOGLE,
                domain,
                aReport().from("google.com").on(day).id(id(domain)).sts(domain, "enforce", 100))));
        host.awaitIdle();
        send(sent);
        host.awaitIdle();

        assertThat(totals())
                .containsPattern("\"domain\":\"" + domain + "\"[^{}]*\"secured\":100,\"unprotected\":0,\"refused\":0,")
                .doesNotContain("." + domain);
        assertThat(status())
                .contains("\"domain\":\"" + domain + "\",\"reports\":1,\"sessions\":{\"ok\":100,\"failed\":0}");
        assertThat(alerts()).as(what).doesNotContain(domain);
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

    private static byte[] signed(String signer, String from, String domain, ReportText report) {
        return EVIL.in(signer).sign(mail(from, domain, report));
    }

    private static byte[] mail(String from, String domain, ReportText report) {
        MailText mail = aMail().from(from).about(domain);
        return mail.report(report.json()).bytes();
    }
}
