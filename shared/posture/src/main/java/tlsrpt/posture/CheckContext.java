package tlsrpt.posture;

import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Context for evaluating a look: settings, earlier looks and reports. Every part may be missing.
///
/// @param roots the public CAs
/// @param destinations where reports should go, as `mailto:` and `https:` URIs; empty where that is not known
/// @param published what an earlier look or a report saw published
/// @param policy the policy of the look before
/// @param serversDifferSince since when looks have seen name servers differ
/// @param sparesSince since when looks have seen a TLSA record that fits no address, by the text of the record
/// @param policyChanged when the mode of the policy last changed
/// @param forms what reporters of the last three days used
public record CheckContext(
        Set<TrustAnchor> roots,
        List<String> destinations,
        Set<Published> published,
        @Nullable ObservedPolicy policy,
        @Nullable Instant serversDifferSince,
        Map<String, Instant> sparesSince,
        @Nullable Instant policyChanged,
        List<ReporterForm> forms) {

    /// A record that was there before.
    public enum Published {
        TLSRPT_RECORD,
        STS_RECORD
    }

    /// The pair that must change together.
    ///
    /// @param id of the TXT record
    /// @param fingerprint of the policy, as [tlsrpt.sts.StsPolicy#fingerprint] has it
    /// @param staleSince when a look first saw another policy under this id; `null` where none has
    public record ObservedPolicy(
            String id, String fingerprint, @Nullable Instant staleSince) {}

    /// The policy that a reporter used.
    ///
    /// @param form mode and patterns, as [tlsrpt.report.Policy#form] has them
    public record ReporterForm(String reporter, String form) {}

    public CheckContext {
        roots = Set.copyOf(roots);
        destinations = List.copyOf(destinations);
        published = Set.copyOf(published);
        sparesSince = Map.copyOf(sparesSince);
        forms = List.copyOf(forms);
    }

    /// The same, with what reporters used.
    public CheckContext with(List<ReporterForm> used) {
        return new CheckContext(
                roots, destinations, published, policy, serversDifferSince, sparesSince, policyChanged, used);
    }

    /// The background of a look without any history.
    public static CheckContext of(Set<TrustAnchor> roots, List<String> destinations) {
        return new CheckContext(roots, destinations, Set.of(), null, null, Map.of(), null, List.of());
    }
}
