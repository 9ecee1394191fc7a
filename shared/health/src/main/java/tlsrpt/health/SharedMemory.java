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
/// @param lead the alert that the first of them opened; `null` where none is open
/// @param members domains in which it is open
/// @param ever all in which it was, since it was opened
/// @param news those that were not sent yet
/// @param updated the day on which news was last sent
/// @param steps that one of them took
public record SharedMemory(
        @Nullable Alert lead,
        List<String> members,
        List<String> ever,
        List<String> news,
        LocalDate updated,
        Instant reminded,
        List<String> steps) {

    private static final int MOST_DOMAINS = 1_000;

    public static final SharedMemory NONE =
            new SharedMemory(null, List.of(), List.of(), List.of(), LocalDate.EPOCH, Instant.EPOCH, List.of());

    SharedMemory joinedBy(String domain) {
        return new SharedMemory(
                lead, plus(members, domain), plus(ever, domain), plus(news, domain), updated, reminded, steps);
    }

    SharedMemory leftBy(String domain) {
        var others = new ArrayList<>(members);
        others.remove(domain);
        return new SharedMemory(lead, others, ever, news, updated, reminded, steps);
    }

    SharedMemory took(Collection<String> some) {
        var all = new TreeSet<>(steps);
        all.addAll(some);
        return new SharedMemory(lead, members, ever, news, updated, reminded, List.copyOf(all));
    }

    /// Nothing is news any more.
    SharedMemory updated(LocalDate day, Instant reminded) {
        return new SharedMemory(lead, members, ever, List.of(), day, reminded, steps);
    }

    private static List<String> plus(List<String> list, String one) {
        if (list.contains(one) || list.size() >= MOST_DOMAINS) {
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
