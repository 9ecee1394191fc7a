package tlsrpt.alerting;

import tlsrpt.health.Rules;
import tlsrpt.store.SettingsText;
import tlsrpt.table.Table;

/// The table item with the operator's rules.
public final class RulesItem {

    private static final String NAME = "rules";

    private RulesItem() {}

    public static Rules read(Table table) {
        return SettingsText.read(table, NAME).map(Rules::of).orElse(Rules.DEFAULT);
    }

    public static void write(Table table, Rules rules) {
        SettingsText.write(table, NAME, rules.json());
    }
}
