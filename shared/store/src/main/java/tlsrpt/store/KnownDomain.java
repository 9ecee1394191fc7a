package tlsrpt.store;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;

/// A domain of which something was recorded.
///
/// @param first the earliest day that was reported; `null` if no report is trusted
/// @param last the latest one
/// @param policies what the report seen last applied
public record KnownDomain(
        String domain, @Nullable LocalDate first, @Nullable LocalDate last, List<PolicyKind> policies) {

    public KnownDomain {
        policies = List.copyOf(policies);
    }

    static KnownDomain of(Item item) {
        var policy = item.textOrNull("policy");
        return new KnownDomain(
                item.key().sk(),
                day(item.textOrNull("first")),
                day(item.textOrNull("last")),
                policy == null
                        ? List.of()
                        : List.of(policy.split(" ")).stream()
                                .flatMap(token -> PolicyKind.named(token).stream())
                                .toList());
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }
}
