package tlsrpt.health;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DateRange;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.ResultType;
import tlsrpt.report.Summary;

/// Reports in a small language, one line for one report or for one a day:
///
/// ```
/// day 12: google ok 5200 failed 300 certificate-expired mx1 enforce
/// day 1-11: google,microsoft ok 5200 enforce
/// day 12 example.net: yahoo anonymous arrives 14 ok 0 failed 3 validation-failure testing
/// until day 40
/// rule clean-reports 3
/// mute example.com certificate 20
/// ```
///
/// Sessions are followed by the policy that they went under: `enforce`, `testing`, `none`, `dane`, `nopolicy`, or `sts`
/// for MTA-STS without a mode. `and` begins another policy of the same report. `days 1,3,5` are single days; `max_age
/// 86400` and `mx a,b` change what the policy says.
final class Scenario {

    static final LocalDate DAY_0 = LocalDate.of(2026, 2, 28);

    private static final Map<String, String> REPORTERS = Map.of(
            "google", "google.com",
            "microsoft", "microsoft.com",
            "mailru", "corp.mail.ru",
            "yahoo", "yahooinc.com",
            "comcast", "comcast.net");
    private static final Map<String, Integer> HOURS =
            Map.of("google.com", 12, "microsoft.com", 20, "corp.mail.ru", 1, "yahooinc.com", 9, "comcast.net", 7);

    private final List<Observation> reports = new ArrayList<>();
    private Rules rules = Rules.DEFAULT;
    private @Nullable LocalDate until;

    static Scenario of(String text) {
        var scenario = new Scenario();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(scenario::line);
        return scenario;
    }

    /// Of many lines, which are put in order once.
    static Scenario ofMany(List<String> lines) {
        var scenario = new Scenario();
        lines.forEach(scenario::unordered);
        scenario.inOrder();
        return scenario;
    }

    List<Observation> reports() {
        return reports;
    }

    Rules rules() {
        return rules;
    }

    List<Alert> alerts() {
        return alerts(reports);
    }

    List<Alert> alerts(List<Observation> inThisOrder) {
        return alerts(inThisOrder, rules);
    }

    /// With another number in the rules than those that it says.
    List<Alert> alerts(Threshold threshold, long number) {
        return alerts(reports, rules.with(threshold, number, null));
    }

    private List<Alert> alerts(List<Observation> inThisOrder, Rules rules) {
        var alerts = new ArrayList<Alert>();
        var replay = new Replay(rules, alerts::add);
        inThisOrder.forEach(replay::judge);
        if (until != null) {
            replay.watchUpTo(until.atTime(23, 0).toInstant(ZoneOffset.UTC));
        }
        return alerts;
    }

    /// `12 failing certificate critical blocked google.com,microsoft.com`, with what is unusual behind it.
    static String told(Alert alert) {
        var told = new StringBuilder();
        told.append(ChronoUnit.DAYS.between(DAY_0, alert.day())).append(' ');
        told.append(alert.kind().token()).append(' ');
        told.append(alert.family()).append(' ').append(alert.severity().token());
        if (alert.outcome() != null) {
            told.append(' ').append(alert.outcome().token());
        }
        if (alert.again()) {
            told.append(" again");
        }
        if (!alert.confirmed()) {
            told.append(" unconfirmed");
        }
        if (alert.subject().contains(": already failing: ")) {
            told.append(" already");
        }
        if (alert.domains().size() > 1) {
            told.append(" domains=").append(alert.domains().size());
        } else if (!alert.domain().equals("example.com")) {
            told.append(' ').append(alert.domain());
        }
        return told.toString();
    }

    private void line(String line) {
        var words = new ArrayList<>(Arrays.asList(line.split(" +", -1)));
        switch (words.getFirst()) {
            case "until" -> until = day(words.get(2));
            case "rule" -> rules = rules.with(Threshold.of(words.get(1)), Long.parseLong(words.get(2)), null);
            case "mute" -> rules = rules.with(new Rules.Mute(words.get(1), words.get(2), day(words.get(3)), "planned"));
            default -> reports(line);
        }
    }

    private void reports(String line) {
        unordered(line);
        inOrder();
    }

    private void inOrder() {
        reports.sort((a, b) -> a.arrival().compareTo(b.arrival()));
    }

