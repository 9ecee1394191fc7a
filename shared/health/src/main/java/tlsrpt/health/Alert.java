package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// One message about one incident, the same in JSON, in the table and for every subscriber.
///
/// Its JSON follows `docs/alert.schema.json`, which is flat: the members of all parts are side by side, and so are the
/// accessors here. [#VERSION] rises if a reader of the old form would be misled.
public record Alert(
        int version,
        @Inline Incident incident,
        @Inline Transition transition,
        @Inline Findings findings,
        @Inline Content content) {

    public static final int VERSION = 1;

    private static final int MOST_REPORTERS = 50;

    /// What the message is about: the same from its opening to its recovery.
    ///
    /// @param family as `tlsrpt.report.Family` has it, or the kind if it is not a failure
    /// @param domain whose incident it is first; `*` for the collector as a whole
    /// @param domains all that share it
    /// @param since its first report day
    /// @param again whether it had been over for a few days only
    /// @param backlog whether it was found in imported reports
    public record Incident(
            String id,
            String family,
            String domain,
            List<String> domains,
            LocalDate since,
            boolean again,
            boolean backlog) {

        public Incident {
            domains = List.copyOf(domains);
        }

        /// An incident of one domain.
        public static Incident of(String id, String family, String domain, LocalDate since) {
            return new Incident(id, family, domain, List.of(domain), since, false, false);
        }

        Incident as(String id) {
            return new Incident(id, family, domain, domains, since, again, backlog);
        }
    }

    /// The step of the incident that the message reports.
    ///
    /// @param transitionId of this message; the same in each copy if it had to be sent twice
    /// @param day the UTC report day that tipped it
    /// @param at when the report that tipped it arrived, or when time alone did
    /// @param worsened tokens of what got worse, such as `blocked`
    public record Transition(String transitionId, AlertKind kind, LocalDate day, Instant at, List<String> worsened) {

        public Transition {
            worsened = List.copyOf(worsened);
        }

        static Transition of(String incident, AlertKind kind, LocalDate day, Instant at, List<String> worsened) {
            var step = worsened.isEmpty() ? "" : ":" + String.join("-", worsened);
            return new Transition(incident + ":" + kind.token() + ":" + day + step, kind, day, at, worsened);
        }

        /// The same step of another incident.
        Transition of(String incident) {
            return of(incident, kind, day, at, worsened);
        }
    }

    /// How bad it is, and who reported it.
    ///
    /// @param severity of a recovery the highest that the incident had, so that who was woken also sees the end
    /// @param outcome `null` if no mail is concerned
    /// @param reporters who agree
    /// @param sessions of the agreeing reporters
    /// @param recovery how far each reporter that saw it has come to see it end; empty if it is over
    /// @param confirmed `false` if it is over only because the reporters stopped reporting
    public record Findings(
            Severity severity,
            @Nullable DeliveryImpact outcome,
            List<Cause> causes,
            List<String> reporters,
            Sessions sessions,
            List<Progress> recovery,
            boolean confirmed) {

        public Findings {
            causes = List.copyOf(causes);
            reporters = List.copyOf(reporters);
            recovery = List.copyOf(recovery);
        }

        /// Findings without failed sessions.
        public static Findings of(Severity severity, List<String> reporters) {
            return new Findings(severity, null, List.of(), reporters, Sessions.NONE, List.of(), true);
        }

        Findings atMost(Severity most) {
            return new Findings(severity.orBelow(most), outcome, causes, reporters, sessions, recovery, confirmed);
        }

        Findings with(List<Cause> all) {
            return new Findings(severity, outcome, all, reporters, sessions, recovery, confirmed);
        }

        Findings with(List<Cause> all, Sessions sum) {
            return new Findings(severity, outcome, all, reporters, sum, List.of(), confirmed);
        }

        /// With the severity, outcome and reporters of both.
        Findings orAbove(Findings other) {
            var gravest = outcome == null || other.outcome == null ? outcome : outcome.orAbove(other.outcome);
            var all = Stream.concat(reporters.stream(), other.reporters.stream())
                    .distinct()
                    .limit(MOST_REPORTERS)
                    .toList();
            return new Findings(
                    severity.orAbove(other.severity), gravest, causes, all, sessions, List.of(), other.confirmed);
        }
    }

    /// How far a reporter has come to see an incident end.
    ///
    /// @param clean reports without the failure since it last saw it
    /// @param needed the number from each affected reporter that closes the incident
    public record Progress(String reporter, long clean, long needed) {

        /// Returns such as `1 of 2 clean reports from google.com`.
        public String words() {
            return clean + " of " + needed + " clean reports from " + Printable.of(reporter, 60);
        }
    }

    /// What the message says; [AlertBody] makes a letter of it.
    ///
    /// @param subject printable ASCII in one line, under 100 characters
    /// @param problem the subject without the domain and the state
    /// @param paragraphs what happened and what it means
    /// @param impact what happens to mail; `null` if no mail is concerned
    /// @param policy the policy under which sessions failed; `null` if none did
    /// @param evidence what reporters said, one statement each
    /// @param steps what to do, the first thing first
    /// @param sections what there is to know besides
    public record Content(
            String subject,
            String problem,
            List<String> paragraphs,
            @Nullable String impact,
            @Nullable String policy,
            List<String> evidence,
            List<Step> steps,
            List<Section> sections) {

        public Content {
            paragraphs = List.copyOf(paragraphs);
            evidence = List.copyOf(evidence);
            steps = List.copyOf(steps);
            sections = List.copyOf(sections);
        }

        /// Content of a message about something else than failed sessions.
        public static Content of(String subject, String problem, List<String> paragraphs, List<Step> steps) {
            return new Content(subject, problem, paragraphs, null, null, List.of(), steps, List.of());
        }

        Content under(String subject) {
            return new Content(subject, problem, paragraphs, impact, policy, evidence, steps, sections);
        }

        Content saying(List<String> paragraphs) {
            return new Content(subject, problem, paragraphs, impact, policy, evidence, steps, sections);
        }

        /// Without what one domain's reports said, and with one more section.
        Content summing(Section section) {
            return new Content(subject, problem, paragraphs, impact, policy, List.of(), steps, List.of(section));
        }

        /// The same with one more section.
        public Content with(Section section) {
            var more = new ArrayList<>(sections);
            more.add(section);
            return new Content(subject, problem, paragraphs, impact, policy, evidence, steps, more);
        }
    }

    /// Lines under a heading.
    public record Section(String title, List<String> lines) {

        public Section {
            lines = List.copyOf(lines);
        }
    }

    /// What failed, and how often.
    ///
    /// @param policyType under which most sessions failed
    /// @param alsoPolicyTypes others under which the same failed
    /// @param mx the receiving MX host, `null` if none is named
    public record Cause(
            @Nullable String policyType,
            List<String> alsoPolicyTypes,
            @Nullable String resultType,
            String diagnosis,
            @Nullable String mx,
            Sessions sessions) {

        Cause with(Sessions other) {
            return new Cause(policyType, alsoPolicyTypes, resultType, diagnosis, mx, other);
        }

        /// One cause of two, which are the same under other policies.
        Cause and(Cause other, Sessions sum) {
            var types = Stream.of(
                            alsoPolicyTypes.stream(),
                            Stream.ofNullable(other.policyType),
                            other.alsoPolicyTypes.stream())
                    .flatMap(all -> all)
                    .filter(type -> !type.equals(policyType))
                    .distinct()
                    .toList();
            return new Cause(policyType, types, resultType, diagnosis, mx, sum);
        }

        /// Sessions that failed of the same at the same host. Two policies may have judged the same ones.
        Sessions sessionsIn(List<Cause> causes) {
            return causes.stream()
                    .filter(cause -> cause.diagnosis.equals(diagnosis) && Objects.equals(cause.mx, mx))
                    .map(Cause::sessions)
                    .max(Comparator.comparingLong(Sessions::failed))
                    .orElse(Sessions.NONE);
        }
    }

    /// Sessions that failed, of all that the same reporters had on the same days: of each reporter the last day on
    /// which it saw the failure.
    ///
    /// @param from the first of these days; `null` where there is none
    /// @param to the last of them
    public record Sessions(
            long failed,
            long total,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {

        static final Sessions NONE = new Sessions(0, 0, null, null);

        /// Sessions of one day.
        public static Sessions of(LocalDate day, long failed, long total) {
            return new Sessions(failed, Math.max(failed, total), day, day);
        }

        Sessions plus(Sessions other) {
            return new Sessions(
                    Math.addExact(failed, other.failed),
                    Math.addExact(total, other.total),
                    from == null || (other.from != null && other.from.isBefore(from)) ? other.from : from,
                    to == null || (other.to != null && other.to.isAfter(to)) ? other.to : to);
        }

        /// Returns the days in words.
        String days() {
            return from == null || to == null
                    ? ""
                    : from.equals(to)
                            ? " on " + from
                            : " on the last day on which each reporter saw it, " + from + " to " + to;
        }
    }

    /// An alert of the current version.
    public static Alert of(Incident incident, Transition transition, Findings findings, Content content) {
        return new Alert(VERSION, incident, transition, findings, content);
    }

    /// An alert that only shows that alerts arrive.
    public static Alert test(Instant now) {
        var id = "test:" + now;
        var day = now.atZone(ZoneOffset.UTC).toLocalDate();
        return of(
                Incident.of(id, "test", "example.com", day),
                new Transition(id, AlertKind.UNREAD, day, now, List.of()),
                Findings.of(Severity.NOTICE, List.of()),
                Content.of(
                        "TLS reports: test alert",
                        "test alert",
                        List.of("This is a test alert. You are subscribed to alerts; no action is needed."),
                        List.of()));
    }

    /// The same with one more section in its content.
    public Alert with(Section section) {
        return new Alert(version, incident, transition, findings, content.with(section));
    }

    public String id() {
        return incident.id();
    }

    public String family() {
        return incident.family();
    }

    public String domain() {
        return incident.domain();
    }

    public List<String> domains() {
        return incident.domains();
    }

    public LocalDate since() {
        return incident.since();
    }

    public boolean again() {
        return incident.again();
    }

    public String transitionId() {
        return transition.transitionId();
    }

    public AlertKind kind() {
        return transition.kind();
    }

    public LocalDate day() {
        return transition.day();
    }

    public Instant at() {
        return transition.at();
    }

    public Severity severity() {
        return findings.severity();
    }

    public @Nullable DeliveryImpact outcome() {
        return findings.outcome();
    }

    public List<Cause> causes() {
        return findings.causes();
    }

    public List<String> reporters() {
        return findings.reporters();
    }

    /// Returns the organizations of the reporters, by their registrable domains.
    public Set<String> organizations() {
        return reporters().stream().map(Reporters::organization).collect(Collectors.toSet());
    }

    public Sessions sessions() {
        return findings.sessions();
    }

    public List<Progress> recovery() {
        return findings.recovery();
    }

    public boolean confirmed() {
        return findings.confirmed();
    }

    public String subject() {
        return content.subject();
    }

    /// Returns the plain-text body.
    public String text() {
        return AlertBody.of(this);
    }

    public String json() {
        return RecordJson.write(this, Map.of("text", text()));
    }

    /// Reads what [#json] wrote; its text is made again of the parts.
    public static Alert of(String json) {
        return RecordJson.read(Alert.class, json);
    }
}
