package tlsrpt.setup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The properties of the custom resource, as the template hands them over: all of them texts, empty where it says
/// nothing.
///
/// @param ownRuleSet the receipt rule set that the stack made; empty where it joins another
/// @param existingRuleSet the receipt rule set that the stack's rule was put in; empty where it has its own
/// @param hostPolicies whether the stack may host MTA-STS policies
/// @param environments parameters in the environment of functions, by the name under which the template asks for their
/// hash
record ResourceProperties(
        String ownRuleSet,
        String existingRuleSet,
        List<String> domains,
        String retentionDays,
        String countUnsigned,
        boolean hostPolicies,
        Map<String, List<String>> environments) {

    static final ResourceProperties NONE = new ResourceProperties("", "", List.of(), "", "", false, Map.of());

    ResourceProperties {
        domains = List.copyOf(domains);
        environments = Map.copyOf(environments);
    }

    boolean joins() {
        return !existingRuleSet.isEmpty();
    }

    String ruleSet() {
        return joins() ? existingRuleSet : ownRuleSet;
    }

    /// Returns a hash of each environment, as short as a version's description must be.
    Map<String, String> hashes() {
        var hashes = new TreeMap<String, String>();
        environments.forEach((name, values) -> {
            var sha256 = sha256();
            for (var value : values) {
                sha256.update(value.getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
            }
            hashes.put(name, HexFormat.of().formatHex(sha256.digest()));
        });
        return hashes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    boolean sameRuleSetAs(ResourceProperties other) {
        return ownRuleSet.equals(other.ownRuleSet) && existingRuleSet.equals(other.existingRuleSet);
    }
}
