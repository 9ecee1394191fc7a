package tlsrpt.store;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What an operator may change. Read once a batch, and handed to whoever needs it.
///
/// @param domains whose reports are counted, in lower-case A-labels: each with all that lies below it; `*` is every
///     domain
/// @param retention how long reports are kept
/// @param countUnsigned whether mail that nobody vouches for counts
public record Settings(List<String> domains, Retention retention, boolean countUnsigned) {

    /// What holds until someone says otherwise: no domain is ours.
    public static final Settings DEFAULT = new Settings(List.of(), Retention.DEFAULT, false);

    private static final String EVERY_DOMAIN = "*";
    private static final String DOMAINS = "domains";
    private static final String RETENTION = "retention";
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
        return domains.contains(domain) || domains.contains(EVERY_DOMAIN);
    }

    public static Settings read(Table table) {
        var values = new HashMap<String, AttributeValue>();
        for (var item : table.all(Keys.SETTINGS)) {
            var value = item.get("value");
            if (value != null) {
                values.put(Attributes.of(item).text("sk"), value);
            }
        }
        var domains = values.get(DOMAINS);
        var retention = values.get(RETENTION);
        var countUnsigned = values.get(COUNT_UNSIGNED);
        return new Settings(
                domains == null ? DEFAULT.domains : texts(domains),
                retention == null
                        ? DEFAULT.retention
                        : new Retention(
                                texts(retention).stream().map(Settings::step).toList()),
                countUnsigned == null ? DEFAULT.countUnsigned : Boolean.TRUE.equals(countUnsigned.bool()));
    }

    /// Writes all of them; another operator's change in the same moment may win.
    public void write(Table table) {
        put(table, DOMAINS, texts(domains));
        put(
                table,
                RETENTION,
                texts(retention.steps().stream()
                        .map(step -> step.from() + "=" + step.days())
                        .toList()));
        put(table, COUNT_UNSIGNED, AttributeValue.fromBool(countUnsigned));
    }

    private static void put(Table table, String name, AttributeValue value) {
        var item = new HashMap<>(Map.of("value", value));
        item.putAll(new Key(Keys.SETTINGS, name).attributes());
        table.put(item);
    }

    private static AttributeValue texts(List<String> texts) {
        return AttributeValue.fromL(texts.stream().map(AttributeValue::fromS).toList());
    }

    private static List<String> texts(AttributeValue value) {
        return value.l().stream().map(AttributeValue::s).toList();
    }

    private static Retention.Step step(String text) {
        int equals = text.indexOf('=');
        return new Retention.Step(
                LocalDate.parse(text.substring(0, equals)), Integer.parseInt(text.substring(equals + 1)));
    }
}
