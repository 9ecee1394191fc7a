package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureContext;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Headline;
import tlsrpt.report.Identity;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;

/// A report about one domain, reduced to what the rules need.
///
/// @param failures what failed, the most sessions first
/// @param underTwoPolicies whether the reporter counted the same sessions under two policies
public record Observation(
        Source source, Headline headline, List<Failure> failures, boolean underTwoPolicies, Policies policies) {

    /// Limits the number of rows, because it is untrusted; the largest are sufficient.
    private static final int MOST_FAILURES = 20;

    private static final int MOST_ADDRESSES = 10;
    static final Comparator<Failure> LARGEST_FIRST =
            Comparator.comparingLong(Failure::failed).reversed().thenComparing(Failure::key);

    public Observation {
        failures = List.copyOf(failures);
    }

    /// Whose report of which day it is, and how it came.
    ///
    /// @param id the same for the same report, and for no other of the reporter and day
    /// @param trusted whether the report is trusted, and not imported
    /// @param known whether the reporter's word counts from its first report on
    /// @param backlog whether it was imported, and is evaluated as part of a backlog: then it is trusted too
    public record Source(
            String id,
            String domain,
            LocalDate day,
            String reporter,
            Instant arrival,
            boolean trusted,
            boolean known,
            boolean backlog) {

        public Source {
            reporter = reporter.toLowerCase(Locale.ROOT);
        }

        /// Of a reporter that is known if it is a large sender.
        public Source(String id, String domain, LocalDate day, String reporter, Instant arrival, boolean trusted) {
            this(
                    id,
                    domain,
                    day,
                    reporter,
                    arrival,
                    trusted,
                    Reporters.isLarge(reporter.toLowerCase(Locale.ROOT)),
                    false);
        }
    }

    /// The same of a reporter that is pinned or approved.
    public Observation ofKnownReporter() {
        var known = new Source(
                source.id,
                source.domain,
                source.day,
                source.reporter,
                source.arrival,
                source.trusted,
                true,
                source.backlog);
        return new Observation(known, headline, failures, underTwoPolicies, policies);
    }

    /// What the reporter found of policies.
    ///
    /// @param protects whether it applied a policy that protects
    /// @param noneFound whether it found no policy at all
    /// @param mode of the MTA-STS policy, where it is stated
    /// @param forms of the MTA-STS policy, where it is shown whole; two while a reporter has both
    record Policies(
            boolean protects, boolean noneFound, @Nullable Mode mode, List<PolicyRevision> forms) {

        Policies {
            forms = List.copyOf(forms);
        }
    }

    /// Returns the same report as part of a backlog that is evaluated now.
    public Observation inBacklog(Instant now) {
        return new Observation(
                new Source(source.id, source.domain, source.day, source.reporter, now, true, source.known, true),
                headline,
                failures,
                underTwoPolicies,
                policies);
    }

    public String domain() {
        return source.domain();
    }

    boolean backlog() {
        return source.backlog();
    }

    public LocalDate day() {
        return source.day();
    }

    public String reporter() {
        return source.reporter();
    }

    public Instant arrival() {
        return source.arrival();
    }

    public boolean trusted() {
        return source.trusted();
    }

    /// @param mode of the policy under which it failed, as the report has it
    /// @param addresses receiving addresses, with their sessions
    record Failure(
            @Nullable PolicyType policyType,
            @Nullable String resultType,
            Diagnosis diagnosis,
            @Nullable String mx,
            @Nullable Mode mode,
            long failed,
            Map<String, Long> addresses) {

        /// Whatever the policy type: the same certificate under another policy is the same trouble.
        String family() {
            return diagnosis.family(null).token();
        }

        String key() {
            return (policyType == null ? "" : policyType.token()) + "/" + diagnosis.token() + "/"
                    + (mx == null ? "" : mx);
        }
    }

    /// What a report says of one domain.
    ///
    /// @param trusted see [Source]
    public static Observation of(
            Report report, ReportedDomain reported, String reporter, Instant arrival, boolean trusted) {
        var entries = reported.entries();
        var policies = new Policies(
                entries.stream().anyMatch(Observation::protects),
                !entries.isEmpty()
                        && entries.stream()
                                .allMatch(entry -> entry.policy().type() == PolicyType.Registered.NO_POLICY_FOUND),
                entries.stream()
                        .flatMap(entry -> entry.policy().mode().stream())
                        .findFirst()
                        .orElse(null),
                entries.stream()
                        .flatMap(entry -> PolicyRevision.of(entry.policy()).stream())
                        .distinct()
                        .toList());
        return new Observation(
                new Source(Identity.of(report).hash(), reported.domain(), report.day(), reporter, arrival, trusted),
                reported.headline(),
                failures(reported),
                reported.underTwoPolicies(),
                policies);
    }

    /// Returns a failure with numbers only, for a report too large to be stored with them.
    ///
    /// @param mode where it is known
    /// @param mx `null` where none is named
    public record Counted(
            PolicyType policyType,
            @Nullable Mode mode,
            Diagnosis diagnosis,
            @Nullable String mx,
            long failed) {

        private Failure failure() {
            return new Failure(policyType, null, diagnosis, host(mx), mode, failed, Map.of());
        }
    }

    /// What is counted of a report. Which policies it shows is not known, so it says nothing of them.
    public static Observation of(Source source, Headline headline, List<Counted> counted) {
        var failures = counted.stream()
                .map(Counted::failure)
                .sorted(LARGEST_FIRST)
                .limit(MOST_FAILURES)
                .toList();
        boolean protects = counted.stream().anyMatch(one -> one.policyType() != PolicyType.Registered.NO_POLICY_FOUND);
        return new Observation(source, headline, failures, true, new Policies(protects, false, null, List.of()));
    }

    /// Failed sessions of these failures: under DANE or under the others, whatever is more, if the same sessions were
    /// counted under two policies.
    long failed(List<Failure> some) {
        long dane = 0;
        long others = 0;
        for (var failure : some) {
            if (failure.policyType() == PolicyType.Registered.TLSA) {
                dane = sum(dane, failure.failed());
            } else {
                others = sum(others, failure.failed());
            }
        }
        return Math.min(underTwoPolicies ? Math.max(dane, others) : sum(dane, others), Math.max(headline.total(), 1));
    }

    private static List<Failure> failures(ReportedDomain reported) {
        var byKey = new LinkedHashMap<String, Failure>();
        for (var entry : reported.entries()) {
            long detailed = 0;
            for (var detail : entry.failureDetails()) {
                if (detail.failed() > 0) {
                    add(byKey, failure(reported, entry, detail, detail.failed()));
                    detailed = sum(detailed, detail.failed());
                }
            }
            if (detailed == 0 && entry.summary().failed() > 0) {
                var unnamed = new FailureDetail(null, null, null, null, null, null, null, null);
                add(byKey, failure(reported, entry, unnamed, entry.summary().failed()));
            }
        }
        var largestFirst = new ArrayList<>(byKey.values());
        largestFirst.sort(LARGEST_FIRST);
        return largestFirst.subList(0, Math.min(MOST_FAILURES, largestFirst.size()));
    }

    private static void add(Map<String, Failure> byKey, Failure failure) {
        byKey.merge(failure.key(), failure, (a, b) -> {
            return new Failure(
                    a.policyType(),
                    a.resultType(),
                    a.diagnosis(),
                    a.mx(),
                    a.mode(),
                    sum(a.failed(), b.failed()),
                    addresses(a.addresses(), b.addresses()));
        });
    }

    static Map<String, Long> addresses(Map<String, Long> some, Map<String, Long> others) {
        var addresses = new TreeMap<>(some);
        others.forEach((address, n) -> {
            if (addresses.size() < MOST_ADDRESSES || addresses.containsKey(address)) {
                addresses.merge(address, n, Observation::sum);
            }
        });
        return addresses;
    }

    private static Failure failure(ReportedDomain reported, PolicyResult entry, FailureDetail detail, long failed) {
        var situation = FailureContext.of(reported, entry, detail);
        var type = detail.resultType();
        var address = detail.receivingIp();
        return new Failure(
                entry.policy().type(),
                type == null ? null : type.token(),
                situation.diagnosis(),
                host(situation.mx()),
                situation.mode(),
                failed,
                address == null || !address.matches("[0-9A-Fa-f.:]{3,45}") ? Map.of() : Map.of(address, failed));
    }

    /// A name that could be a host's, or `null`: it goes into keys, subjects and commands.
    private static @Nullable String host(@Nullable String mx) {
        if (mx == null || mx.length() > 1_000) {
            return null;
        }
        var host = DomainName.normal(mx);
        return DomainName.isDomain(host) ? host : null;
    }

    private static boolean protects(PolicyResult entry) {
        var policy = entry.policy();
        return policy.type() == PolicyType.Registered.TLSA
                || (policy.type() == PolicyType.Registered.STS && policy.mode().orElse(null) != Mode.NONE);
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
