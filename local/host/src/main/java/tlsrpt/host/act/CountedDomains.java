package tlsrpt.host.act;

import java.util.ArrayList;
import java.util.List;
import tlsrpt.store.Settings;
import tlsrpt.store.SettingsText;
import tlsrpt.table.Table;

/// The domains that an operator added to those of the configuration.
public final class CountedDomains {

    private static final String NAME = "added-domains";
    private static final int MOST = 1_000;

    private final Table table;

    public CountedDomains(Table table) {
        this.table = table;
    }

    boolean covers(String domain) {
        return Settings.read(table).covering(domain).isPresent();
    }

    boolean isAdded(String domain) {
        return added().contains(domain);
    }

    boolean isFull() {
        return added().size() >= MOST;
    }

    void add(String domain) {
        var added = new ArrayList<>(added());
        added.add(domain);
        write(added);
        var settings = Settings.read(table);
        var domains = new ArrayList<>(settings.domains());
        domains.add(domain);
        new Settings(domains, settings.retention(), settings.countUnsigned()).write(table);
    }

    void remove(String domain) {
        var added = new ArrayList<>(added());
        added.remove(domain);
        write(added);
        var settings = Settings.read(table);
        var domains = new ArrayList<>(settings.domains());
        domains.remove(domain);
        new Settings(domains, settings.retention(), settings.countUnsigned()).write(table);
    }

    /// Returns what the configuration lists with what was added. What it lists now is not added any more.
    public List<String> with(List<String> configured) {
        var added = new ArrayList<>(added());
        if (added.removeAll(configured)) {
            write(added);
        }
        var all = new ArrayList<>(configured);
        all.addAll(added);
        return all;
    }

    private List<String> added() {
        return SettingsText.read(table, NAME).map(text -> text.lines().toList()).orElse(List.of());
    }

    private void write(List<String> added) {
        SettingsText.write(table, NAME, String.join("\n", added));
    }
}
