package tlsrpt.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Intake;
import tlsrpt.posture.CauseCheck;
import tlsrpt.posture.CheckContext.ReporterForm;
import tlsrpt.posture.Posture;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureContext;
import tlsrpt.report.PolicyType;
import tlsrpt.report.ReportReader;

/// What recent reports say of some domains, for `tlsrpt check --reports`: causes of failures, to be compared with what
/// a check sees, and the policies that reporters used.
final class ReportedCauses implements Printer {

    static final int DAYS = 14;

    private static final int FORM_DAYS = 3;
    private static final int MOST_CAUSES = 100;

    private final LocalDate today;
    private final Map<Reported, Instant> causes = new HashMap<>();
    private final Map<String, Map<String, Form>> forms = new HashMap<>();
    private final Map<String, Integer> reports = new HashMap<>();

    /// One cause at one MX host, under one kind of policy.
    private record Reported(
            String domain,
            Diagnosis diagnosis,
            @Nullable PolicyType type,
            @Nullable String mx) {}

    private record Form(LocalDate day, String text) {}

    /// A cause that reports name, and what a check says of it.
    ///
    /// @param last when the latest report that names it ends
    record Checked(@Nullable String mx, Instant last, CauseCheck check) {}

    private ReportedCauses(LocalDate today) {
        this.today = today;
    }

    /// Reads reports.
    ///
    /// @return `null` if something could not be read, which standard error says
    static @Nullable ReportedCauses read(List<String> paths, Set<String> domains, Terminal terminal, Clock clock) {
        var causes = new ReportedCauses(LocalDate.now(clock.withZone(ZoneOffset.UTC)));
        var run = new ReadRun(
                new Intake(new ReportReader(clock)),
                new Filter(domains, Set.of(), null, null),
                causes,
                terminal,
                ProgressBar.hidden());
        return run.read(paths).complete() ? causes : null;
    }

    @Override
    public void print(MatchedReport found) {
        var day = found.report().day();
        if (day.isBefore(today.minusDays(DAYS)) || day.isAfter(today)) {
            return;
        }
        for (var reported : found.domains()) {
            reports.merge(reported.domain(), 1, Integer::sum);
            for (var entry : reported.entries()) {
                for (var detail : entry.failureDetails()) {
                    if (MatchedReport.failed(detail)) {
                        add(
                                FailureContext.of(reported, entry, detail),
                                found.report().dateRange().end());
                    }
                }
                if (entry.policy().type() == PolicyType.Registered.STS && !day.isBefore(today.minusDays(FORM_DAYS))) {
                    entry.policy()
                            .form()
                            .ifPresent(form -> forms.computeIfAbsent(reported.domain(), _ -> new HashMap<>())
                                    .merge(found.submitter(), new Form(day, form), ReportedCauses::later));
                }
            }
        }
    }

    private static Form later(Form one, Form other) {
        return other.day().isBefore(one.day()) ? one : other;
    }

    private void add(FailureContext failure, Instant end) {
        var mx = failure.mx() == null ? null : DomainName.normal(failure.mx());
        // Some reports name a pattern of the policy instead of a host.
        var host = mx != null && DomainName.isDomain(mx) && !mx.startsWith("*") ? mx : null;
        var cause = new Reported(failure.domain(), failure.diagnosis(), failure.policyType(), host);
        if (causes.size() < MOST_CAUSES || causes.containsKey(cause)) {
            causes.merge(cause, end, (one, other) -> one.isBefore(other) ? other : one);
        }
    }

    @Override
    public void end(Counts counts) {
        // What was read is asked for afterwards.
    }

    /// How many reports about a domain were read, of the last [#DAYS] days.
    int reports(String domain) {
        return reports.getOrDefault(domain, 0);
    }

    /// The policies that reporters of a domain used last.
    List<ReporterForm> forms(String domain) {
        var list = new ArrayList<ReporterForm>();
        forms.getOrDefault(domain, Map.of())
                .forEach((reporter, form) -> list.add(new ReporterForm(reporter, form.text())));
        list.sort(Comparator.comparing(ReporterForm::reporter));
        return list;
    }

    /// What a check says of a cause, as the latest report has it; without one, as the check alone shows it.
    CauseCheck check(Posture posture, Diagnosis diagnosis, @Nullable String mx) {
        return causes.entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(posture.domain())
                        && entry.getKey().diagnosis().equals(diagnosis)
                        && (mx == null || mx.equals(entry.getKey().mx())))
                .max(Map.Entry.comparingByValue())
                .map(entry -> CauseCheck.of(posture, diagnosis, entry.getKey().type(), mx, entry.getValue()))
                .orElseGet(() -> CauseCheck.of(posture, diagnosis, null, mx, null));
    }

    /// Every cause of a domain, those that are still there first.
    List<Checked> checked(Posture posture) {
        return causes.entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(posture.domain()))
                .map(entry -> {
                    var cause = entry.getKey();
                    return new Checked(
                            cause.mx(),
                            entry.getValue(),
                            CauseCheck.of(posture, cause.diagnosis(), cause.type(), cause.mx(), entry.getValue()));
                })
                .sorted(Comparator.comparingInt(
                                (Checked one) -> switch (one.check().verdict()) {
                                    case STILL_THERE -> 0;
                                    case CANNOT_TELL -> 1;
                                    case GONE -> 2;
                                })
                        .thenComparing(one -> one.check().diagnosis().token())
                        .thenComparing(one -> Objects.requireNonNullElse(one.mx(), "")))
                .toList();
    }
}
