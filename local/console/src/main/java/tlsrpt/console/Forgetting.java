package tlsrpt.console;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tlsrpt.store.Ledger;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Views;

/// Takes one report back out, named as it is shown: `example.com/2026-03-01/4f1c22ab`, the last part as far as it is
/// needed.
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
            return new Operator.Answer(false, "A report is named such as example.com/2026-03-01/4f1c22ab.");
        }
        if (named.isEmpty()) {
            return new Operator.Answer(false, "There is no such report.");
        }
        if (named.size() > 1) {
            return new Operator.Answer(
                    false,
                    "Several reports begin so: "
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
                        report + " counts no more. Its raw object stays; where it is read again, it counts again.");
            case NOT_THERE -> new Operator.Answer(false, "There is no such report.");
            case EXPIRES_BY_ITSELF -> new Operator.Answer(false, report + " expires within days, by itself.");
        };
    }

    private List<ReportRef> named(String name) {
        var parts = name.split("/", -1);
        var day = LocalDate.parse(parts[1]);
        var identity = parts[2];
        var named = new ArrayList<ReportRef>();
        String cursor = null;
        do {
            var page = views.reports(parts[0], day, day, cursor);
            for (var report : page.items()) {
                if (report.ref().identity().startsWith(identity)) {
                    named.add(report.ref());
                }
            }
            cursor = page.next();
        } while (cursor != null && named.size() < 2);
        return named;
    }
}