    private void unordered(String line) {
        int colon = line.indexOf(": ");
        var head = line.substring(0, colon).split(" +", -1);
        var domain = head.length > 2 ? head[2] : "example.com";
        for (var day : days(head[1])) {
            var words = new ArrayList<>(Arrays.asList(line.substring(colon + 2).split(" +", -1)));
            for (var reporter : words.removeFirst().split(",", -1)) {
                reports.add(report(domain, day, REPORTERS.getOrDefault(reporter, reporter), new ArrayList<>(words)));
            }
        }
    }

    private Observation report(String domain, LocalDate day, String reporter, List<String> words) {
        boolean trusted = true;
        var arrival = day.plusDays(1);
        var results = new ArrayList<PolicyResult>();
        var entry = new Entry(domain);
        while (!words.isEmpty()) {
            var word = words.removeFirst();
            switch (word) {
                case "anonymous", "unsigned", "import" -> trusted = false;
                case "arrives" -> arrival = day(words.removeFirst());
                case "and" -> {
                    results.add(entry.result());
                    entry = new Entry(domain);
                }
                default -> entry.take(word, words);
            }
        }
        results.add(entry.result());
        var start = day.atStartOfDay().toInstant(ZoneOffset.UTC);
        var range = new DateRange(start, start.plus(Duration.ofSeconds(86_399)));
        var report = new Report(reporter, range, "tls@" + reporter, reports.size() + "_" + day + "_" + domain, results);
        var hour = LocalTime.of(HOURS.getOrDefault(reporter, 10), 30);
        return Observation.of(report, new ReportedDomain(domain, results), reporter, at(arrival, hour), trusted);
    }

    private static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).toInstant(ZoneOffset.UTC);
    }

    private static List<LocalDate> days(String text) {
        var days = new ArrayList<LocalDate>();
        for (var part : text.split(",", -1)) {
            var ends = part.split("-", -1);
            for (var day = day(ends[0]); !day.isAfter(day(ends[ends.length - 1])); day = day.plusDays(1)) {
                days.add(day);
            }
        }
        return days;
    }

    private static LocalDate day(String number) {
        return DAY_0.plusDays(Integer.parseInt(number));
    }

    /// One policy of a report, as its words come.
    private static final class Entry {

        private final String domain;
        private final List<FailureDetail> details = new ArrayList<>();
        private final Map<String, String> lines = new LinkedHashMap<>(new TreeMap<>(Map.of("max_age", "604800")));
        private List<String> mx = List.of("*.example.com");
        private PolicyType type = PolicyType.Registered.STS;
        private String mode = "";
        private long ok;
        private long failed;

        Entry(String domain) {
            this.domain = domain;
        }

        void take(String word, List<String> words) {
            switch (word) {
                case "ok" -> ok = Long.parseLong(words.removeFirst());
                case "failed" -> failed(words);
                case "max_age" -> lines.put("max_age", words.removeFirst());
                case "mx" -> mx = List.of(words.removeFirst().split(",", -1));
                case "enforce", "testing", "none" -> mode = word;
                case "sts" -> mode = "";
                case "dane" -> type = PolicyType.Registered.TLSA;
                case "nopolicy" -> type = PolicyType.Registered.NO_POLICY_FOUND;
                default -> throw new IllegalArgumentException("what is " + word + "?");
            }
        }

        private void failed(List<String> words) {
            long sessions = Long.parseLong(words.removeFirst());
            var result = words.removeFirst();
            String host = null;
            String ip = null;
            if (!words.isEmpty()
                    && words.getFirst().startsWith("mx")
                    && !words.getFirst().equals("mx")) {
                host = words.removeFirst();
                ip = "192.0.2." + host.charAt(2);
                host = host.contains(".") ? host : host + ".example.com";
            }
            details.add(new FailureDetail(ResultType.of(result), "198.51.100.1", host, null, ip, sessions, null, null));
            failed += sessions;
        }

        PolicyResult result() {
            var text = new ArrayList<String>();
            if (!mode.isEmpty()) {
                text.add("version: STSv1");
                text.add("mode: " + mode);
                mx.forEach(one -> text.add("mx: " + one));
                lines.forEach((key, value) -> text.add(key + ": " + value));
            }
            boolean sts = type == PolicyType.Registered.STS;
            return new PolicyResult(
                    new Policy(type, sts ? text : List.of(), domain, List.of()), new Summary(ok, failed), details);
        }
    }
}
