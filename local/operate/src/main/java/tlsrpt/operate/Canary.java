package tlsrpt.operate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import tlsrpt.cli.TextFormat;
import tlsrpt.console.Check;
import tlsrpt.report.DateRange;
import tlsrpt.report.Identity;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Report;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.Summary;
import tlsrpt.store.Ledger;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// A test report of one session that is POSTed, must be recorded, and is then removed with its raw object.
final class Canary {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Stack stack;
    private final Table table;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Canary(Stack stack, Table table, Clock clock) {
        this.stack = stack;
        this.table = table;
        this.clock = clock;
    }

    Check run() throws IOException, InterruptedException {
        var domains = Settings.read(table).domains();
        if (domains.isEmpty()) {
            return new Check("canary", "", "is not sent, because no domain is listed", "list a domain, then try again");
        }
        var domain = domains.getFirst().equals("*") ? stack.output("ReportDomain") : domains.getFirst();
        var report = report(domain);
        var started = clock.instant();
        int answer = post(ReportWriter.canonical(report));
        if (answer != 200 && answer != 201) {
            return new Check(
                    "canary",
                    "",
                    "the HTTPS address answered the POST with " + answer,
                    "see the log of SubmitFunction for the reason");
        }
        var ref = new ReportRef(domain, report.day(), Identity.of(report).hash());
        var recorded = await(ref, started.plus(PATIENCE));
        if (recorded.isEmpty()) {
            return new Check(
                    "canary",
                    "",
                    "was accepted, but was not recorded within " + PATIENCE.toSeconds() + " seconds",
                    "see the log of IngestFunction, and 'tlsrpt status --stack " + stack.name() + "' for what is held");
        }
        long seconds = Duration.between(started, clock.instant()).toSeconds();
        forget(recorded.get());
        return Check.well("canary", "", "was recorded within " + TextFormat.count(seconds, "second") + " and removed");
    }

    private Report report(String domain) {
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        var range = new DateRange(
                day.atStartOfDay().toInstant(ZoneOffset.UTC),
                day.atTime(23, 59, 59).toInstant(ZoneOffset.UTC));
        var id = new byte[16];
        random.nextBytes(id);
        var policy = new Policy(PolicyType.of("no-policy-found"), List.of(), domain, List.of());
        return new Report(
                "tlsrpt doctor",
                range,
                null,
                "canary-" + HexFormat.of().formatHex(id),
                List.of(new PolicyResult(policy, new Summary(1L, 0L), List.of())));
    }

    private int post(byte[] report) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stack.output("HttpEndpoint")))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/tlsrpt+json")
                .POST(BodyPublishers.ofByteArray(report))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new IOException("cannot reach the HTTPS address: " + e.getMessage(), e);
        }
    }

    private Optional<StoredReport> await(ReportRef ref, Instant until) throws InterruptedException {
        var views = new Views(table, clock);
        while (clock.instant().isBefore(until)) {
            var recorded = views.report(ref);
            if (recorded.isPresent()) {
                return recorded;
            }
            Thread.sleep(LOOK);
        }
        return Optional.empty();
    }

    private void forget(StoredReport report) throws IOException {
        new Ledger(table, clock, random).forget(report.ref());
        try (var s3 = stack.aws().client(S3Client.builder())) {
            var bucket = stack.output("BucketName");
            s3.deleteObject(
                    delete -> delete.bucket(bucket).key(report.provenance().objectKey()));
        }
    }
}
