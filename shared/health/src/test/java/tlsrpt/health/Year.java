package tlsrpt.health;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

/// A year of reports: fourteen reporters with their own hours, lateness and quirks, fifty domains, two hundred
/// incidents
/// from a script among the noise of real senders. The same for the same seed.
final class Year {

    static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    static final int DAYS = 365;
    static final int DOMAINS = 50;
    static final int INCIDENTS = 200;

    private static final int FIRST_INCIDENT = 20;
    private static final List<Reporter> REPORTERS = List.of(
            new Reporter("google.com", 4_000, 12, 1.0, false, 1, 1),
            new Reporter("microsoft.com", 1_500, 20, 0.97, true, 1, 1),
            new Reporter("corp.mail.ru", 300, 1, 0.9, false, 1, 1),
            new Reporter("yahooinc.com", 700, 9, 0.95, false, 1, 0.5),
            new Reporter("comcast.net", 200, 7, 0.9, false, 1, 1),
            new Reporter("gmx.net", 400, 8, 0.95, false, 1, 0.3),
            new Reporter("t-online.de", 90, 10, 0.85, false, 1, 1),
            new Reporter("isp.example.org", 60, 14, 0.9, false, 1, 0.5),
            new Reporter("university.example.net", 40, 4, 0.7, false, 1, 1),
            new Reporter("hoster.example.com", 120, 16, 0.9, true, 1, 1),
            new Reporter("small.example.edu", 6, 5, 0.5, false, 1, 1),
            new Reporter("tiny.example.info", 2, 3, 0.3, false, 1, 1),
            new Reporter("weekly.example", 500, 11, 1.0, false, 7, 1),
            new Reporter("sundays.example", 80, 2, 0.9, false, 7, 0.5));

    /// What can break, and whether the sender refuses the mail then.
    enum Fault {
        EXPIRED("certificate-expired", "certificate", true),
        MISMATCH("certificate-host-mismatch", "certificate", true),
        UNTRUSTED("certificate-not-trusted", "certificate", true),
        NO_STARTTLS("starttls-not-supported", "starttls", true),
        POLICY_GONE("sts-policy-fetch-error", "mta-sts-policy", true),
        WEB_CERTIFICATE("sts-webpki-invalid", "mta-sts-policy", true),
        MOVED("validation-failure", "mx-not-in-policy", true),
        NO_POLICY("", "protection-lost", false);

        final String resultType;
        final String family;
        final boolean fails;

        Fault(String resultType, String family, boolean fails) {
            this.resultType = resultType;
            this.family = family;
            this.fails = fails;
        }
    }

    /// @param hour at which its reports come, on the next day
    /// @param diligence how often it has something to report
    /// @param twice whether it judges the same sessions under DANE too
    /// @param every so many days it reports
    /// @param naming how often it names the MX host
    record Reporter(String name, int sessions, int hour, double diligence, boolean twice, int every, double naming) {}

    /// @param last its last day
    /// @param share of the sessions that fail
    record Incident(int number, String domain, Fault fault, int first, int last, double share) {

        boolean covers(int day) {
            return day >= first && day <= last;
        }

        /// The host that fails; `null` where reports name none.
        @Nullable
        String mx() {
            return switch (fault) {
                case MOVED -> "mx" + number + ".example.net";
                case EXPIRED, MISMATCH, UNTRUSTED, NO_STARTTLS -> "mx" + number + "." + domain;
                case POLICY_GONE, WEB_CERTIFICATE, NO_POLICY -> null;
            };
        }
    }

    final List<Incident> incidents = new ArrayList<>();
    final List<Observation> reports = new ArrayList<>();

    private final Random random;
    private final Map<String, TreeMap<Integer, Incident>> byDomain = new HashMap<>();

    Year(long seed) {
        this(seed, DOMAINS);
    }

    /// Of fewer domains.
    Year(long seed, int domains) {
        random = new Random(seed);
        script(domains);
        for (int domain = 0; domain < domains; domain++) {
            for (var reporter : REPORTERS) {
                reports(domain(domain), reporter);
            }
        }
        // As files lie in a folder: only the time of arrival orders them.
        reports.sort(Comparator.comparing(Observation::arrival).thenComparing(Observation::reporter));
    }

    static LocalDate day(int number) {
        return FIRST.plusDays(number);
    }

    private static String domain(int number) {
        return "d" + number + ".example.com";
    }

    /// Four incidents a domain, far enough apart that each has an end of its own.
    private void script(int domains) {
        int perDomain = INCIDENTS / DOMAINS;
        int room = (DAYS - FIRST_INCIDENT - 10) / perDomain;
        for (int domain = 0; domain < domains; domain++) {
            for (int n = 0; n < perDomain; n++) {
                int first = FIRST_INCIDENT + n * room + random.nextInt(15);
                int last = first + 3 + random.nextInt(20);
                var fault = Fault.values()[random.nextInt(Fault.values().length)];
                double share = random.nextInt(3) == 0 ? 1 : 0.05 + random.nextDouble() * 0.6;
                var incident = new Incident(incidents.size(), domain(domain), fault, first, last, share);
                incidents.add(incident);
                byDomain.computeIfAbsent(incident.domain(), _ -> new TreeMap<>())
                        .put(first, incident);
            }
        }
    }

