package tlsrpt.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import software.amazon.awssdk.core.sync.RequestBody;
import tlsrpt.cli.Cli;
import tlsrpt.console.Operator;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

/// The commands with `--stack`, on an emulator of AWS: `-Dmoto=FILE` names the program that starts one; see `.ci/aws`.
@Tag("stack")
class StackCommandsTest {

    private static final Operator.Opener NO_COLLECTOR_HERE = _ -> Optional.empty();
    private static final Cli.Program COMMANDS = Cli.Program.of((terminal, clock) -> List.of(
            () -> new StatusCommand(terminal, NO_COLLECTOR_HERE),
            () -> new ImportCommand(terminal, NO_COLLECTOR_HERE),
            () -> new ExportCommand(terminal, NO_COLLECTOR_HERE),
            () -> new RereadCommand(terminal, NO_COLLECTOR_HERE),
            () -> new ForgetCommand(terminal, NO_COLLECTOR_HERE),
            () -> new SettingsCommand(terminal, clock),
            () -> new AlertsCommand(terminal, clock, NO_COLLECTOR_HERE),
            () -> new RulesCommand(terminal, NO_COLLECTOR_HERE),
            () -> new ReportersCommand(terminal, NO_COLLECTOR_HERE),
            () -> new StsCommand(terminal, clock, NO_COLLECTOR_HERE),
            () -> new DoctorCommand(terminal, clock, (_, _, _) -> Path.of("tlsrpt-data"), _ -> Optional.empty())));

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private EmulatedStack aws;

