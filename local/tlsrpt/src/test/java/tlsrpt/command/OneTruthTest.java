package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.alerting.Digest;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.RawObjects;
import tlsrpt.cli.Cli;
import tlsrpt.cli.ReadCommand;
import tlsrpt.console.Status;
import tlsrpt.gateway.Request;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.DeliveryImpact;
import tlsrpt.health.Observation;
import tlsrpt.health.Replay;
import tlsrpt.health.Rules;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.PolicyType;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.Severity;
import tlsrpt.report.Trust;
import tlsrpt.store.AlertViews;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Ledger;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Tables;
import tlsrpt.store.Views;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tlsrpt.table.Table;

/// All views of the same domain, day and cause give the same numbers, state and severity: `read`, the API, the page as
/// a browser renders it, `status`, the digest and alerts. The same reports, whatever they are.
class OneTruthTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);
    private static final int DAYS = 7;
    private static final Clock CLOCK =
            Clock.fixed(MONDAY.plusDays(8).atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final List<String> REPORTERS = List.of("google.com", "microsoft.com", "corp.mail.ru");
    private static final List<String> DOMAINS = List.of("one.example", "two.example");
    private static final List<Trust> LEFT_OUT = List.of(Trust.ANONYMOUS, Trust.NEW, Trust.STRANGER);
    private static final List<String> FAULTS = List.of(
            "certificate-expired",
            "certificate-host-mismatch",
            "starttls-not-supported",
            "validation-failure",
            "sts-policy-fetch-error",
            "sts-policy-invalid",
            "sts-webpki-invalid",
            "x-made-up");
    private static final Cli.Program READ =
            Cli.Program.of((terminal, clock) -> List.of(() -> new ReadCommand(terminal, clock)));
    private static final Pattern HEAD = Pattern.compile("(?m)^✗ (\\S+) +([\\d,]+) of ([\\d,]+) sessions? failed$");
    private static final Pattern CAUSE = Pattern.compile("(?m)^  \\d+\\. (\\S.*?) {2,}(\\w+)$[^.]*?Failed +([\\d,]+)"
            + "(?:\\s+sessions?\\s+in\\s+details,\\s+([\\d,]+))?\\s+of\\s+([\\d,]+)"
            + "\\s+(?:sessions?|in\\s+summaries),\\s+on\\s+(\\S+)");
    private static final Pattern REPORTED = Pattern.compile("\"title\":\"([^\"]*)\",[^{}]*?\"severity\":\"(\\w+)\"");
    private static final Pattern EVIDENCE =
            Pattern.compile("^(\\S+) reported (\\S+?)(?: at (\\S+))? in ([\\d,]+) sessions \\(report day (\\S+)\\)$");
    private static final Pattern QUOTED =
            Pattern.compile("(?m)^Failed sessions: ([\\d,]+) of ([\\d,]+) \\([\\d.]+%\\) on (\\S+), reported by (.*)$");

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isToldByAll(int seed) throws IOException {
        var told = new Told(new Random(seed));
        for (var domain : DOMAINS) {
            for (var day = MONDAY; day.isBefore(MONDAY.plusDays(DAYS)); day = day.plusDays(1)) {
                told.theDayIsTheSameInReadAndApi(domain, day);
                told.theReportsHaveTheSeverityOfTheirDay(domain, day);
            }
            told.theSumIsTheSameInReadStatusApiAndDigest(domain);
            told.theReportsLeftOutAreNamedAsSuch(domain);
            told.theStateFollowsFromTheOpenAlerts(domain);
        }
        told.theHostsAddUpToWhatTheirDomainsSay();
        told.alerts.forEach(told::theAlertQuotesWhatReadSays);
        if (told.single) {
            told.replayed().forEach(told::theAlertQuotesWhatReadSays);
        }
    }

    /// Of fewer weeks, as a browser takes its time.
    @Test
    void isRenderedByThePage() throws IOException {
        try (var browser = Browser.open()) {
            for (int seed = 1; seed <= Integer.getInteger("truths.page", 1); seed++) {
                var told = new Told(new Random(seed));
                try (var host = new PageHost(told.table, CLOCK)) {
                    told.theOverviewIsRendered(browser, host);
                    for (var domain : DOMAINS) {
                        told.theDomainIsRendered(browser, host, domain);
                    }
                }
            }
        }
    }

    static Stream<Integer> seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("truths", 5)).boxed();
    }

    /// What one cause is said to come to.
    private record Cause(long sessions, String severity) {

        Cause plus(Cause other) {
            return new Cause(sessions + other.sessions, graver(severity, other.severity));
        }
    }

    /// Made-up reports of a week, and all that is said of them.
    private static final class Told {

        final List<Alert> alerts = new ArrayList<>();
        final Table table = Tables.inMemory();
        final List<Samples> samples = new ArrayList<>();
        /// Reports that change no total, state or alert.
        final List<Samples> leftOut = new ArrayList<>();

        final byte[] zip;
        /// Whether no reporter sends several reports for a day. A replay evaluates each when it arrives, so its alerts
        /// quote only those that have arrived.
        final boolean single;

        final Api api = new Api(table, new RawObjects(new NoObject(), "bucket"), Access.OPEN, CLOCK, false, "");

        Told(Random random) throws IOException {
            single = random.nextInt(3) == 0;
            for (var domain : DOMAINS) {
                for (int day = 0; day < DAYS; day++) {
                    for (var reporter : REPORTERS) {
                        int many = random.nextInt(4) == 0
                                ? 0
                                : single || random.nextInt(3) > 0 ? 1 : 2 + random.nextInt(2);
                        for (int n = 0; n < many; n++) {
                            samples.add(sample(random, domain, MONDAY.plusDays(day), reporter, n));
                        }
                    }
                }
            }
            var delivered = new ArrayList<>(samples);
            samples.stream().filter(_ -> random.nextInt(5) == 0).forEach(delivered::add);
            zip = zip(delivered);
            for (int n = 0; n < 5; n++) {
                leftOut.add(sample(
                                random,
                                DOMAINS.get(random.nextInt(DOMAINS.size())),
                                MONDAY.plusDays(random.nextInt(DAYS)),
                                "left-out" + n + ".example",
                                0)
                        .trusted(LEFT_OUT.get(random.nextInt(LEFT_OUT.size()))));
            }
            delivered.addAll(leftOut);
            var stored = new ArrayList<StoredReport>();
            for (var sample : delivered) {
                var recording = sample.recording();
                new Ledger(table, CLOCK, random)
                        .record(recording, new Settings(List.of("*"), Retention.DEFAULT, false));
                new Views(table, CLOCK).report(recording.ref()).ifPresent(stored::add);
            }
            stored.sort(Comparator.comparing(report -> report.provenance().arrival()));
            var alerter = new Alerter(table, new RecordingChannel(), CLOCK, random, false);
            for (var report : stored) {
                alerter.judge(report, report.provenance().arrival(), Rules.DEFAULT);
            }
        }

        /// @param number among the reports of the reporter for the day
        private static Samples sample(Random random, String domain, LocalDate day, String reporter, int number) {
            var sample = reportFrom(reporter).on(day).id(day + domain + number);
            long ok = random.nextInt(4) == 0 ? 0 : random.nextInt(300);
            var failures = failures(random, domain);
            return switch (random.nextInt(8)) {
                case 0 -> sample.sts(domain, "testing", ok, failures);
                case 1 -> sample.tlsa(domain, ok, failures);
                case 2 -> sample.noPolicyFound(domain, ok, failures);
                case 3 -> sample.sts(domain, "enforce", ok, failures).noPolicyFound(domain, random.nextInt(50));
                case 4 ->
                    sample.sts(domain, "enforce", ok, failures)
                            .tlsa(domain, ok, random.nextBoolean() ? failures : failures(random, domain));
                case 5 -> sample.sts(domain, null, ok, failures);
                default -> sample.sts(domain, "enforce", ok, failures);
            };
        }

        private static FailureDetail[] failures(Random random, String domain) {
            return IntStream.range(0, random.nextInt(3))
                    .mapToObj(_ -> failure(
                            FAULTS.get(random.nextInt(FAULTS.size())),
                            random.nextInt(3) == 0 ? null : "mx" + (1 + random.nextInt(2)) + "." + domain,
                            1 + random.nextInt(60)))
                    .toArray(FailureDetail[]::new);
        }

        private static byte[] zip(List<Samples> samples) throws IOException {
            var bytes = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                int number = 0;
                for (var sample : samples) {
                    zip.putNextEntry(new ZipEntry(number++ + ".json"));
                    zip.write(ReportWriter.canonical(sample.report()));
                }
            }
            return bytes.toByteArray();
        }

        void theDayIsTheSameInReadAndApi(String domain, LocalDate day) {
            var read = read(domain, day, day);
            var inRead = new TreeMap<String, Cause>();
            var sessions = csv(domain, "days", day, day).stream()
                    .mapToLong(row -> sum(row, "secured", "unprotected", "refused", "unknown"))
                    .sum();
            for (var cause : all(CAUSE, read)) {
                inRead.merge(cause.group(1), new Cause(number(cause.group(3)), cause.group(2)), Cause::plus);
                long failed = number(all(HEAD, read).getFirst().group(2));
                if (cause.group(4) == null) {
                    assertThat(number(cause.group(3))).isLessThanOrEqualTo(failed);
                } else {
                    // Other sessions at each host may have failed under each policy: the line names both units.
                    assertThat(number(cause.group(3))).isGreaterThan(failed);
                    assertThat(number(cause.group(4))).isEqualTo(failed);
                }
                assertThat(number(cause.group(5))).as("of all, in %s", read).isEqualTo(sessions);
                assertThat(cause.group(6)).isEqualTo(day.toString());
            }
            var inApi = new TreeMap<String, Cause>();
            for (var row : csv(domain, "failures", day, day)) {
                var title = cell(row, "title").substring(0, 1).toUpperCase(Locale.ROOT)
                        + cell(row, "title").substring(1);
                inApi.merge(
                        title, new Cause(Long.parseLong(cell(row, "sessions")), cell(row, "severity")), Cause::plus);
            }
            assertThat(inRead).as("%s on %s, in %s", domain, day, read).isEqualTo(inApi);
        }

        void theReportsHaveTheSeverityOfTheirDay(String domain, LocalDate day) {
            var inReports = new TreeMap<String, String>();
            for (var row : csv(domain, "reports", day, day)) {
                var body = body("/v1/domains/" + domain + "/reports/" + cell(row, "id"), "");
                for (var cause : all(REPORTED, body)) {
                    inReports.merge(
                            cell(row, "reporter") + " " + cause.group(1).toLowerCase(Locale.ROOT),
                            cause.group(2),
                            OneTruthTest::graver);
                }
            }
            var inRead = new TreeMap<String, String>();
            for (var reporter : REPORTERS) {
                for (var cause : all(CAUSE, read(domain, day, day, "--reporter", reporter))) {
                    inRead.merge(
                            reporter + " " + cause.group(1).toLowerCase(Locale.ROOT),
                            cause.group(2),
                            OneTruthTest::graver);
                }
            }
            assertThat(inReports).isEqualTo(inRead);
        }

        void theSumIsTheSameInReadStatusApiAndDigest(String domain) throws IOException {
            var last = MONDAY.plusDays(DAYS - 1);
            var inStatus = all(
                            Pattern.compile("\"domain\" : \"" + domain
                                    + "\",\\s+\"reports\" : (\\d+),[^}]*\"ok\" : (\\d+),\\s+\"failed\" : (\\d+)"),
                            status())
                    .getFirst();
            var rows = csv(domain, "days", MONDAY, last);
            long all = rows.stream()
                    .mapToLong(row -> sum(row, "secured", "unprotected", "refused", "unknown"))
                    .sum();
            var week = Digest.of(new Views(table, CLOCK), new AlertViews(table, CLOCK), MONDAY, CLOCK.instant())
                    .domains()
                    .stream()
                    .filter(one -> one.domain().equals(domain))
                    .findFirst()
                    .orElseThrow();

            assertThat(number(inStatus.group(2)) + number(inStatus.group(3))).isEqualTo(all);
            assertThat(week.sum().protection().total()).isEqualTo(all);
            for (var name : List.of("secured", "unprotected", "refused", "unknown")) {
                var protection = week.sum().protection();
                assertThat(rows.stream().mapToLong(row -> sum(row, name)).sum())
                        .isEqualTo(
                                switch (name) {
                                    case "secured" -> protection.secured();
                                    case "unprotected" -> protection.unprotected();
                                    case "refused" -> protection.refused();
                                    default -> protection.unknown();
                                });
            }
            for (var head : all(HEAD, read(domain, MONDAY, last))) {
                assertThat(number(head.group(2))).isEqualTo(number(inStatus.group(3)));
                assertThat(number(head.group(3))).isEqualTo(all);
            }
        }

        void theReportsLeftOutAreNamedAsSuch(String domain) throws IOException {
            var last = MONDAY.plusDays(DAYS - 1);
            var inReports =
                    csv("/v1/domains/" + domain + "/reports", "from=" + MONDAY + "&to=" + last + "&trust=all&").stream()
                            .map(row -> cell(row, "trust"))
                            .filter(trust -> LEFT_OUT.stream()
                                    .anyMatch(one -> one.token().equals(trust)))
                            .sorted()
                            .toList();
            var inReporters =
                    csv("/v1/domains/" + domain + "/reporters", "from=" + MONDAY + "&to=" + last + "&trust=all&")
                            .stream()
                            .filter(row -> !REPORTERS.contains(cell(row, "reporter")))
                            .flatMap(row -> IntStream.range(0, Integer.parseInt(cell(row, "reports")))
                                    .mapToObj(_ -> cell(row, "trust")))
                            .sorted()
                            .toList();
            var inStatus = all(
                            Pattern.compile("\"domain\" : \"" + domain
                                    + "\",[^}]*\\},\\s+\"leftOut\" : \\{\\s+\"reports\" : (\\d+)"),
                            status())
                    .getFirst();
            var inOverview = csv("/v1/domains", "").stream()
                    .filter(row -> cell(row, "domain").equals(domain))
                    .findFirst()
                    .orElseThrow();

            assertThat(inReports).isEqualTo(inReporters);
            assertThat(number(inStatus.group(1))).isEqualTo(inReports.size());
            assertThat(cell(inOverview, "anonymousReports")).isEqualTo(inStatus.group(1));
        }

        private String status() throws IOException {
            return Status.of(
                            new Views(table, CLOCK),
                            new AlertViews(table, CLOCK),
                            new HeldObjects(table, CLOCK),
                            List.of(),
                            0)
                    .json();
        }

        void theHostsAddUpToWhatTheirDomainsSay() {
            var last = MONDAY.plusDays(DAYS - 1);
            var inDomains = new TreeMap<String, Long>();
            for (var domain : DOMAINS) {
                for (var row : csv(domain, "failures", MONDAY, last)) {
                    inDomains.merge(cell(row, "mx"), Long.parseLong(cell(row, "sessions")), Long::sum);
                }
            }
            var inHosts = new TreeMap<String, Long>();
            for (var row : csv("/v1/hosts", "from=" + MONDAY + "&to=" + last + "&")) {
                inHosts.put(cell(row, "mx"), Long.parseLong(cell(row, "failed")));
            }
            assertThat(inHosts).isEqualTo(inDomains);
        }

        void theStateFollowsFromTheOpenAlerts(String domain) {
            var open = new AlertViews(table, CLOCK)
                    .open().stream()
                            .map(stored -> Alert.of(stored.json()))
                            .filter(alert -> alert.domains().contains(domain))
                            .toList();
            var row = csv("/v1/domains", "").stream()
                    .filter(one -> cell(one, "domain").equals(domain))
                    .findFirst()
                    .orElseThrow();
            var state = cell(row, "state");

            assertThat(body("/v1/domains/" + domain, "")).contains("\"state\":\"" + state + '"');
            if (open.stream().anyMatch(Told::isRefused)) {
                assertThat(state).isEqualTo("failing");
            } else if (!open.isEmpty()) {
                assertThat(state).isIn("failing", "attention");
            }
        }

        private static boolean isRefused(Alert alert) {
            return alert.outcome() == DeliveryImpact.BLOCKED || alert.outcome() == DeliveryImpact.REFUSED_IN_PART;
        }

        void theAlertQuotesWhatReadSays(Alert alert) {
            if (alert.kind() != AlertKind.FAILING || alert.domains().size() > 1) {
                return;
            }
            var quoted = all(QUOTED, alert.text());
            var severity = Severity.NOTICE;
            var sources = new TreeMap<String, String>();
            var sessions = new TreeMap<String, Long>();
            for (var line : alert.content().evidence()) {
                var evidence = all(EVIDENCE, line).getFirst();
                var cause =
                        evidence.group(1) + " " + evidence.group(2) + " " + evidence.group(3) + " " + evidence.group(5);
                sessions.merge(cause, number(evidence.group(4)), Long::sum);
            }
            for (var line : alert.content().evidence()) {
                var evidence = all(EVIDENCE, line).getFirst();
                var day = LocalDate.parse(evidence.group(5));
                sources.put(evidence.group(1), evidence.group(5));
                var cause =
                        evidence.group(1) + " " + evidence.group(2) + " " + evidence.group(3) + " " + evidence.group(5);
                assertThat(sessions.get(cause))
                        .as("%s in %s", cause, alert.content().evidence())
                        .isEqualTo(samples(alert.domain(), day, evidence.group(1))
                                .mapToLong(sample -> failed(sample, evidence.group(2), evidence.group(3)))
                                .sum());
                var read = read(alert.domain(), day, day, "--reporter", evidence.group(1));
                for (var told : all(CAUSE, read)) {
                    if (alert.causes().stream()
                            .anyMatch(one -> title(one.diagnosis()).equalsIgnoreCase(told.group(1)))) {
                        severity = severity.orAbove(severity(told.group(2)));
                    }
                }
            }
            assertThat(alert.severity()).as(alert.text()).isEqualTo(severity);
            for (var numbers : quoted) {
                assertThat(alert.sessions().failed()).isEqualTo(number(numbers.group(1)));
                assertThat(sources.values()).containsOnly(numbers.group(3));
                assertThat(sources.keySet())
                        .containsExactlyInAnyOrder(numbers.group(4).split(", "));
                long all = sources.keySet().stream()
                        .flatMap(name -> samples(alert.domain(), LocalDate.parse(numbers.group(3)), name))
                        .mapToLong(one -> one.recording().reported().headline().total())
                        .sum();
                assertThat(number(numbers.group(2))).isEqualTo(all);
            }
        }

        private List<Alert> replayed() {
            var heard = new ArrayList<Alert>();
            new Replay(Rules.DEFAULT, heard::add)
                    .run(samples.stream()
                            .map(Samples::recording)
                            .map(one -> Observation.of(
                                    one.report(),
                                    one.reported(),
                                    one.provenance().submitter(),
                                    one.provenance().arrival(),
                                    true))
                            .toList());
            return heard;
        }

        /// The row of each domain, as text and as titles of its cells.
        void theOverviewIsRendered(Browser browser, PageHost host) {
            browser.show(host.uri(), "/");
            for (var row : csv("/v1/domains", "")) {
                var domain = cell(row, "domain");
                var cells = cells(browser, domain);
                long all = sum(row, "secured", "unprotected", "refused", "unknown");

                assertThat(cells.get(1)).as("state of %s", domain).startsWith("state " + cell(row, "state") + "|");
                assertThat(cells.get(2)).endsWith("|" + grouped(sum(row, "secured")) + " of " + plural(all, "session"));
                assertThat(cells.get(3)).endsWith("|" + grouped(all));
                for (int i = 0; i < 2; i++) {
                    var name = List.of("unprotected", "refused").get(i);
                    assertThat(cells.get(4 + i))
                            .endsWith("|" + grouped(sum(row, name)) + "; " + grouped(sum(row, name + "Before"))
                                    + " in the week before");
                }
            }
        }

        /// The first words of the class of each cell's content, its text, and its title.
        private static List<String> cells(Browser browser, String domain) {
            var script = "return Array.from(document.querySelectorAll('tbody tr'))"
                    + ".filter((row) => row.cells[0].textContent.trim() === '" + domain + "')"
                    + ".flatMap((row) => Array.from(row.cells).map((cell) => { const one = cell.firstElementChild;"
                    + " return (one?.className ?? '') + '|' + cell.textContent + '|' + (one?.title ?? ''); })).join('\\n')";
            return String.valueOf(browser.script(script)).lines().toList();
        }

        /// Its state, the tiles of its week, and its open alerts with their severity, day and sessions.
        void theDomainIsRendered(Browser browser, PageHost host, String domain) {
            browser.show(host.uri(), "/domains/" + domain);
            var row = csv("/v1/domains", "").stream()
                    .filter(one -> cell(one, "domain").equals(domain))
                    .findFirst()
                    .orElseThrow();
            assertThat(text(browser, "document.querySelector('h1 .state').className"))
                    .isEqualTo("state " + cell(row, "state"));
            for (var name : List.of("secured", "unprotected", "refused")) {
                assertThat(text(browser, "document.querySelector('.tile." + name + " .figure-number').textContent"))
                        .as("%s of %s", name, domain)
                        .isEqualTo(compact(sum(row, name)));
            }
            var open = new AlertViews(table, CLOCK)
                    .open().stream()
                            .map(stored -> Alert.of(stored.json()))
                            .filter(alert -> alert.domains().contains(domain))
                            .toList();
            var rendered = text(
                    browser,
                    "Array.from(document.querySelectorAll('[aria-labelledby=open] summary')).map((one) =>"
                            + " one.textContent).join('\\n')");
            assertThat(rendered.lines().filter(line -> !line.isEmpty())).hasSize(open.size());
            for (var alert : open) {
                assertThat(rendered.lines())
                        .as("alerts of %s", domain)
                        .anyMatch(line -> line.startsWith(alert.subject())
                                && line.contains(alert.severity().token()));
                assertThat(text(browser, "document.querySelector('main').textContent"))
                        .contains(alert.text().lines().findFirst().orElseThrow());
            }
        }

        private static String text(Browser browser, String expression) {
            return String.valueOf(browser.script("return " + expression));
        }

        private static String grouped(long number) {
            return String.format(Locale.ROOT, "%,d", number);
        }

        private static String compact(long number) {
            return number < 10_000
                    ? grouped(number)
                    : String.format(Locale.ROOT, "%.1fK", number / 1_000.0).replace(".0K", "K");
        }

        private static String plural(long number, String noun) {
            return grouped(number) + " " + noun + (number == 1 ? "" : "s");
        }

        /// Failed sessions of a result type at a host, each once where the same were counted under two policies.
        private static long failed(Samples sample, String resultType, @Nullable String mx) {
            long dane = 0;
            long others = 0;
            for (var policy : sample.report().policies()) {
                for (var detail : policy.failureDetails()) {
                    if (detail.resultType() != null
                            && detail.resultType().token().equals(resultType)
                            && Objects.equals(detail.receivingMxHostname(), mx)) {
                        if (policy.policy().type() == PolicyType.Registered.TLSA) {
                            dane += detail.failed();
                        } else {
                            others += detail.failed();
                        }
                    }
                }
            }
            return sample.recording().reported().underTwoPolicies() ? Math.max(dane, others) : dane + others;
        }

        private Stream<Samples> samples(String domain, LocalDate day, String reporter) {
            return samples.stream().filter(sample -> {
                var report = sample.report();
                return report.day().equals(day)
                        && reporter.equals(report.organizationName())
                        && domain.equals(sample.recording().reported().domain());
            });
        }

        private String read(String domain, LocalDate from, LocalDate to, String... more) {
            var arguments = new ArrayList<Object>(List.of("--domain", domain, "--from", from, "--to", to));
            arguments.addAll(List.of(more));
            arguments.add("-");
            return new Cli(READ).in(zip).run("read", arguments.toArray()).out();
        }

        private List<Map<String, String>> csv(String domain, String view, LocalDate from, LocalDate to) {
            return csv("/v1/domains/" + domain + "/" + view, "from=" + from + "&to=" + to + "&");
        }

        private List<Map<String, String>> csv(String path, String query) {
            var lines = body(path, query + "format=csv").lines().toList();
            var names = lines.getFirst().split(",", -1);
            return lines.stream()
                    .skip(1)
                    .map(line -> {
                        var cells = line.split(",", -1);
                        var row = new TreeMap<String, String>();
                        IntStream.range(0, names.length).forEach(i -> row.put(names[i], cells[i]));
                        return (Map<String, String>) row;
                    })
                    .toList();
        }

        private String body(String path, String query) {
            var answer = api.answer(new Request("GET", path, query, Map.of(), Map.of()));
            return new String(answer.body(), StandardCharsets.UTF_8);
        }

        private final class RecordingChannel implements Channel {

            @Override
            public void publish(Alert alert) {
                alerts.add(alert);
            }

            @Override
            public void chat(Alert alert) {}
        }
    }

    private static String title(String diagnosis) {
        return Explanation.of(Diagnosis.of(diagnosis)).title();
    }

    private static String graver(String one, String other) {
        return severity(one).orAbove(severity(other)).token();
    }

    private static Severity severity(String token) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.token().equals(token))
                .findFirst()
                .orElseThrow();
    }

    private static long sum(Map<String, String> row, String... names) {
        return Stream.of(names)
                .mapToLong(name -> Long.parseLong(cell(row, name)))
                .sum();
    }

    private static String cell(Map<String, String> row, String name) {
        return row.getOrDefault(name, "");
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static final class NoObject implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return Optional.empty();
        }
    }
}
