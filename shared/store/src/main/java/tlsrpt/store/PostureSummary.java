package tlsrpt.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.table.Item;

/// The latest check of a domain in a line.
///
/// @param at when it was made
/// @param check the token of the worst check; `null` where none fails or warns
/// @param failing how many of its results fail
/// @param warning how many warn
/// @param unseen how many could not be observed, and did not fail or warn before
public record PostureSummary(Instant at, @Nullable String check, int failing, int warning, int unseen) {

    private static final List<String> GRAVEST_FIRST = List.of("critical", "high", "medium", "low", "notice");

    static PostureSummary of(StoredPosture posture) {
        var bad = posture.look().lines().stream()
                .filter(line -> isFailing(posture, line) || isWarning(posture, line))
                .toList();
        int failing =
                (int) bad.stream().filter(line -> isFailing(posture, line)).count();
        return new PostureSummary(
                posture.look().at(),
                bad.stream()
                        .min(Comparator.comparing((PostureLine line) -> !isFailing(posture, line))
                                .thenComparingInt(PostureSummary::gravity)
                                .thenComparingInt(PostureSummary::place))
                        .map(PostureLine::check)
                        .orElse(null),
                failing,
                bad.size() - failing,
                (int) posture.look().lines().stream()
                        .filter(line -> line.isUnseen() && !bad.contains(line))
                        .count());
    }

    /// The word for the worst of it: `fail`, `warn` or `pass`.
    public String state() {
        return failing > 0 ? "fail" : warning > 0 ? "warn" : "pass";
    }

    /// The name of the worst check.
    public @Nullable String title() {
        return check == null ? null : Check.of(check).map(Check::title).orElse(check);
    }

    private static boolean isFailing(StoredPosture posture, PostureLine line) {
        return posture.stateOf(line).equals("fail");
    }

    private static boolean isWarning(StoredPosture posture, PostureLine line) {
        return posture.stateOf(line).equals("warn");
    }

    private static int gravity(PostureLine line) {
        int place = GRAVEST_FIRST.indexOf(Optional.ofNullable(line.severity()).orElse(""));
        return place < 0 ? GRAVEST_FIRST.size() : place;
    }

    private static int place(PostureLine line) {
        return line.known().map(Check::ordinal).orElse(Integer.MAX_VALUE);
    }

    void put(Item.Builder item) {
        item.put("at", at.toString())
                .put("check", check)
                .put("failing", failing)
                .put("warning", warning)
                .put("unseen", unseen);
    }

    static PostureSummary of(Item item) {
        return new PostureSummary(
                Instant.parse(item.text("at")),
                item.textOrNull("check"),
                (int) item.number("failing"),
                (int) item.number("warning"),
                (int) item.number("unseen"));
    }
}