    @BeforeEach
    void start() throws Exception {
        aws = new EmulatedStack();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void settingsAreShownAndChangedAndBadOnesRefused() {
        assertThat(in("settings", "show").out()).contains("none: every report is held", "400 days");

        assertThat(in("settings", "set", "--add-domain", "Example.com", "--retention", "90")
                        .out())
                .contains("example.com", "90 days, for reports of");
        assertThat(in("settings", "set", "--remove-domain", "example.org"))
                .matches(result -> result.exit() == 2)
                .matches(result -> result.err().contains("'example.org' is not listed; these are: example.com"));
        assertThat(in("settings", "set", "--add-domain", "exa mple").err()).contains("'exa mple' is not a domain");
        assertThat(in("settings", "set", "--retention", "3").err()).contains("between 30 and 4000 days");
        assertThat(in("settings", "show", "--json").out()).contains("\"domains\":[\"example.com\"]");
    }

    @Test
    void savesWhatThisMachineSeesOfListedDomains() throws Exception {
        try (var rig = new Rig()) {
            var vicinity = new LookOptions(
                    List.of(rig.dns.address()),
                    rig.dns.anchors(),
                    AddressRule.PUBLIC_AND_PRIVATE,
                    rig.ports(),
                    rig.patient,
                    "client.test",
                    null,
                    Clock.systemUTC());
            var stack = new CheckedStack(EmulatedStack.STACK, null, Clock.systemUTC());
            assertThatThrownBy(() -> stack.look(List.of(Rig.DOMAIN), vicinity, rig.ca::roots))
                    .hasMessageContaining("the collector does not list example.test");
            in("settings", "set", "--add-domain", Rig.DOMAIN);

            assertThat(stack.look(List.of(Rig.DOMAIN), vicinity, rig.ca::roots)).hasSize(1);
            assertThatThrownBy(() -> stack.look(List.of(Rig.DOMAIN), vicinity, rig.ca::roots))
                    .hasMessageContaining("was checked within the last minute");
            assertThat(new PostureItems(aws.table, Clock.systemUTC())
                            .latest(Rig.DOMAIN)
                            .orElseThrow()
                            .look()
                            .lines())
                    .extracting(PostureLine::check)
                    .contains("mx-chain");
        }
    }

    @Test
    void importSendsWhatIsAReportAndSaysWhatItLeftOut() throws Exception {
        in("settings", "set", "--add-domain", "example.com");
        Files.write(folder.resolve("report.json"), report(yesterday));
        Files.write(folder.resolve("old.json"), report(yesterday.minusDays(500)));
        Files.writeString(folder.resolve("letter.eml"), "Subject: hello\n\nno report\n");
        Files.writeString(
                folder.resolve("mbox"),
                "From a@example.net Mon Mar  2 06:00:00 2026\n"
                        + new String(
                                aMail().report(aReport()
                                                .id("in an mbox")
                                                .on(yesterday)
                                                .sts("example.com", "enforce", 7)
                                                .json())
                                        .bytes(),
                                StandardCharsets.UTF_8)
                        + "\nFrom b@example.net Mon Mar  2 06:00:00 2026\nSubject: hello\n\nno report\n");

        assertThat(in("import", folder.toString()).out())
                .contains("4 files: 2 no TLS report, 1 older than the retention, 2 queued");
        assertThat(in("import", folder.resolve("report.json").toString()).out()).contains("1 already stored");
        aws.settle();
        assertThat(in("status", "--json").out().replaceAll("\\s", ""))
                .contains("{\"domain\":\"example.com\",\"reports\":2,\"sessions\":{\"ok\":47,\"failed\":0},");
    }

    @Test
    void exportWritesRawReportsToAFolder() throws Exception {
        in("settings", "set", "--add-domain", "example.com");
        var report = Files.write(folder.resolve("report.json"), report(yesterday));
        in("import", report.toString());
        aws.settle();

        var history = folder.resolve("history");
        assertThat(in("export", history.toString()).out()).isEqualTo("1 raw object written to " + history + "\n");
        try (var files = Files.list(history)) {
            assertThat(files).singleElement().satisfies(file -> assertThat(file).hasSameBinaryContentAs(report));
        }
    }

    @Test
    void whatWasHeldCountsAfterTheSettingIsMendedAndItIsReadAgain() throws Exception {
        aws.s3.putObject(put -> put.bucket("tlsrpt-reports").key("import/1"), RequestBody.fromBytes(report(yesterday)));
        aws.settle();
        assertThat(in("status").out()).contains("1 object held", "not-our-domain");

        in("settings", "set", "--add-domain", "example.com");
        assertThat(in("reread", "--held").out()).contains("1 queued for reprocessing");
        aws.settle();
        assertThat(in("status").out()).contains("example.com").doesNotContain("held");

        assertThat(in("reread").out()).contains("1 queued for reprocessing");
        aws.settle();
        assertThat(in("status", "--json").out().replaceAll("\\s", "")).contains("\"reports\":1");
        assertThat(aws.s3
                        .headObject(head -> head.bucket("tlsrpt-reports").key("import/1"))
                        .metadata())
                .containsKey("first-arrival");
    }

    @Test
    void deadLettersAreShownAndSentBack() throws Exception {
        in("settings", "set", "--add-domain", "example.com");
        aws.pause(true);
        aws.s3.putObject(put -> put.bucket("tlsrpt-reports").key("mail/a b"), RequestBody.fromBytes(report(yesterday)));
        var news = aws.sqs
                .receiveMessage(receive -> receive.queueUrl(aws.queue("ingest")))
                .messages()
                .getFirst();
        aws.sqs.sendMessage(send -> send.queueUrl(aws.queue("dead-letters")).messageBody(news.body()));
        aws.sqs.deleteMessage(delete -> delete.queueUrl(aws.queue("ingest")).receiptHandle(news.receiptHandle()));
        aws.pause(false);

        assertThat(in("doctor").out()).contains("FAULT  dead-letters: 1 object repeatedly failed to process: mail/a b");
    }

    @Test
    void theDoctorSaysWhatToDoAboutEachFaultAndNothingWhereAllIsWell() throws Exception {
        in("settings", "set", "--add-domain", "example.com");
        try (var dns = new NameServer()) {
            var ill = in("doctor", "--dns", dns.address());
            assertThat(ill.exit()).isOne();
            assertThat(ill.out())
                    .contains(
                            "FAULT  mx tlsrpt.example.com: has no MX record\n"
                                    + "       do: publish: tlsrpt.example.com. MX 10 inbound-smtp.eu-west-1.amazonaws.com.",
                            "FAULT  ses-identity tlsrpt.example.com: is not verified",
                            "FAULT  ses-rules: no receipt rule set is active",
                            "FAULT  txt example.com: the record at _smtp._tls.example.com is missing",
                            "FAULT  alerts: no one is subscribed",
                            "ok     dead-letters: none",
                            "ok     daily-checks: no domain has been checked yet",
                            "FAULT  bucket-retention tlsrpt-reports: raw reports never expire",
                            "FAULT  bucket-access tlsrpt-reports: does not block public access",
                            "FAULT  bucket-policy tlsrpt-reports: has no statement OnlyTls, SesBringsMail,"
                                    + " NobodyElseBringsMail",
                            "ok     bucket-notifications tlsrpt-reports",
                            "ok     ses-headers: no mail has arrived yet",
                            "ok     canary: was recorded within");
        }
        heal();
        try (var dns = new NameServer(
                new MXRecord(
                        Name.fromString("tlsrpt.example.com."),
                        DClass.IN,
                        60,
                        10,
                        Name.fromString("inbound-smtp.eu-west-1.amazonaws.com.")),
                new TXTRecord(
                        Name.fromString("_smtp._tls.example.com."),
                        DClass.IN,
                        60,
                        "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com"))) {
            var well = in("doctor", "--dns", dns.address());
            assertThat(well.out()).doesNotContain("FAULT");
            assertThat(well.exit()).isZero();
            assertThat(in("doctor", "--dns", dns.address(), "--json").out()).startsWith("{\"ok\":true,");
        }
        assertThat(in("status", "--json").out().replaceAll("\\s", ""))
                .as("the canary is forgotten, and its object is gone")
                .contains("\"domain\":\"example.com\",\"reports\":1,");
        assertThat(in("reread").out()).contains("1 queued for reprocessing");
    }

    @Test
    void theDoctorFindsRawReportsThatExpireBeforeTheReports() {
        aws.protectBucket();

        assertThat(bucket().retention(Retention.of(400)).isWell()).isTrue();
        assertThat(bucket().retention(Retention.of(800)).line())
                .contains(
                        "FAULT  bucket-retention tlsrpt-reports: raw reports expire after 400 days, reports after 800",
                        "do: deploy with RetentionDays=800, or run 'tlsrpt settings set --retention 400'");
    }

    @Test
    void theDoctorFindsABucketThatDoesNotTellTheQueue() {
        aws.tellQueue(false);

        assertThat(bucket().news(aws.queue("ingest")).line())
                .contains(
                        "FAULT  bucket-notifications tlsrpt-reports: do not send new reports below mail/, https/, import/"
                                + " to the ingest queue");
    }

    @Test
    void theDoctorFindsHeadersThatSesWritesOtherwise() throws Exception {
        var report = aReport().on(yesterday).sts("example.com", "enforce", 42).json();
        var mail = aMail().from("noreply@google.com").smtpId("abc123").report(report);
        put("mail/abc123", mail.bytes());
        assertThat(bucket().headers(Clock.systemUTC()).line())
                .startsWith(
                        "FAULT  ses-headers mail/abc123: the headers that SES adds cannot be parsed: the header does not begin");

        put("mail/abc123", mail.storedBySes("google.com").bytes());
        assertThat(bucket().headers(Clock.systemUTC()).line())
                .isEqualTo("ok     ses-headers mail/abc123: are as expected\n");
    }

    private BucketChecks bucket() {
        return new BucketChecks(aws.s3, "tlsrpt-reports");
    }

    private void put(String key, byte[] mail) {
        aws.s3.putObject(put -> put.bucket("tlsrpt-reports").key(key), RequestBody.fromBytes(mail));
    }

    @Test
    void theDoctorNoticesThatNoDomainIsCheckedAnyMore() throws Exception {
        in("settings", "set", "--add-domain", "example.com");
        var threeDaysAgo = Instant.parse("2026-03-28T12:00:00Z");
        new PostureItems(aws.table, Clock.systemUTC())
                .record(Optional.empty(), new PostureLook("example.com", threeDaysAgo, List.of(), List.of(), null));

        assertThat(in("doctor").out())
                .contains("FAULT  daily-checks: the latest was at 2026-03-28T12:00:00Z\n"
                        + "       do: see the log of ProbeFunction for the reason");
    }

    @Test
    void aTestAlertReachesTheTopicOrSaysWhyNot() {
        assertThat(in("alerts", "--test").out()).isEqualTo("Test alert sent.\n");

        aws.sns.deleteTopic(delete -> delete.topicArn("arn:aws:sns:eu-west-1:123456789012:alerts"));

        assertThat(in("alerts", "--test").err()).contains("the test alert was not sent: sns answered 404");
    }

    private void heal() throws Exception {
        aws.protectBucket();
        aws.ses.verifyDomainIdentity(verify -> verify.domain("tlsrpt.example.com"));
        aws.ses.createReceiptRuleSet(create -> create.ruleSetName("tlsrpt-1"));
        aws.ses.createReceiptRule(create -> create.ruleSetName("tlsrpt-1")
                .rule(rule -> rule.name("tlsrpt-1").enabled(true).recipients("reports@tlsrpt.example.com")));
        aws.ses.setActiveReceiptRuleSet(set -> set.ruleSetName("tlsrpt-1"));
        aws.sns.subscribe(subscribe -> subscribe
                .topicArn("arn:aws:sns:eu-west-1:123456789012:alerts")
                .protocol("sqs")
                .endpoint("arn:aws:sqs:eu-west-1:123456789012:ingest"));
        Files.write(folder.resolve("report.json"), report(yesterday));
        in("import", folder.resolve("report.json").toString());
        aws.settle();
    }

    @Test
    void hostedPoliciesAreAskedForAtTheFunctionThatPublishesThem() {
        var items = new PolicyItems(aws.table);
        assertThat(sts("status").out())
                .isEqualTo("No policies are hosted here. To host one, run: tlsrpt sts add DOMAIN\n");
        assertThat(sts("check", "example.com").exit()).isEqualTo(1);
        assertThat(sts("check", "example.com").err()).contains("no policy for example.com is hosted here");

        var now = Instant.now();
        var looked = new PolicyObservation(now, new FileSeen.Unseen(""), new RecordSeen.Absent(), null);
        items.write(
                Optional.empty(), HostedPolicy.prepared("example.com", List.of("mx1.example.com"), looked, now), null);
        items.write(Optional.empty(), HostedName.of("example.com", "sts.tlsrpt.example.net", now));
        assertThat(sts("status", "example.com").out())
                .contains("example.com  preparing")
                .contains("Host     waiting for its certificate")
                .contains("DNS      mta-sts.example.com CNAME is missing")
                .contains(
                        "    mta-sts.example.com. 3600 IN CNAME mta-sts.example.com.sts.tlsrpt.example.net.",
                        "    _mta-sts.example.com. 3600 IN CNAME _mta-sts.example.com.sts.tlsrpt.example.net.");
    }

    private static Cli.Result sts(String... args) {
        var all = new ArrayList<Object>(List.of(args));
        all.addAll(List.of("--stack", EmulatedStack.STACK));
        return new Cli(COMMANDS).run("sts", all.toArray());
    }

    @Test
    void whatIsNotThereIsSaidInWords() {
        assertThat(new Cli(COMMANDS).run("status", "--stack", "none").err())
                .contains("stack 'none' not found in this account and Region");
        assertThat(in("forget", "example.com/2026-03-01/4f1c22ab").err()).contains("Report not found.");
    }

    private byte[] report(LocalDate day) {
        return aReport()
                .id("of " + day)
                .on(day)
                .sts("example.com", "enforce", 40)
                .bytes();
    }

    private static Cli.Result in(String command, String... args) {
        int at = args.length > 0 && List.of("show", "set").contains(args[0]) ? 1 : 0;
        var all = new ArrayList<Object>(List.of(args));
        all.addAll(at, List.of("--stack", EmulatedStack.STACK));
        return new Cli(COMMANDS).run(command, all.toArray());
    }
}
