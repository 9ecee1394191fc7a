package tlsrpt.cli;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.Page.Style;
import tlsrpt.posture.CauseCheck;
import tlsrpt.posture.Finding;
import tlsrpt.posture.Posture;
import tlsrpt.posture.State;
import tlsrpt.report.Check;

/// Prints the result of a check: one line where all is well, a paragraph where it is not.
final class CheckPrinter {

    private static final int INDENT = 10;
    private static final int MOST_STEPS = 3;

    private final Page page;

    CheckPrinter(Page page) {
        this.page = page;
    }

    /// @param causes one for each posture, or none
    /// @param reported what reports say; `null` if none were read
    void print(List<Posture> postures, List<CauseCheck> causes, @Nullable ReportedCauses reported) throws IOException {
        for (int i = 0; i < postures.size(); i++) {
            if (i > 0) {
                page.line();
            }
            if (causes.isEmpty()) {
                print(postures.get(i), reported);
            } else {
                print(postures.get(i), causes.get(i));
            }
        }
    }

    private void print(Posture posture, @Nullable ReportedCauses reported) throws IOException {
        page.line(Style.BOLD, ForeignText.name(posture.domain()), Style.DIM, "checked " + time(posture));
        if (reported != null) {
            print(reported.checked(posture), reported.reports(posture.domain()));
        }
        for (var group : Check.Group.values()) {
            var findings = posture.findings().stream()
                    .filter(finding -> finding.check().group() == group)
                    .toList();
            if (findings.isEmpty()) {
                continue;
            }
            page.line().line(0, Style.BOLD, group.title());
            for (var check : Check.values()) {
                if (check.group() == group) {
                    print(check, posture);
                }
            }
        }
        page.line();
        for (var cut : posture.facts().cut()) {
            page.text(0, "Note: " + cut + ".");
        }
        page.text(0, summary(posture));
    }

    private void print(List<ReportedCauses.Checked> causes, int reports) throws IOException {
        page.line().line(0, Style.BOLD, "Failures in reports of the last " + ReportedCauses.DAYS + " days");
        if (causes.isEmpty()) {
            page.text(
                    2,
                    reports == 0
                            ? "Unknown: none of the reports read is about this domain and from these days."
                            : "None in " + TextFormat.count(reports, "report") + ".");
        }
        for (var one : causes) {
            var check = one.check();
            page.line(
                    2,
                    style(check.verdict()),
                    "%-12s".formatted(words(check.verdict()))
                            + ForeignText.name(check.diagnosis().token())
                            + (one.mx() == null ? "" : " (" + ForeignText.name(one.mx()) + ")")
                            + ", last reported for "
                            + one.last().minusSeconds(1).toString().substring(0, 10));
            page.text(2 + 12, check.text());
        }
    }

    private static Style style(CauseCheck.Verdict verdict) {
        return switch (verdict) {
            case GONE -> Style.GOOD;
            case STILL_THERE -> Style.BAD;
            case CANNOT_TELL -> Style.BOLD;
        };
    }

    private static String words(CauseCheck.Verdict verdict) {
        return verdict.token().replace('-', ' ');
    }

    private void print(Check check, Posture posture) throws IOException {
        var passed = posture.of(check)
                .filter(finding -> finding.state() == State.PASS)
                .toList();
        if (!passed.isEmpty()) {
            var hosts = passed.stream()
                    .map(Finding::host)
                    .filter(Objects::nonNull)
                    .distinct()
                    .collect(Collectors.joining(", "));
            var what = hosts.isEmpty() || passed.size() == 1 ? passed.getFirst().seen() : hosts;
            page.text(2, "ok      ", check.title() + ": " + what);
        }
        for (var finding : posture.of(check).toList()) {
            if (finding.state() != State.PASS) {
                print(finding);
            }
        }
    }

    private void print(Finding finding) throws IOException {
        var where = Stream.of(finding.host(), finding.address())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        page.line(
                2,
                style(finding.state()),
                label(finding.state())
                        + finding.check().title()
                        + (where.isEmpty() ? "" : " (" + where + ")")
                        + (finding.severity() == null
                                ? ""
                                : "  " + finding.severity().token()));
        page.text(INDENT, "Seen: ", finding.seen());
        if (!finding.meaning().isEmpty()) {
            page.text(INDENT, finding.meaning() + " (" + finding.check().rfc() + ")");
        }
        var diagnosis = finding.diagnosis();
        if (diagnosis != null && finding.state() != State.UNSEEN) {
            page.text(INDENT, "Explains the reported failure " + diagnosis.token() + ".");
        }
        for (var step : finding.steps().stream().limit(MOST_STEPS).toList()) {
            page.text(INDENT, "Do: ", step.text());
            if (step.command() != null) {
                page.line(INDENT + 4, Style.COMMAND, step.command());
            }
        }
    }

    private void print(Posture posture, CauseCheck cause) throws IOException {
        page.line(
                Style.BOLD,
                ForeignText.name(posture.domain()) + ", " + cause.diagnosis().token(),
                Style.DIM,
                "checked " + time(posture));
        page.line(2, style(cause.verdict()), words(cause.verdict()));
        page.text(2, cause.text());
        for (var finding : cause.findings()) {
            if (finding.state() != State.PASS) {
                print(finding);
            }
        }
        if (cause.verdict() == CauseCheck.Verdict.GONE) {
            page.text(
                    2,
                    "Judged from this network only. The incident closes when reports confirm it, a day or two later.");
        }
    }

    private static String summary(Posture posture) {
        long fails = count(posture, State.FAIL);
        long warns = count(posture, State.WARN);
        long unseen = count(posture, State.UNSEEN);
        var text = new StringBuilder(
                fails == 0 && warns == 0
                        ? "No problems found"
                        : TextFormat.count(fails, "failure") + ", " + TextFormat.count(warns, "warning"));
        if (unseen > 0) {
            text.append(". Not everything could be observed: ")
                    .append(unseen)
                    .append(" of ")
                    .append(posture.findings().size())
                    .append(" results are missing");
        }
        if (posture.lacksPort25()) {
            text.append(". This network seems to block port 25; run the check on a host that may send mail");
        }
        posture.nextToEnd()
                .ifPresent(next -> text.append(". Expires next: ")
                        .append(next.check().title())
                        .append(next.host() == null ? "" : " of " + next.host())
                        .append(" on ")
                        .append(String.valueOf(next.until()), 0, 10));
        return text.append('.').toString();
    }

    private static long count(Posture posture, State state) {
        return posture.findings().stream()
                .filter(finding -> finding.state() == state)
                .count();
    }

    private static String time(Posture posture) {
        return posture.at().toString().substring(0, 16).replace('T', ' ') + " UTC";
    }

    private static String label(State state) {
        return switch (state) {
            case PASS -> "ok      ";
            case NOTE -> "note    ";
            case NONE -> "none    ";
            case WARN -> "warn    ";
            case UNSEEN -> "unseen  ";
            case FAIL -> "FAIL    ";
        };
    }

    private static Style style(State state) {
        return switch (state) {
            case FAIL -> Style.BAD;
            case WARN -> Style.BOLD;
            case PASS, NOTE, NONE, UNSEEN -> Style.PLAIN;
        };
    }
}
