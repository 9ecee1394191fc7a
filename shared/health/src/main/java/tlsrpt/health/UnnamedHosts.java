package tlsrpt.health;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Family;

/// Assigns failures to incidents if reporters name the MX host on some days only. An MX host that the policy lacks is
/// reported as a failed validation or as another host name; only the host distinguishes the two. Without it, such a
/// failure joins the incident that is open.
final class UnnamedHosts {

    private static final Set<Diagnosis.Known> OPEN_TO_BOTH =
            EnumSet.of(Diagnosis.Known.VALIDATION_FAILURE, Diagnosis.Known.CERTIFICATE_HOST_MISMATCH);
    private static final String NOT_IN_POLICY = Family.MX_NOT_IN_POLICY.token();

    private final EvaluationContext context;

    UnnamedHosts(EvaluationContext context) {
        this.context = context;
    }

    String family(Observation.Failure failure) {
        var family = failure.family();
        if (isOpen(family)) {
            return family;
        }
        if (family.equals(NOT_IN_POLICY)) {
            return List.of(Family.NEGOTIATION.token(), Family.CERTIFICATE.token()).stream()
                    .filter(this::isOpenWithoutHosts)
                    .findFirst()
                    .orElse(family);
        }
        return isUnnamed(failure.diagnosis(), failure.mx() == null) && isOpen(NOT_IN_POLICY) ? NOT_IN_POLICY : family;
    }

    private boolean isOpen(String family) {
        return context.trouble(family).open() != null;
    }

    private boolean isOpenWithoutHosts(String family) {
        return isOpen(family)
                && context.trouble(family).seen().values().stream()
                        .flatMap(sight -> sight.causes().stream())
                        .allMatch(UnnamedHosts::canBeNotInPolicy);
    }

    private static boolean canBeNotInPolicy(RuleState.Cause cause) {
        var diagnosis = Diagnosis.of(cause.diagnosis());
        return diagnosis == Diagnosis.Known.MX_NOT_IN_POLICY || isUnnamed(diagnosis, cause.mx() == null);
    }

    private static boolean isUnnamed(Diagnosis diagnosis, boolean withoutHost) {
        return withoutHost && diagnosis instanceof Diagnosis.Known known && OPEN_TO_BOTH.contains(known);
    }
}
