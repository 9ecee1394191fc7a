package tlsrpt.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.AlertPrinter;
import tlsrpt.cli.TextFormat;
import tlsrpt.health.Alert;
import tlsrpt.health.LooksFixed;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Page;
import tlsrpt.store.PostureItems;
import tlsrpt.store.StoredAlert;

/// The alerts that are open, and what was sent in the last months.
public final class AlertList {

    private static final int MONTHS = 3;
    private static final int SHOWN = 50;

    private final List<StoredAlert> open = new ArrayList<>();
    private final List<StoredAlert> sent = new ArrayList<>();

    private final SortedMap<String, LooksFixed> fixed = new TreeMap<>();

    private AlertList() {}

    public static AlertList of(AlertViews views, PostureItems postures, Clock clock) {
        var list = new AlertList();
        list.open.addAll(views.open());
        var thisMonth = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
        for (int back = 0; back < MONTHS; back++) {
            var month = thisMonth.minusMonths(back);
            Page.stream((@Nullable String cursor) -> views.messages(month, cursor))
                    .forEach(list.sent::add);
        }
        list.fixed.putAll(LooksFixed.of(
                list.open.stream().map(alert -> Alert.of(alert.json())).toList(), postures::causes, clock.instant()));
        return list;
    }

    /// One alert a line: the open ones as they stand, with `"open":true` and `"looksFixed"`, the time of the check that
    /// found nothing left, or `null`; then what was sent, newest first.
    public String json() {
        var text = new StringBuilder();
        open.forEach(alert -> text.append("{\"open\":true,\"looksFixed\":")
                .append(checked(alert).map(at -> '"' + at.toString() + '"').orElse("null"))
                .append(',')
                .append(alert.json(), 1, alert.json().length())
                .append('\n'));
        sent.forEach(alert -> text.append(alert.json()).append('\n'));
        return text.toString();
    }

    private Optional<Instant> checked(StoredAlert alert) {
        return Optional.ofNullable(fixed.get(alert.id())).map(LooksFixed::at);
    }

    public String words() throws IOException {
        var text = new StringWriter();
        try (var out = new PrintWriter(text)) {
            out.println(
                    open.isEmpty() ? "No alert is open. Imported reports are evaluated by the daily check." : "Open\n");
            var printer = new AlertPrinter(out, false);
            open.forEach(alert -> printer.print(
                    Alert.of(alert.json()),
                    Optional.ofNullable(fixed.get(alert.id()))
                            .map(LooksFixed::words)
                            .orElse("")));
            if (!sent.isEmpty()) {
                out.println("Sent");
            }
            sent.stream().limit(SHOWN).forEach(one -> out.println("  " + AlertPrinter.line(Alert.of(one.json()))));
            if (sent.size() > SHOWN) {
                out.println("  and " + TextFormat.number(sent.size() - SHOWN) + " more; --json has all");
            }
        }
        return text.toString();
    }
}
