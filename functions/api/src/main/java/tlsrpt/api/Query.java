package tlsrpt.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.CompleteDays;
import tlsrpt.report.DomainName;
import tlsrpt.report.Trust;
import tlsrpt.store.ReportRef;

/// The path segments and parameters of a request. Each is validated when it is read.
final class Query {

    private static final int LONGEST = 4000;
    private static final int MOST_DAYS = 800;
    private static final int USUAL_DAYS = 30;
    private static final Pattern DAY = Pattern.compile("[12]\\d{3}-\\d\\d-\\d\\d");

    private final List<String> path;
    private final Map<String, String> parameters;
    private final LocalDate today;

    private Query(List<String> path, Map<String, String> parameters, LocalDate today) {
        this.path = path;
        this.parameters = parameters;
        this.today = today;
    }

    /// @param known the parameters that there are
    static Query of(List<String> path, String query, Set<String> known, LocalDate today) {
        if (query.length() > LONGEST) {
            throw new Problem(400, "The query is longer than " + LONGEST + " characters.");
        }
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                throw new Problem(400, "Unknown parameter. Known parameters: " + sorted(known) + ".");
            }
            if (parameters.put(name, decoded(equals < 0 ? "" : pair.substring(equals + 1))) != null) {
                throw new Problem(400, "The parameter " + name + " is given twice.");
            }
        }
        return new Query(path, parameters, today);
    }

    private static String sorted(Set<String> known) {
        return known.isEmpty()
                ? "none"
                : String.join(", ", known.stream().sorted().toList());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Problem(400, "The query is not URL-encoded correctly.");
        }
    }

    /// Returns the path segment as written.
    String part(int index) {
        return path.get(index);
    }

    LocalDate today() {
        return today;
    }

    /// The domain in the path, as its key has it.
    String domain() {
        var name = DomainName.normal(path.getFirst());
        if (!DomainName.isDomain(name)) {
            throw new Problem(400, "The path must contain a domain.");
        }
        return name;
    }

    /// The report in the path: day and identity with a dot between.
    ReportRef report() {
        return ReportRef.parse(domain() + "/" + path.get(1).replace('.', '/'))
                .orElseThrow(() -> new Problem(404, "Report not found."));
    }

    boolean wantsCsv() {
        return choice("format", "json", Set.of("json", "csv")).equals("csv");
    }

    LocalDate from() {
        var to = to();
        var from = day("from", to.minusDays(USUAL_DAYS - 1));
        if (from.isAfter(to)) {
            throw new Problem(400, "The parameter 'from' must not be later than 'to'.");
        }
        if (from.isBefore(to.minusDays(MOST_DAYS))) {
            throw new Problem(400, "There are more than " + MOST_DAYS + " days between 'from' and 'to'.");
        }
        return from;
    }

    LocalDate to() {
        return day("to", today);
    }

    /// The part of the path that names a host or an address; a client may have written any of it as `%` and hex digits.
    String name() {
        return decoded(path.getFirst().replace("+", "%2B")).toLowerCase(Locale.ROOT);
    }

    /// Returns the days of a view over all domains: the requested ones, by default the last complete week.
    CompleteDays span(int most) {
        if (!parameters.containsKey("from") && !parameters.containsKey("to")) {
            return CompleteDays.latest(DomainSummary.WEEK, today);
        }
        var days = new CompleteDays(from(), to());
        if (ChronoUnit.DAYS.between(days.first(), days.last()) >= most) {
            throw new Problem(400, "Request at most " + most + " days.");
        }
        return days;
    }

    boolean isComplete(LocalDate day) {
        return !day.isAfter(CompleteDays.last(today));
    }

    /// Whose reports are meant: all but anonymous ones, unless it says otherwise.
    Predicate<Trust> trust() {
        var asked = choice(
                "trust",
                "counted",
                Set.of(
                        "counted",
                        "all",
                        "trusted",
                        "verified",
                        "established",
                        "new",
                        "imported",
                        "stranger",
                        "unsigned",
                        "anonymous"));
        return switch (asked) {
            case "counted" -> CountedSessions::counts;
            case "all" -> _ -> true;
            case "trusted" -> Trust::isTrusted;
            default -> trust -> trust.name().toLowerCase(Locale.ROOT).equals(asked);
        };
    }

    String choice(String name, String usual, Set<String> choices) {
        var value = parameters.getOrDefault(name, usual);
        if (!choices.contains(value)) {
            throw new Problem(400, "The parameter " + name + " must be one of " + sorted(choices) + ".");
        }
        return value;
    }

    @Nullable
    String text(String name) {
        return parameters.get(name);
    }

    @Nullable
    String cursor() {
        return parameters.get("cursor");
    }

    private LocalDate day(String name, LocalDate usual) {
        var text = parameters.get(name);
        if (text == null) {
            return usual;
        }
        try {
            if (DAY.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException _) {
            // such as the 30th of February
        }
        throw new Problem(400, "The parameter " + name + " must be a day such as 2026-03-01.");
    }
}
