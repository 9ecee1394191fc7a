package tlsrpt.store;

import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// A named setting stored as text, whose format another module defines.
public final class SettingsText {

    private SettingsText() {}

    public static Optional<String> read(Table table, String name) {
        return table.get(new Key(Keys.SETTINGS, name)).map(item -> item.textOrNull("text"));
    }

    public static void write(Table table, String name, String text) {
        table.write(Write.put(
                Item.at(new Key(Keys.SETTINGS, name)).put("text", text).item()));
    }
}
