package tlsrpt.console;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.store.Ledger;
import tlsrpt.store.Page;
import tlsrpt.store.ReportRef;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;

/// Removes one report from all counts. It is named as displayed, `example.com/2026-03-01/4f1c22ab`; any unique prefix
/// of the last part is enough.
public final class Forgetting {

    private final Views views;
    private final Ledger ledger;

    public Forgetting(Views views, Ledger ledger) {
        this.views = views;
        this.ledger = ledger;
    }

    public Operator.Answer forget(String name) {
        List<ReportRef> named;
        try {
            named = named(name.strip());
        } catch (DateTimeParseException | IndexOutOfBoundsException _) {
            return new Operator.Answer(
                    false, "Name the report as 'tlsrpt status' prints it, such as example.com/2026-03-01/4f1c22ab.");
        }
        if (named.isEmpty()) {
            return new Operator.Answer(false, "Report not found.");
        }
        if (named.size() > 1) {
            return new Operator.Answer(
                    false,
                    "Several reports match; name one of: "
                            + String.join(
                                    ", ",
                                    named.stream()
                                            .map(ReportRef::toString)
                                            .limit(5)
                                            .toList()));
        }
        var report = named.getFirst();
        return switch (ledger.forget(report)) {
            case DONE ->
                new Operator.Answer(
                        true,
                        report
                                + " no longer counts. Its raw object is kept, and reprocessing it counts the report again.");
            case NOT_THERE -> new Operator.Answer(false, "Report not found.");
            case EXPIRES_BY_ITSELF -> new Operator.Answer(false, report + " expires by itself within days.");
        };
    }

    private List<ReportRef> named(String name) {
        var parts = name.split("/", -1);
        var day = LocalDate.parse(parts[1]);
        var identity = parts[2];
        return Page.stream((@Nullable String cursor) -> views.reports(parts[0], day, day, cursor))
                .map(StoredReport::ref)
                .filter(ref -> ref.identity().startsWith(identity))
                .limit(2)
                .toList();
    }
}
