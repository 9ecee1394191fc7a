package tlsrpt.store;

import java.util.Optional;

/// A setting whose form another room knows: a text under a name, beside [Settings].
public final class SettingsText {

    private SettingsText() {}

    public static Optional<String> read(Table table, String name) {
        return Optional.ofNullable(
                Attributes.of(table.get(new Key(Keys.SETTINGS, name))).textOrNull("text"));
    }

    public static void write(Table table, String name, String text) {
        table.put(Attributes.at(new Key(Keys.SETTINGS, name)).put("text", text).item());
    }
}
