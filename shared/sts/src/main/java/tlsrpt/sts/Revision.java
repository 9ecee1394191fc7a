package tlsrpt.sts;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One text of a policy, with its id.
///
/// @param text the file
/// @param served from when this file is served
/// @param readBack when it was first read through its public name; `null` until then
/// @param announced when DNS was first seen to have its id; `null` until then
/// @param shownSince since when every check found both file and id; `null` if the last one did not
/// @param known from when senders that look daily know it, since they could read it for so long; `null` until then
public record Revision(
        String text,
        String id,
        Instant served,
        @Nullable Instant readBack,
        @Nullable Instant announced,
        @Nullable Instant shownSince,
        @Nullable Instant known) {

    static Revision of(PolicyText policy, Instant now) {
        return new Revision(policy.text(), policy.id(now), now, null, null, null, null);
    }

    public StsPolicy policy() {
        return StsPolicy.parse(text);
    }

    /// Returns the TXT record, which may be published from the moment when the file was read back.
    public String record(String domain) {
        return "_mta-sts." + domain + ". 3600 IN TXT \"v=STSv1; id=" + id + ";\"";
    }

    Revision readBack(Instant at) {
        return readBack == null ? new Revision(text, id, served, at, announced, shownSince, known) : this;
    }

    /// After a look that showed both file and id.
    Revision shown(Instant at, Duration untilKnown) {
        var since = shownSince == null ? at : shownSince;
        var then = since.plus(untilKnown);
        return new Revision(
                text,
                id,
                served,
                readBack,
                announced == null ? at : announced,
                since,
                known == null && !at.isBefore(then) ? then : known);
    }

    /// After a look that showed that file or id is not there.
    Revision notShown() {
        return new Revision(text, id, served, readBack, announced, null, known);
    }
}
