package tlsrpt.health;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Year.Fault;
import tlsrpt.health.Year.Incident;

/// The first report of a year at which an incident has to be told, found from the words of the rules and not by them.
final class Oracle {

    private static final Set<String> KNOWN = Set.of(
            "google.com", "microsoft.com", "corp.mail.ru", "yahooinc.com", "comcast.net", "gmx.net", "t-online.de");

    private final Incident incident;
    private final Map<String, TreeSet<LocalDate>> reported = new HashMap<>();
    private final List<Observation> found = new ArrayList<>();

    private Oracle(Incident incident) {
        this.incident = incident;
    }

    /// @param reports of the incident's domain, as they arrive
    static @Nullable Observation opening(Incident incident, List<Observation> reports) {
        var oracle = new Oracle(incident);
        for (var report : reports) {
            if (oracle.opens(report)) {
                return report;
            }
            oracle.reported
                    .computeIfAbsent(report.reporter(), _ -> new TreeSet<>())
                    .add(report.day());
        }
        return null;
    }

    private boolean opens(Observation report) {
        if (!isOf(report) || !counts(report)) {
            return false;
        }
        found.add(report);
        var known = reported.getOrDefault(report.reporter(), new TreeSet<>());
        return (known.isEmpty() || !known.last().isAfter(report.day())) && (isAtOnce(report) || agrees(report));
    }

    private boolean isOf(Observation report) {
        if (report.day().isBefore(Year.day(incident.first())) || report.day().isAfter(Year.day(incident.last()))) {
            return false;
        }
        if (incident.fault() == Fault.NO_POLICY) {
            return report.policies().noneFound() && hadPolicy(report);
        }
        var headline = report.headline();
        return headline.ok() == 0 || (headline.failed() >= 2 && headline.failed() * 100 >= headline.total());
    }

    private boolean hadPolicy(Observation report) {
        return reported
                .getOrDefault(report.reporter(), new TreeSet<>())
                .subSet(report.day().minusDays(14), report.day())
                .stream()
                .anyMatch(day -> day.isBefore(Year.day(incident.first())));
    }

    private boolean counts(Observation report) {
        return KNOWN.contains(report.reporter())
                || reported.getOrDefault(report.reporter(), new TreeSet<>())
                                .subSet(report.day().minusDays(90), report.day())
                                .size()
                        >= 7;
    }

    private boolean isAtOnce(Observation report) {
        return switch (incident.fault()) {
            case EXPIRED, MISMATCH, UNTRUSTED -> true;
            // Without the host it could as well be a handshake that failed.
            case MOVED -> isNamed(report) || report.headline().failed() >= 10;
            case NO_STARTTLS -> report.headline().failed() >= 10;
            case POLICY_GONE, WEB_CERTIFICATE, NO_POLICY -> false;
        };
    }

    private static boolean isNamed(Observation report) {
        return report.failures().stream().allMatch(failure -> failure.mx() != null);
    }

    /// A second reporter, or the reporter itself on so many days.
    private boolean agrees(Observation report) {
        boolean lost = incident.fault() == Fault.NO_POLICY;
        boolean policy = incident.fault() == Fault.POLICY_GONE || incident.fault() == Fault.WEB_CERTIFICATE;
        var own = new HashSet<LocalDate>();
        for (var other : found) {
            if (incident.fault() == Fault.MOVED && isNamed(other) != isNamed(report)) {
                continue;
            }
            long apart = Math.abs(other.day().toEpochDay() - report.day().toEpochDay());
            if (!other.reporter().equals(report.reporter()) && (lost || apart <= 1)) {
                return true;
            }
            if (other.reporter().equals(report.reporter()) && (lost || apart < (policy ? 7 : 4))) {
                own.add(other.day());
            }
        }
        return own.size() >= (policy ? 3 : 2);
    }
}
