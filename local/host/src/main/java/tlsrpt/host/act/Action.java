package tlsrpt.host.act;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tlsrpt.console.Decision;
import tlsrpt.health.Rules;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;

/// A change that an operator asks for.
public sealed interface Action {

    int LONGEST_NOTE = 500;

    /// One word for it.
    String name();

    /// What it changes.
    String subject();

    /// Its parts as JSON has them, without its name.
    SortedMap<String, String> parts();

    /// Why it is made; empty if that was not said.
    default String note() {
        return parts().getOrDefault("note", "");
    }

    /// Suppresses alerts until the end of a day.
    ///
    /// @param domain `*` is every domain
    /// @param cause as [Rules#causes] has them
    record Mute(String domain, String cause, LocalDate until, String note) implements Action {

        @Override
        public String name() {
            return "mute";
        }

        @Override
        public String subject() {
            return cause + " for " + (domain.equals("*") ? "all domains" : domain) + " until " + until;
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("domain", domain, "cause", cause, "until", until.toString(), "note", note));
        }
    }

    record Unmute(String domain, String cause) implements Action {

        @Override
        public String name() {
            return "unmute";
        }

        @Override
        public String subject() {
            return cause + " for " + (domain.equals("*") ? "all domains" : domain);
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("domain", domain, "cause", cause));
        }
    }

    /// Acknowledges an alert: someone works on it.
    ///
    /// @param alert the identifier of an open incident
    record Acknowledge(String alert, String note) implements Action {

        @Override
        public String name() {
            return "acknowledge";
        }

        @Override
        public String subject() {
            return alert;
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("alert", alert, "note", note));
        }
    }

    record Unacknowledge(String alert) implements Action {

        @Override
        public String name() {
            return "unacknowledge";
        }

        @Override
        public String subject() {
            return alert;
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("alert", alert));
        }
    }

    record Decide(Decision decision, ReporterId reporter) implements Action {

        @Override
        public String name() {
            return decision.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String subject() {
            return reporter.key();
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("reporter", reporter.key()));
        }
    }

    /// Reads a raw object again.
    ///
    /// @param object its key
    record Reprocess(String object) implements Action {

        @Override
        public String name() {
            return "reprocess";
        }

        @Override
        public String subject() {
            return object;
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("object", object));
        }
    }

    record Count(String domain) implements Action {

        @Override
        public String name() {
            return "count";
        }

        @Override
        public String subject() {
            return domain;
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("domain", domain));
        }
    }

    record Uncount(String domain) implements Action {

        @Override
        public String name() {
            return "uncount";
        }

        @Override
        public String subject() {
            return domain;
        }

        @Override
        public SortedMap<String, String> parts() {
            return new TreeMap<>(Map.of("domain", domain));
        }
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException with what is wrong
    static Action of(String name, Map<String, String> parts) {
        return switch (name) {
            case "mute" -> {
                only(parts, "domain", "cause", "until", "note");
                yield new Mute(mutedDomain(parts), cause(parts), until(parts), note(parts));
            }
            case "unmute" -> {
                only(parts, "domain", "cause");
                yield new Unmute(mutedDomain(parts), cause(parts));
            }
            case "acknowledge" -> {
                only(parts, "alert", "note");
                yield new Acknowledge(part(parts, "alert"), note(parts));
            }
            case "unacknowledge" -> {
                only(parts, "alert");
                yield new Unacknowledge(part(parts, "alert"));
            }
            case "approve", "unapprove", "block", "unblock" -> {
                only(parts, "reporter");
                yield new Decide(Decision.valueOf(name.toUpperCase(Locale.ROOT)), reporter(parts));
            }
            case "reprocess" -> {
                only(parts, "object");
                yield new Reprocess(part(parts, "object"));
            }
            case "count" -> {
                only(parts, "domain");
                yield new Count(domain(parts));
            }
            case "uncount" -> {
                only(parts, "domain");
                yield new Uncount(domain(parts));
            }
            default -> throw new IllegalArgumentException("Unknown action '" + name + "'.");
        };
    }

    private static void only(Map<String, String> parts, String... known) {
        var others = new TreeMap<>(parts);
        others.keySet().removeAll(Set.of(known));
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("The member '" + others.firstKey() + "' is unknown.");
        }
    }

    private static String part(Map<String, String> parts, String name) {
        var part = parts.get(name);
        if (part == null || part.isBlank()) {
            throw new IllegalArgumentException("The member '" + name + "' is missing.");
        }
        return part;
    }

    private static String note(Map<String, String> parts) {
        var note = parts.getOrDefault("note", "").strip();
        if (note.length() > LONGEST_NOTE) {
            throw new IllegalArgumentException("The member 'note' has " + LONGEST_NOTE + " characters at most.");
        }
        return note;
    }

    private static String domain(Map<String, String> parts) {
        var domain = DomainName.normal(part(parts, "domain"));
        if (!DomainName.isDomain(domain) || domain.indexOf('.') < 0) {
            throw new IllegalArgumentException("The member 'domain' must be a domain, such as example.com.");
        }
        return domain;
    }

    private static String mutedDomain(Map<String, String> parts) {
        return "*".equals(parts.get("domain")) ? "*" : domain(parts);
    }

    private static String cause(Map<String, String> parts) {
        var cause = part(parts, "cause");
        if (!Rules.causes().contains(cause)) {
            throw new IllegalArgumentException("The member 'cause' must be a family, a diagnosis, a check or a kind.");
        }
        return cause;
    }

    private static LocalDate until(Map<String, String> parts) {
        try {
            return LocalDate.parse(part(parts, "until"));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("The member 'until' must be a day, such as 2026-12-31.", e);
        }
    }

    private static ReporterId reporter(Map<String, String> parts) {
        var reporter = ReporterId.ofKey(part(parts, "reporter"));
        if (reporter == null) {
            throw new IllegalArgumentException(
                    "The member 'reporter' must be a reporter, such as example.com|tlsrpt@example.com.");
        }
        return reporter;
    }
}
