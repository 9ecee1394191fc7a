package tlsrpt.operate;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.VerificationStatus;
import software.amazon.awssdk.services.sns.SnsClient;
import tlsrpt.cli.TextFormat;
import tlsrpt.console.Check;
import tlsrpt.posture.TlsRptRecord;
import tlsrpt.posture.look.Dns;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.Page;
import tlsrpt.store.PostureItems;
import tlsrpt.store.Settings;
import tlsrpt.store.Views;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;

/// Checks every step between a sender's report and the dashboard, and says how to fix each fault.
final class Doctor {

    private static final String EVERY_DOMAIN = "*";
    private static final int SILENT_DAYS = 3;
    private static final Duration DAILY = Duration.ofHours(27);
    private static final Duration FIRST_CHECK = Duration.ofHours(2);

    private final Stack stack;
    private final Dns dns;
    private final Clock clock;
    private final Consumer<Check> found;
    private final Table table;
    private final String reportDomain;
    private final String reportAddress;

    Doctor(Stack stack, Dns dns, Clock clock, Consumer<Check> found) throws IOException {
        this.stack = stack;
        this.dns = dns;
        this.clock = clock;
        this.found = found;
        this.table = stack.table();
        this.reportDomain = stack.output("ReportDomain");
        this.reportAddress = stack.output("ReportAddress");
    }

    private interface Examination {
        void run() throws IOException, InterruptedException;
    }

    void runChecks() throws IOException, InterruptedException {
        check("stack", "", this::stack);
        check("mx", reportDomain, this::mailHost);
        try (var ses = stack.aws().client(SesClient.builder())) {
            check("ses-identity", reportDomain, () -> identity(ses));
            check("ses-rules", "", () -> rules(ses));
        }
        check("txt", reportDomain, this::noRecordOnTheReportDomain);
        check("txt", "", this::records);
        check("alerts", "", this::subscription);
        check("dead-letters", "", this::deadLetters);
        check("newest-report", "", this::newestReport);
        check("daily-checks", "", this::dailyChecks);
        try (var s3 = stack.aws().client(S3Client.builder())) {
            var bucket = stack.output("BucketName");
            var checks = new BucketChecks(s3, bucket);
            check(
                    "bucket-retention",
                    bucket,
                    () -> found.accept(checks.retention(Settings.read(table).retention())));
            check("bucket-access", bucket, () -> found.accept(checks.access()));
            check("bucket-policy", bucket, () -> found.accept(checks.policy()));
            check("bucket-notifications", bucket, () -> found.accept(checks.news(stack.output("IngestQueueUrl"))));
            check("ses-headers", "", () -> found.accept(checks.headers(clock)));
        }
        check("canary", "", () -> found.accept(new Canary(stack, table, clock).run()));
    }

    /// Runs one check; if it throws, the other checks still run.
    private void check(String what, String subject, Examination examination) throws InterruptedException {
        try {
            examination.run();
        } catch (SdkException | TableException e) {
            found.accept(new Check(what, subject, Aws.words(e), "use credentials that can read this"));
        } catch (IOException e) {
            found.accept(new Check(
                    what, subject, String.valueOf(e.getMessage()), "try again, or fix what the message names"));
        }
    }

    private void stack() {
        var status = stack.status();
        boolean stands = status.equals("CREATE_COMPLETE")
                || status.equals("UPDATE_COMPLETE")
                || status.equals("UPDATE_ROLLBACK_COMPLETE")
                || status.equals("IMPORT_COMPLETE");
        found.accept(
                stands
                        ? Check.well("stack", stack.name(), status)
                        : new Check(
                                "stack",
                                stack.name(),
                                status,
                                "read the stack's events in CloudFormation for the reason, then deploy again"));
    }

    private void mailHost() throws IOException {
        var ours = "inbound-smtp." + stack.region() + ".amazonaws.com";
        var hosts = dns.mxHosts(reportDomain);
        var said = hosts.isEmpty() ? "has no MX record" : "is " + String.join(", ", hosts);
        boolean onlyOurs = !hosts.isEmpty() && hosts.stream().allMatch(ours::equalsIgnoreCase);
        found.accept(
                onlyOurs
                        ? Check.well("mx", reportDomain, said)
                        : new Check("mx", reportDomain, said, "publish: " + reportDomain + ". MX 10 " + ours + "."));
    }

    private void identity(SesClient ses) {
        var attributes = ses.getIdentityVerificationAttributes(get -> get.identities(reportDomain))
                .verificationAttributes()
                .get(reportDomain);
        var status = attributes == null ? VerificationStatus.NOT_STARTED : attributes.verificationStatus();
        found.accept(
                status == VerificationStatus.SUCCESS
                        ? Check.well("ses-identity", reportDomain, "is verified")
                        : new Check(
                                "ses-identity",
                                reportDomain,
                                "is not verified with SES (" + status + "), so SES receives no mail for it",
                                "publish the three CNAME records in the stack's outputs (Dns2Verification), and wait up to an hour"));
    }

