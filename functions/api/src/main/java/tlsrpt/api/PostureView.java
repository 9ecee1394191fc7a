package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.store.PostureChange;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook.Served;
import tlsrpt.store.StoredPosture;

/// `/v1/domains/{domain}/posture`: what the latest look at DNS, policy and mail servers showed, and what changed.
final class PostureView {

    private static final int MOST_CHANGES = 50;

    private static final Columns<PostureChange> CHANGES = new Columns<PostureChange>()
            .text("at", PostureChange::at)
            .text("check", PostureChange::check)
            .text("title", PostureChange::title)
            .text("host", PostureChange::host)
            .text("from", PostureChange::from)
            .text("to", PostureChange::to)
            .text("seen", PostureChange::seen);

    private final PostureItems items;
    private final Predicate<String> checkable;

    /// @param checkable whether this collector can check a domain on request
    PostureView(PostureItems items, Predicate<String> checkable) {
        this.items = items;
        this.checkable = checkable;
    }

    Answer one(Query query) {
        var domain = query.domain();
        var latest = items.latest(domain);
        var changes = latest.isEmpty() ? List.<PostureChange>of() : items.changes(domain, MOST_CHANGES);
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            json.writeBooleanField("checkable", checkable.test(domain));
            json.writeStringField(
                    "at", latest.map(posture -> posture.look().at().toString()).orElse(null));
            json.writeArrayFieldStart("notes");
            for (var note : latest.map(posture -> posture.look().notes()).orElse(List.of())) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeFieldName("policy");
            policy(json, latest);
            if (latest.isPresent()) {
                columns(latest.get()).array(json, "checks", latest.get().look().lines());
            } else {
                json.writeArrayFieldStart("checks");
                json.writeEndArray();
            }
            CHANGES.array(json, "changes", changes);
        });
    }

    private static Columns<PostureLine> columns(StoredPosture posture) {
        return new Columns<PostureLine>()
                .text("check", PostureLine::check)
                .text("title", line -> line.known().map(Check::title).orElse(line.check()))
                .text(
                        "group",
                        line -> line.known().map(check -> check.group().title()).orElse(""))
                .text("state", PostureLine::state)
                .text("host", PostureLine::host)
                .text("address", PostureLine::address)
                .text("severity", PostureLine::severity)
                .text("seen", PostureLine::seen)
                .text("meaning", PostureLine::meaning)
                .text("step", PostureLine::step)
                .text("command", PostureLine::command)
                .text("until", PostureLine::until)
                .text("known", line -> known(posture, line, true))
                .text("since", line -> known(posture, line, false));
    }

    /// The state in which a check was last seen, or since when.
    private static @Nullable String known(StoredPosture posture, PostureLine line, boolean state) {
        return posture.knownOf(line)
                .map(known -> state ? known.state() : known.since().toString())
                .orElse(null);
    }

    private static void policy(JsonGenerator json, Optional<StoredPosture> latest) throws IOException {
        Served policy = latest.map(posture -> posture.look().policy()).orElse(null);
        if (policy == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("id", policy.id());
        json.writeStringField("mode", policy.mode());
        json.writeStringField("text", policy.text());
        json.writeStringField(
                "staleSince",
                latest.map(StoredPosture::staleSince).map(Object::toString).orElse(null));
        json.writeEndObject();
    }
}
