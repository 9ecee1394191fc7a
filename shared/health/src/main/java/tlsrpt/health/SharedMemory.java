package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What several domains share: the same fault of the same MX host.
///
/// @param lead the alert that the first of them opened; `null` where none is open
/// @param members domains in which it is open
/// @param ever all in which it was, since it was opened
/// @param news those that nobody heard of yet
/// @param updated the day on which somebody last heard of news
/// @param steps that one of them took
public record SharedMemory(
        @Nullable Alert lead,
        List<String> members,
        List<String> ever,
        List<String> news,
        LocalDate updated,
        Instant reminded,
        List<String> steps) {

    public static final SharedMemory NONE =
            new SharedMemory(null, List.of(), List.of(), List.of(), LocalDate.EPOCH, Instant.EPOCH, List.of());

    public String json() {
        return RecordJson.write(this);
    }

    public static SharedMemory of(String json) {
        return RecordJson.read(SharedMemory.class, json);
    }
}
