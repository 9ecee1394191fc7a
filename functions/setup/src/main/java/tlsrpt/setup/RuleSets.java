package tlsrpt.setup;

import software.amazon.awssdk.services.ses.SesClient;

/// The receipt rule sets of the account and region, of which at most one is active: to activate another takes the mail
/// away from whom it serves.
final class RuleSets {

    private final SesClient ses;

    RuleSets(SesClient ses) {
        this.ses = ses;
    }

    /// Sees to it that the set with the stack's rule is the active one.
    void use(Wishes wishes) throws Refused {
        var active = active();
        if (!wishes.existingRuleSet().isEmpty()) {
            if (!active.equals(wishes.existingRuleSet())) {
                throw new Refused("The receipt rule set " + wishes.existingRuleSet() + " is not the active one"
                        + (active.isEmpty() ? "" : " (" + active + " is)")
                        + ", so no report would arrive. Activate it, or deploy with another ExistingRuleSetName.");
            }
        } else if (active.isEmpty()) {
            ses.setActiveReceiptRuleSet(set -> set.ruleSetName(wishes.ownRuleSet()));
        } else if (!active.equals(wishes.ownRuleSet())) {
            throw new Refused("The receipt rule set " + active
                    + " is active in this account and region, and only one can be. To have reports received beside what"
                    + " it receives, deploy with ExistingRuleSetName=" + active
                    + ". If nobody needs it, deactivate it first: aws ses set-active-receipt-rule-set");
        }
    }

    /// Takes back what [#use] did, and nothing that others did since.
    void leave(Wishes wishes) {
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
