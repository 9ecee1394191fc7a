package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The plain fields of a list's items: the members of its JSON objects, and the columns of its CSV.
final class Columns<T> {

    /// A spreadsheet takes a cell that begins so for a formula, the wide forms as well.
    private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

    private final List<Column<T>> columns = new ArrayList<>();

    private record Column<T>(String name, Function<T, @Nullable Object> value) {}

    Columns<T> text(String name, Function<T, @Nullable Object> value) {
        columns.add(new Column<>(name, item -> {
            var text = value.apply(item);
            return text == null ? null : text.toString();
        }));
        return this;
    }

    Columns<T> number(String name, ToLongFunction<T> value) {
        columns.add(new Column<>(name, value::applyAsLong));
        return this;
    }

    Columns<T> flag(String name, Function<T, Boolean> value) {
        columns.add(new Column<>(name, value::apply));
        return this;
    }

    /// Into an object that is open.
    void write(JsonGenerator json, T item) throws IOException {
        for (var column : columns) {
            json.writeFieldName(column.name);
            switch (column.value.apply(item)) {
                case null -> json.writeNull();
                case Long number -> json.writeNumber(number);
                case Boolean flag -> json.writeBoolean(flag);
                case Object text -> json.writeString(text.toString());
            }
        }
    }

    void array(JsonGenerator json, String name, List<T> items) throws IOException {
        json.writeArrayFieldStart(name);
        for (var item : items) {
            json.writeStartObject();
            write(json, item);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Spec: RFC 4180
    String csv(List<T> items) {
        var csv = new StringBuilder();
        line(csv, columns.stream().map(Column::name).toList());
        for (var item : items) {
            var cells = new ArrayList<String>();
            for (var column : columns) {
                var value = column.value.apply(item);
                cells.add(value == null ? "" : value instanceof String text ? inert(text) : value.toString());
            }
            line(csv, cells);
        }
        return csv.toString();
    }

    private static void line(StringBuilder csv, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            csv.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
        }
        csv.append("\r\n");
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    private static String inert(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
