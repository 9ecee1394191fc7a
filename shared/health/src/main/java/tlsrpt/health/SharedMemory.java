package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What several domains share: the same fault of the same MX host.
///
/// It stays small, however many domains they are: names of some of them, and counts of all.
///
/// @param lead the alert that the first of them opened; `null` where none is open
/// @param open how many domains it is open in
/// @param ever the first in which it was, since it was opened
/// @param most the most in which it was open at once
/// @param news how many were not sent yet
/// @param updated the day on which news was last sent
/// @param steps that one of them took
public record SharedMemory(
        @Nullable Alert lead,
        long open,
        List<String> ever,
        long most,
        long news,
        LocalDate updated,
        Instant reminded,
        List<String> steps) {

    private static final int MOST_NAMES = 50;
    private static final int MOST_CHARS = 4_000;

    public static final SharedMemory NONE =
            new SharedMemory(null, 0, List.of(), 0, 0, LocalDate.EPOCH, Instant.EPOCH, List.of());

    static SharedMemory of(Alert lead, LocalDate day, Instant now, List<String> steps) {
        return new SharedMemory(lead, 1, List.of(lead.domain()), 1, 0, day, now, steps);
    }

    /// Returns in how many domains it was.
    long domains() {
        return Math.max(most, ever.size());
    }

    SharedMemory joinedBy(String domain) {
        return new SharedMemory(
                lead, open + 1, plus(ever, domain), Math.max(most, open + 1), news + 1, updated, reminded, steps);
    }

    SharedMemory left() {
        return new SharedMemory(lead, open - 1, ever, most, news, updated, reminded, steps);
    }

    SharedMemory took(Collection<String> some) {
        var all = new TreeSet<>(steps);
        all.addAll(some);
        return new SharedMemory(lead, open, ever, most, news, updated, reminded, List.copyOf(all));
    }

    /// Nothing is news any more.
    SharedMemory updated(LocalDate day, Instant reminded) {
        return new SharedMemory(lead, open, ever, most, 0, day, reminded, steps);
    }

    private static List<String> plus(List<String> list, String one) {
        int chars = list.stream().mapToInt(String::length).sum();
        if (list.contains(one) || list.size() >= MOST_NAMES || chars + one.length() > MOST_CHARS) {
            return list;
        }
        var more = new ArrayList<>(list);
        more.add(one);
        return more;
    }

    public String json() {
        return RecordJson.write(this);
    }

    public static SharedMemory of(String json) {
        return RecordJson.read(SharedMemory.class, json);
    }
}
