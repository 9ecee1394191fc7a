package tlsrpt.setup;

import software.amazon.awssdk.services.ses.SesClient;

/// SES receipt rule sets of the account and Region. At most one is active; activating another one stops mail for
/// the first.
final class RuleSets {

    private final SesClient ses;

    RuleSets(SesClient ses) {
        this.ses = ses;
    }

    /// Sees to it that the set with the stack's rule is the active one.
    void use(ResourceProperties wishes) throws Refused {
        var active = active();
        if (active.equals(wishes.ruleSet())) {
            return;
        }
        if (wishes.joins()) {
            throw new Refused("The receipt rule set " + wishes.existingRuleSet() + " is not the active one"
                    + (active.isEmpty() ? "" : " (" + active + " is)")
                    + ", so no report would arrive. Activate it, or deploy with another ExistingRuleSetName.");
        }
        if (!active.isEmpty()) {
            throw new Refused("The receipt rule set " + active
                    + " is active in this account and Region, and only one can be active. To receive reports beside what"
                    + " it receives, deploy with ExistingRuleSetName=" + active
                    + ". If it is not needed, deactivate it first: aws ses set-active-receipt-rule-set");
        }
        activate(wishes.ruleSet());
    }

    /// Goes back to the set that was used before a failed update. It refuses nothing, as a rollback that fails leaves
    /// the stack stuck; a set that someone else activated stays active.
    void restore(ResourceProperties wishes, ResourceProperties failed) {
        var active = active();
        if (active.isEmpty() || active.equals(failed.ownRuleSet())) {
            activate(wishes.ruleSet());
        }
    }

    private void activate(String name) {
        ses.setActiveReceiptRuleSet(set -> set.ruleSetName(name));
    }

    /// Takes back what [#use] did, and nothing that others did since.
    void leave(ResourceProperties wishes) {
        if (!wishes.ownRuleSet().isEmpty() && active().equals(wishes.ownRuleSet())) {
            ses.setActiveReceiptRuleSet(_ -> {});
        }
    }

    /// Its name; empty where none is.
    private String active() {
        var metadata = ses.describeActiveReceiptRuleSet(_ -> {}).metadata();
        return metadata == null || metadata.name() == null ? "" : metadata.name();
    }
}
