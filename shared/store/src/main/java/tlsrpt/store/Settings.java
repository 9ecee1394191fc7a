package tlsrpt.store;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// The settings that an operator can change. Read once per batch.
///
/// @param domains whose reports are counted, in lower-case A-labels: each with the names below it that a pinned or
///     approved reporter or the operator confirmed; `*` is every domain that one of them confirmed
/// @param retention how long reports are kept
/// @param countUnsigned whether unsigned mail counts
public record Settings(List<String> domains, Retention retention, boolean countUnsigned) {

    /// What holds until someone says otherwise: no domain is ours.
    public static final Settings DEFAULT = new Settings(List.of(), Retention.DEFAULT, false);

    static final String EVERY_DOMAIN = "*";
    private static final String DOMAINS = "domains";
    private static final String RETENTION = "retention";
    private static final String VALUE = "value";
    private static final String COUNT_UNSIGNED = "count-unsigned";

    public Settings {
        domains = List.copyOf(domains);
    }

    /// The listed domain that this one lies in, the nearest; the domain itself where every domain is ours.
    public Optional<String> covering(String domain) {
        for (var parent = domain; ; parent = parent.substring(parent.indexOf('.') + 1)) {
            if (domains.contains(parent)) {
                return Optional.of(parent);
            }
            if (parent.indexOf('.') < 0) {
                return domains.contains(EVERY_DOMAIN) ? Optional.of(domain) : Optional.empty();
            }
        }
    }

    /// Whether the operator's own word is for this very domain, not only for one above it.
    boolean names(String domain) {
        return domains.contains(domain);
    }

    /// Whether the operator named this very domain, or no domain in particular; else reports made it known.
    public boolean lists(String domain) {
        return names(domain) || namesAll() || domains.isEmpty();
    }

    /// Whether every domain may be the operator's.
    private boolean namesAll() {
        return domains.contains(EVERY_DOMAIN);
    }

    public static Settings read(Table table) {
        var items = new HashMap<String, Item>();
        table.all(Range.of(Keys.SETTINGS).readLatest())
                .forEach(item -> items.put(item.key().sk(), item));
        var domains = items.get(DOMAINS);
        var retention = items.get(RETENTION);
        var countUnsigned = items.get(COUNT_UNSIGNED);
        return new Settings(
                domains == null ? DEFAULT.domains : domains.texts(VALUE),
                retention == null
                        ? DEFAULT.retention
                        : new Retention(retention.texts(VALUE).stream()
                                .map(Settings::step)
                                .toList()),
                countUnsigned == null ? DEFAULT.countUnsigned : countUnsigned.flag(VALUE));
    }

    /// Writes all settings at once; another operator's change at the same moment may win.
    public void write(Table table) {
        var steps = retention.steps().stream()
                .map(step -> step.from() + "=" + step.days())
                .toList();
        table.write(List.of(
                put(DOMAINS, Value.of(domains)),
                put(RETENTION, Value.of(steps)),
                put(COUNT_UNSIGNED, Value.of(countUnsigned))));
    }

    private static Write put(String name, Value value) {
        return Write.put(Item.at(new Key(Keys.SETTINGS, name)).put(VALUE, value).item());
    }

    private static Retention.Step step(String text) {
        int equals = text.indexOf('=');
        return new Retention.Step(
                LocalDate.parse(text.substring(0, equals)), Integer.parseInt(text.substring(equals + 1)));
    }
}
