package tlsrpt.setup;

import java.util.List;

/// The properties of the custom resource, as the template hands them over: all of them texts, empty where it says
/// nothing.
///
/// @param ownRuleSet the receipt rule set that the stack made; empty where it joins another
/// @param existingRuleSet the receipt rule set that the stack's rule was put in; empty where it has its own
record Wishes(
        String ownRuleSet, String existingRuleSet, List<String> domains, String retentionDays, String countUnsigned) {

    static final Wishes NONE = new Wishes("", "", List.of(), "", "");

    Wishes {
        domains = List.copyOf(domains);
    }

    boolean sameRuleSetAs(Wishes other) {
        return ownRuleSet.equals(other.ownRuleSet) && existingRuleSet.equals(other.existingRuleSet);
    }
}