    private void reports(String domain, Reporter reporter) {
        int quietUntil = 0;
        for (int day = 0; day < DAYS; day++) {
            if (random.nextDouble() > reporter.diligence() || day % reporter.every() != 0) {
                continue;
            }
            var incident = byDomain.getOrDefault(domain, new TreeMap<>()).floorEntry(day);
            var under = incident == null || !incident.getValue().covers(day) ? null : incident.getValue();
            long sessions = Math.max(1, Math.round(reporter.sessions() * (0.5 + random.nextDouble())));
            boolean odd = under == null && day >= quietUntil && sessions >= 60 && random.nextInt(12) == 0;
            boolean unfetched = under == null && !odd && day >= quietUntil && random.nextInt(300) == 0;
            if (odd || unfetched) {
                // Chance does not strike one reporter twice in a week: that would be a trouble.
                quietUntil = day + 9;
            }
            boolean chance = unfetched && !isBefore(domain, day) && isAlone(domain, day);
            reports.add(report(domain, reporter, day, sessions, under, odd, chance));
        }
    }

    private final Map<String, Integer> lastUnfetched = new HashMap<>();

    /// Whether an incident begins within days: chance would be the first sign of it.
    private boolean isBefore(String domain, int day) {
        var next = byDomain.getOrDefault(domain, new TreeMap<>()).higherKey(day);
        return next != null && next - day <= 7;
    }

    /// One reporter's web trouble is not another's on the same days: that would be ours.
    private boolean isAlone(String domain, int day) {
        var near = lastUnfetched.get(domain);
        if (near != null && Math.abs(near - day) < 400) {
            return false;
        }
        lastUnfetched.put(domain, day);
        return true;
    }

    private Observation report(
            String domain,
            Reporter reporter,
            int day,
            long sessions,
            @Nullable Incident incident,
            boolean odd,
            boolean unfetched) {
        var details = new ArrayList<FailureDetail>();
        long failed = 0;
        if (incident != null && incident.fault().fails) {
            failed = Math.min(sessions, Math.max(1, Math.round(sessions * incident.share())));
            boolean names = random.nextDouble() < reporter.naming();
            details.add(detail(incident.fault().resultType, names ? incident.mx() : null, failed));
        } else if (odd) {
            failed = 1;
            details.add(
                    detail(random.nextBoolean() ? "validation-failure" : "starttls-not-supported", "mx1." + domain, 1));
        } else if (unfetched) {
            failed = Math.max(1, sessions / 10);
            details.add(detail("sts-policy-fetch-error", null, failed));
        }
        boolean bare = incident != null && incident.fault() == Fault.NO_POLICY;
        var policies = new ArrayList<PolicyResult>();
        var summary = new Summary(sessions - failed, failed);
        policies.add(new PolicyResult(bare ? none(domain) : enforce(domain), summary, details));
        if (reporter.twice() && !bare) {
            policies.add(new PolicyResult(dane(domain), new Summary(sessions, 0L), List.of()));
        }
        var start = day(day).atStartOfDay().toInstant(ZoneOffset.UTC);
        var report = new Report(
                reporter.name(),
                new DateRange(start, start.plus(Duration.ofSeconds(86_399))),
                "tls@" + reporter.name(),
                day + "_" + domain,
                policies);
        return Observation.of(
                report, new ReportedDomain(domain, policies), reporter.name(), arrival(reporter, day), true);
    }

    /// At its hour of the next day; now and then hours, rarely a day later.
    private Instant arrival(Reporter reporter, int day) {
        var usual = day(day + 1).atTime(reporter.hour(), random.nextInt(60)).toInstant(ZoneOffset.UTC);
        int late = random.nextInt(100);
        return late == 0 ? usual.plus(Duration.ofHours(30)) : late < 5 ? usual.plus(Duration.ofHours(3)) : usual;
    }

    private static FailureDetail detail(String resultType, @Nullable String mx, long sessions) {
        return new FailureDetail(ResultType.of(resultType), "198.51.100.7", mx, null, null, sessions, null, null);
    }

    private static Policy enforce(String domain) {
        return new Policy(
                PolicyType.Registered.STS,
                List.of("version: STSv1", "mode: enforce", "mx: *." + domain, "max_age: 604800"),
                domain,
                List.of());
    }

    private static Policy none(String domain) {
        return new Policy(PolicyType.Registered.NO_POLICY_FOUND, List.of(), domain, List.of());
    }

    private static Policy dane(String domain) {
        return new Policy(PolicyType.Registered.TLSA, List.of("3 1 1 " + "0F".repeat(32)), domain, List.of());
    }
}
