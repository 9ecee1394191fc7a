package tlsrpt.operate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.FilterRuleName;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import tlsrpt.console.Check;
import tlsrpt.intake.Authority;
import tlsrpt.intake.Intake;
import tlsrpt.intake.Verdict;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;
import tlsrpt.store.Retention;

/// Checks the bucket of raw reports: settings that the template makes and others can change, and the headers that
/// SES writes.
final class BucketChecks {

    private static final List<String> PREFIXES = List.of("mail/", "https/", "import/");
    private static final List<String> STATEMENTS = List.of("OnlyTls", "SesBringsMail", "NobodyElseBringsMail");
    private static final String DEPLOY = "deploy the stack again";

    /// Keys of SES are random, so the newest of a sample is recent.
    private static final int MOST_LISTED = 1_000;

    private static final long LARGEST = 1 << 20;

    /// What a change of SES's headers would look like; everything else is the sender's affair.
    private static final Set<Verdict.Why> NOT_AS_SES_WRITES = Set.of(
            Verdict.Why.MALFORMED_HEADER, Verdict.Why.NOT_BY_SES, Verdict.Why.OTHER_KEY, Verdict.Why.MALFORMED_RESULTS);

    private final S3Client s3;
    private final String bucket;

    BucketChecks(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /// Whether raw reports are kept as long as the reports count.
    Check retention(Retention retention) {
        int counted =
                retention.steps().stream().mapToInt(Retention.Step::days).max().orElse(0);
        var kept = days();
        if (kept.isEmpty()) {
            return new Check("bucket-retention", bucket, "raw reports never expire", DEPLOY);
        }
        var said = "raw reports expire after " + kept.get() + " days, reports after " + counted;
        return kept.get() >= counted
                ? Check.well("bucket-retention", bucket, said)
                : new Check(
                        "bucket-retention",
                        bucket,
                        said + ": older ones can be neither shown nor reprocessed",
                        "deploy with RetentionDays=" + counted + ", or run 'tlsrpt settings set --retention "
                                + kept.get() + "'");
    }

    private Optional<Integer> days() {
        try {
            return s3.getBucketLifecycleConfiguration(get -> get.bucket(bucket)).rules().stream()
                    .filter(rule -> rule.status() == ExpirationStatus.ENABLED)
                    .filter(rule ->
                            rule.expiration() != null && rule.expiration().days() != null)
                    .map(rule -> rule.expiration().days())
                    .min(Comparator.naturalOrder());
        } catch (S3Exception e) {
            return missing(e);
        }
    }

    /// Whether S3 blocks public access, whatever a policy or an ACL says.
    Check access() {
        boolean blocked;
        try {
            var block = s3.getPublicAccessBlock(get -> get.bucket(bucket)).publicAccessBlockConfiguration();
            blocked = Stream.of(
                            block.blockPublicAcls(),
                            block.blockPublicPolicy(),
                            block.ignorePublicAcls(),
                            block.restrictPublicBuckets())
                    .allMatch(Boolean.TRUE::equals);
        } catch (S3Exception e) {
            blocked = BucketChecks.<Boolean>missing(e).isPresent();
        }
        return blocked
                ? Check.well("bucket-access", bucket, "blocks public access")
                : new Check("bucket-access", bucket, "does not block public access", DEPLOY);
    }

    /// Whether SES alone can bring mail. The collector trusts what SES says of the mail below `mail/`.
    Check policy() {
        String policy;
        try {
            policy = s3.getBucketPolicy(get -> get.bucket(bucket)).policy();
        } catch (S3Exception e) {
            policy = BucketChecks.<String>missing(e).orElse("");
        }
        var found = policy;
        var missing = STATEMENTS.stream()
                .filter(statement -> !found.contains('"' + statement + '"'))
                .toList();
        return missing.isEmpty()
                ? Check.well("bucket-policy", bucket, "allows only SES to store mail")
                : new Check("bucket-policy", bucket, "has no statement " + String.join(", ", missing), DEPLOY);
    }

    /// Whether every new object reaches the ingest queue.
    Check news(String queueUrl) {
        var queue = queueUrl.substring(queueUrl.lastIndexOf('/') + 1);
        var told = s3.getBucketNotificationConfiguration(get -> get.bucket(bucket)).queueConfigurations().stream()
                .filter(one -> one.queueArn().endsWith(":" + queue))
                .filter(one -> one.eventsAsStrings().stream().anyMatch(event -> event.startsWith("s3:ObjectCreated:")))
                .map(BucketChecks::prefix)
                .toList();
        var missing = PREFIXES.stream()
                .filter(prefix -> told.stream().noneMatch(prefix::startsWith))
                .toList();
        return missing.isEmpty()
                ? Check.well("bucket-notifications", bucket, "send every new report to the ingest queue")
                : new Check(
                        "bucket-notifications",
                        bucket,
                        "do not send new reports below " + String.join(", ", missing) + " to the ingest queue",
                        DEPLOY + ", then: tlsrpt reread --stack NAME --since DATE");
    }

    private static String prefix(QueueConfiguration one) {
        if (one.filter() == null || one.filter().key() == null) {
            return "";
        }
        return one.filter().key().filterRules().stream()
                .filter(rule -> FilterRuleName.PREFIX
                        .toString()
                        .equals(rule.nameAsString().toLowerCase(Locale.ROOT)))
                .map(FilterRule::value)
                .findFirst()
                .orElse("");
    }

    /// Whether SES writes headers as this version reads them. Otherwise every report by mail would be held as unsigned.
    Check headers(Clock clock) throws IOException {
        var newest =
                s3.listObjectsV2(list -> list.bucket(bucket).prefix("mail/").maxKeys(MOST_LISTED)).contents().stream()
                        .filter(object ->
                                !object.key().endsWith("AMAZON_SES_SETUP_NOTIFICATION") && object.size() <= LARGEST)
                        .max(Comparator.comparing(S3Object::lastModified));
        if (newest.isEmpty()) {
            return Check.well("ses-headers", "", "no mail has arrived yet");
        }
        var key = newest.get().key();
        var bytes = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe();
        var verdicts = new ArrayList<Verdict>();
        new Intake(new ReportReader(clock))
                .open(
                        Transport.MAIL,
                        key,
                        new ByteArrayInputStream(bytes),
                        new Authority.Ses(key),
                        opened -> opened.delivered().forEach(delivered -> verdicts.add(delivered.verdict())));
        return verdicts.stream()
                .filter(Verdict.Unsigned.class::isInstance)
                .map(Verdict.Unsigned.class::cast)
                .filter(unsigned -> NOT_AS_SES_WRITES.contains(unsigned.why()))
                .findFirst()
                .map(unsigned -> new Check(
                        "ses-headers",
                        key,
                        "the headers that SES adds cannot be parsed: "
                                + unsigned.why().text(),
                        "update the stack; if this version is the newest, report a bug with the first 20 lines of this"
                                + " object"))
                .orElse(Check.well(
                        "ses-headers",
                        key,
                        verdicts.isEmpty() ? "the newest mail is not a report" : "are as expected"));
    }

    private static <T> Optional<T> missing(S3Exception e) {
        if (e.statusCode() == 404) {
            return Optional.empty();
        }
        throw e;
    }
}