    private void rules(SesClient ses) throws IOException {
        var set = stack.output("RuleSetName");
        var name = stack.output("RuleName");
        var active = ses.describeActiveReceiptRuleSet(_ -> {});
        var activeName = active.metadata() == null ? null : active.metadata().name();
        if (!Objects.equals(activeName, set)) {
            found.accept(new Check(
                    "ses-rules",
                    "",
                    activeName == null
                            ? "no receipt rule set is active, so SES refuses all mail"
                            : "the active receipt rule set is " + activeName + ", not " + set,
                    activeName == null
                            ? "aws ses set-active-receipt-rule-set --rule-set-name " + set
                            : "deploy with ExistingRuleSetName=" + activeName + " to join it"));
            return;
        }
        var rule = active.rules().stream()
                .filter(one -> name.equals(one.name()))
                .findFirst()
                .orElse(null);
        if (rule == null) {
            found.accept(new Check("ses-rules", set, "has no rule " + name, "deploy the stack again"));
        } else if (!Boolean.TRUE.equals(rule.enabled())) {
            found.accept(new Check(
                    "ses-rules", name, "is disabled", "enable it in the SES console, or deploy the stack again"));
        } else if (rule.recipients().stream().noneMatch(reportAddress::equalsIgnoreCase)) {
            found.accept(new Check(
                    "ses-rules",
                    name,
                    "receives mail for " + rule.recipients() + ", not for " + reportAddress,
                    "deploy the stack again"));
        } else {
            found.accept(Check.well("ses-rules", name, "receives mail for " + reportAddress));
        }
    }

    private void noRecordOnTheReportDomain() throws IOException {
        var records = dns.texts("_smtp._tls." + reportDomain);
        if (records.stream().anyMatch(text -> text.startsWith("v=TLSRPTv1"))) {
            found.accept(new Check(
                    "txt",
                    reportDomain,
                    "requests reports about the delivery of reports, an endless loop",
                    "remove the TXT record at _smtp._tls." + reportDomain));
        }
    }

    private void records() throws IOException, InterruptedException {
        var domains = Settings.read(table).domains();
        if (domains.isEmpty()) {
            found.accept(new Check(
                    "settings",
                    "",
                    "no domain is listed, so every report is held",
                    "tlsrpt settings set --stack " + stack.name() + " --add-domain example.com"));
        }
        for (var domain : domains) {
            if (domain.equals(EVERY_DOMAIN)) {
                continue;
            }
            check("txt", domain, () -> {
                var fault = TlsRptRecord.of(dns.texts("_smtp._tls." + domain)).faultFor("mailto:" + reportAddress);
                found.accept(fault.map(text -> new Check(
                                "txt",
                                domain,
                                "the record at _smtp._tls." + domain + " " + text,
                                "publish this record there, and no other: v=TLSRPTv1; rua=mailto:" + reportAddress))
                        .orElse(Check.well("txt", domain, "sends reports here")));
            });
        }
    }

    private void subscription() throws IOException {
        var topic = stack.output("AlertTopicArn");
        try (var sns = stack.aws().client(SnsClient.builder())) {
            var subscriptions =
                    sns.listSubscriptionsByTopic(list -> list.topicArn(topic)).subscriptions();
            var confirmed = subscriptions.stream()
                    .filter(one -> one.subscriptionArn().startsWith("arn:"))
                    .toList();
            if (confirmed.isEmpty()) {
                found.accept(new Check(
                        "alerts",
                        "",
                        subscriptions.isEmpty()
                                ? "no one is subscribed to alerts"
                                : "no subscription to alerts is confirmed",
                        subscriptions.isEmpty()
                                ? "aws sns subscribe --topic-arn " + topic
                                        + " --protocol email --notification-endpoint you@example.com"
                                : "open the email 'AWS Notification - Subscription Confirmation' and follow its link"));
            } else {
                found.accept(Check.well(
                        "alerts",
                        "",
                        "go to "
                                + confirmed.stream()
                                        .map(one -> one.protocol() + " " + one.endpoint())
                                        .collect(Collectors.joining(", "))));
            }
        }
    }

    private void deadLetters() throws IOException {
        try (var letters = DeadLetters.of(stack)) {
            int count = letters.count();
            if (count == 0) {
                found.accept(Check.well("dead-letters", "", "none"));
                return;
            }
            found.accept(new Check(
                    "dead-letters",
                    "",
                    TextFormat.count(count, "object") + " repeatedly failed to process: "
                            + TextFormat.list(letters.keys(), 3),
                    "see the log of IngestFunction for the reason, then: tlsrpt reread --stack " + stack.name()
                            + " --held"));
        }
    }

    private void newestReport() {
        var newest = Page.stream(new Views(table, clock)::domains)
                .filter(domain -> domain.last() != null)
                .max(Comparator.comparing(domain -> Objects.requireNonNull(domain.last())));
        found.accept(newest.map(this::newest)
                .orElse(new Check(
                        "newest-report",
                        "",
                        "no trusted report has arrived yet",
                        "wait: the first reports arrive within 48 hours of the TXT record")));
    }

    private Check newest(KnownDomain domain) {
        var last = Objects.requireNonNull(domain.last());
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var said = "covers " + last + ", for " + domain.domain();
        return last.isBefore(today.minusDays(SILENT_DAYS))
                ? new Check("newest-report", "", said, "fix the faults above; senders report daily")
                : Check.well("newest-report", "", said);
    }

    /// Checks whether the collector checks DNS and policies of the listed domains.
    private void dailyChecks() {
        var what = "daily-checks";
        if (stack.parameter("CheckResolvers").filter(String::isEmpty).isPresent()) {
            found.accept(Check.well(what, "", "are off, because the parameter CheckResolvers is empty"));
            return;
        }
        var postures = new PostureItems(table, clock);
        var latest = Settings.read(table).domains().stream()
                .filter(domain -> !domain.equals(EVERY_DOMAIN))
                .flatMap(domain -> postures.latest(domain).stream())
                .map(posture -> posture.look().at())
                .max(Comparator.naturalOrder());
        var expected = latest.map(at -> at.plus(DAILY))
                .orElse(stack.created().plus(FIRST_CHECK))
                .isBefore(clock.instant());
        var said = latest.map(at -> "the latest was at " + at.truncatedTo(ChronoUnit.MINUTES))
                .orElse("no domain has been checked yet");
        found.accept(
                expected
                        ? new Check(what, "", said, "see the log of ProbeFunction for the reason")
                        : Check.well(what, "", said));
    }
}
