package tlsrpt.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A domain of which something was recorded.
///
/// @param first the earliest day that was reported; `null` where nobody vouches for any report
/// @param last the latest one
/// @param policies what the report seen last applied
public record KnownDomain(
        String domain, @Nullable LocalDate first, @Nullable LocalDate last, List<PolicyKind> policies) {

    public KnownDomain {
        policies = List.copyOf(policies);
    }

    static KnownDomain of(Map<String, AttributeValue> item) {
        var attributes = Attributes.of(item);
        var policy = attributes.textOrNull("policy");
        return new KnownDomain(
                attributes.text("sk"),
                day(attributes.textOrNull("first")),
                day(attributes.textOrNull("last")),
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
