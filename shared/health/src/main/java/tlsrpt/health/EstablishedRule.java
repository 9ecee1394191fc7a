package tlsrpt.health;

import java.util.ArrayList;
import java.util.List;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;

/// Evaluates established reporters apart from pinned and approved ones. Anyone can become established by reporting for
/// two weeks, so their reports must not change the alerts of the others.
///
/// A failure that only they see is a separate incident, high at most, that names the reporters. It does not open while
/// the others have the same incident. Their policy is ignored where the others saw one.
public final class EstablishedRule {

    private static final String APART = "~established";
    private static final int NAME = 60;

    private EstablishedRule() {}

    /// Returns the name under which is remembered what they say of a domain.
    public static String memoryOf(String domain) {
        return domain + APART;
    }

    /// Whether an alert is about what they alone see.
    public static boolean isApart(Alert alert) {
        return alert.id().endsWith(APART);
    }

    /// Returns the result for established reporters, given the state of the pinned and approved ones.
    ///
    /// @param before what was remembered of what they say
    /// @param judgement the result of their report, or of a day, alone
    /// @param known what is remembered of what pinned and approved reporters say
    public static RuleResult apart(RuleState before, RuleResult judgement, RuleState known) {
        boolean opensWhatIsOpen = judgement.messages().stream()
                .anyMatch(
                        message -> (message.kind() == AlertKind.FAILING || message.kind() == AlertKind.PROTECTION_LOST)
                                && known.isOpen(message.family()));
        if (opensWhatIsOpen) {
            return RuleResult.none(before);
        }
        return new RuleResult(
                judgement.memory(),
                judgement.messages().stream()
                        .filter(message -> message.kind() != AlertKind.POLICY
                                || known.forms().isEmpty())
                        .map(EstablishedRule::apart)
                        .toList(),
                judgement.open().stream().map(EstablishedRule::apart).toList(),
                judgement.closed(),
                judgement.quiet());
    }

    private static Alert apart(Alert alert) {
        var most = alert.kind() == AlertKind.POLICY ? Severity.NOTICE : Severity.HIGH;
        var id = alert.id() + APART;
        var step = alert.transition();
        return Alert.of(
                alert.incident().as(id),
                new Alert.Transition(
                        id + step.transitionId().substring(alert.id().length()),
                        step.kind(),
                        step.day(),
                        step.at(),
                        step.worsened()),
                alert.findings().atMost(most),
                alert.kind() == AlertKind.RECOVERED || alert.kind() == AlertKind.SILENCE
                        ? alert.content()
                        : alert.content().saying(witnesses(alert)));
    }

    private static List<String> witnesses(Alert alert) {
        var names = alert.reporters().stream()
                .map(reporter -> Printable.of(reporter, NAME))
                .toList();
        var paragraphs = new ArrayList<String>();
        paragraphs.add("Only " + String.join(", ", names.subList(0, Math.min(3, names.size())))
                + (names.size() > 3 ? " and " + (names.size() - 3) + " more" : "")
                + " reported this. No known or approved reporter did, so check before you act;"
                + " `tlsrpt reporters list` shows who signs these reports.");
        paragraphs.addAll(alert.content().paragraphs());
        return paragraphs;
    }
}
