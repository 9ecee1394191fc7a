package tlsrpt.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.store.PostureLook.Served;
import tlsrpt.table.Item;
import tlsrpt.table.Value;

/// The latest check of a domain, with what earlier checks saw.
///
/// @param look the latest look; of very many lines, those that pass are left out
/// @param known the worst state of each check and host when it was last seen, and since when; by [PostureLine#place]
/// @param agreed the policy and the id that were published together; it stays while a new policy has the old id
/// @param staleSince since when the policy has been another under that id; `null` where it is not
/// @param modeChanged when the mode of the policy last changed; `null` where no look saw it change
/// @param published tokens of the checks whose record was there: `tlsrpt-record`, `sts-record`
/// @param differSince since when the name servers have differed; `null` where they do not
/// @param sparesSince since when each TLSA record has fit no address
/// @param changed whether this look differed from the one before, or is the first
public record StoredPosture(
        PostureLook look,
        Map<String, Known> known,
        @Nullable Served agreed,
        @Nullable Instant staleSince,
        @Nullable Instant modeChanged,
        Set<String> published,
        @Nullable Instant differSince,
        Map<String, Instant> sparesSince,
        boolean changed) {

    private static final List<String> BEST_FIRST = List.of(PostureLine.PASS, "note", "none", "warn", "fail");
    private static final Set<String> RECORDS = Set.of("tlsrpt-record", "sts-record");
    private static final int MOST_PLACES = 400;
    private static final int MOST_SPARES = 50;

    public StoredPosture {
        known = Map.copyOf(known);
        published = Set.copyOf(published);
        sparesSince = Map.copyOf(sparesSince);
    }

    /// A state, and since when looks have seen it.
    public record Known(String state, Instant since) {}

    /// A look after those before it, and what it changes.
    record Step(StoredPosture posture, List<PostureChange> changes) {}

    /// The state of a line's check and host when it was last seen, which may be before this look.
    public Optional<Known> knownOf(PostureLine line) {
        return Optional.ofNullable(known.get(line.place()));
    }

    /// The state of a line. What could not be observed keeps the fault that was seen there before.
    public String stateOf(PostureLine line) {
        return line.isUnseen()
                ? knownOf(line)
                        .map(Known::state)
                        .filter(PostureLine.FAULTS::contains)
                        .orElse(line.state())
                : line.state();
    }

    public PostureSummary summary() {
        return PostureSummary.of(this);
    }

    static Step after(Optional<StoredPosture> before, PostureLook look) {
        var changes = new ArrayList<PostureChange>();
        var past = before.map(StoredPosture::known).orElse(Map.of());
        var worst = worst(look);
        var known = new TreeMap<String, Known>();
        if (look.lines().stream().anyMatch(line -> line.check().equals("mx-records") && line.isUnseen())) {
            // Hosts that DNS did not name this time are not gone.
            known.putAll(past);
        }
        for (var place :
                look.lines().stream().map(PostureLine::place).distinct().toList()) {
            var was = past.get(place);
            var now = worst.get(place);
            if (now == null) {
                if (was != null) {
                    known.put(place, was);
                }
            } else if (was != null && was.state().equals(now.state())) {
                known.put(place, was);
            } else {
                known.put(place, new Known(now.state(), look.at()));
                if (was != null) {
                    changes.add(new PostureChange(
                            look.at(), now.check(), title(now), now.host(), was.state(), now.state(), now.seen()));
                }
            }
        }
        while (known.size() > MOST_PLACES) {
            known.pollLastEntry();
        }
        var served = before.map(StoredPosture::look).map(PostureLook::policy).orElse(null);
        policyChange(served, look).ifPresent(changes::add);
        var posture = following(before, served, look, known, before.isEmpty() || !changes.isEmpty());
        return new Step(posture, changes);
    }

    private static String title(PostureLine line) {
        return line.known().map(Check::title).orElse(line.check());
    }

    private static Map<String, PostureLine> worst(PostureLook look) {
        var worst = new TreeMap<String, PostureLine>();
        for (var line : look.lines()) {
            if (!line.isUnseen()) {
                worst.merge(
                        line.place(),
                        line,
                        (one, other) ->
                                BEST_FIRST.indexOf(other.state()) > BEST_FIRST.indexOf(one.state()) ? other : one);
            }
        }
        return worst;
    }

    private static Optional<PostureChange> policyChange(@Nullable Served before, PostureLook look) {
        var now = look.policy();
        if (before == null || now == null || before.equals(now)) {
            return Optional.empty();
        }
        var id = before.id().equals(now.id())
                ? "id " + now.id() + " unchanged"
                : "id " + before.id() + " to " + now.id();
        return Optional.of(
                new PostureChange(look.at(), "policy", "MTA-STS policy", null, before.text(), now.text(), id));
    }

    private static StoredPosture following(
            Optional<StoredPosture> before,
            @Nullable Served served,
            PostureLook look,
            Map<String, Known> known,
            boolean changed) {
        var now = look.policy() == null ? served : look.policy();
        var agreed = before.map(StoredPosture::agreed).orElse(null);
        var staleSince = before.map(StoredPosture::staleSince).orElse(null);
        if (look.policy() != null && now != null) {
            boolean stale = agreed != null
                    && agreed.id().equals(now.id())
                    && !agreed.text().equals(now.text());
            staleSince = stale ? Objects.requireNonNullElse(staleSince, look.at()) : null;
            agreed = stale ? agreed : now;
        }
        var modeChanged = before.map(StoredPosture::modeChanged).orElse(null);
        if (served != null && now != null && !served.mode().equals(now.mode())) {
            modeChanged = look.at();
        }
        var kept = new PostureLook(look.domain(), look.at(), look.notes(), bounded(look.lines()), now);
        return new StoredPosture(
                kept,
                known,
                agreed,
                staleSince,
                modeChanged,
                published(before, look, now),
                differSince(before, look),
                sparesSince(before, look),
                changed);
    }

    private static @Nullable Instant differSince(Optional<StoredPosture> before, PostureLook look) {
        var since = before.map(StoredPosture::differSince).orElse(null);
        var differ = look.passing().serversDiffer();
        return differ == null ? since : differ ? Objects.requireNonNullElse(since, look.at()) : null;
    }

    private static Map<String, Instant> sparesSince(Optional<StoredPosture> before, PostureLook look) {
        var since = before.map(StoredPosture::sparesSince).orElse(Map.of());
        var spares = look.passing().spareRecords();
        if (spares == null) {
            return since;
        }
        var now = new TreeMap<String, Instant>();
        spares.stream().limit(MOST_SPARES).forEach(record -> now.put(record, since.getOrDefault(record, look.at())));
        return now;
    }

    private static List<PostureLine> bounded(List<PostureLine> lines) {
        if (lines.size() <= PostureLook.MOST_LINES) {
            return lines;
        }
        return lines.stream()
                .filter(line -> !line.state().equals(PostureLine.PASS))
                .limit(PostureLook.MOST_LINES)
                .toList();
    }

    private static Set<String> published(Optional<StoredPosture> before, PostureLook look, @Nullable Served policy) {
        var published = new HashSet<>(before.map(StoredPosture::published).orElse(Set.of()));
        look.lines().stream()
                .filter(line -> RECORDS.contains(line.check()))
                .filter(line ->
                        line.state().equals(PostureLine.PASS) || line.state().equals("warn"))
                .forEach(line -> published.add(line.check()));
        if (policy != null && policy.mode().equals("none")) {
            // This is how a domain leaves MTA-STS, so the record may go.
            published.remove("sts-record");
        }
        return published;
    }

    void put(Item.Builder item) {
        var lines = new TreeMap<String, Value>();
        for (var line : look.lines()) {
            lines.put("%03d".formatted(lines.size()), line.value());
        }
        var states = new TreeMap<String, Value>();
        known.forEach((place, state) -> states.put(place, Value.of(state.state() + " " + state.since())));
        var spares = new TreeMap<String, Value>();
        sparesSince.forEach((record, since) -> spares.put(record, Value.of(since.toString())));
        item.put("domain", look.domain())
                .put("at", look.at().toString())
                .put("notes", look.notes())
                .put("lines", new Value.Tree(lines))
                .put("known", new Value.Tree(states))
                .put("published", published.stream().sorted().toList())
                .put("changed", changed)
                .put("stale-since", text(staleSince))
                .put("differ-since", text(differSince))
                .put("mode-changed", text(modeChanged));
        if (!spares.isEmpty()) {
            item.put("spares-since", new Value.Tree(spares));
        }
        put(item, "served", look.policy());
        put(item, "agreed", agreed);
    }

    /// Returns the look that an item of the table holds; empty if it holds something else.
    public static Optional<StoredPosture> in(Item item) {
        return item.key().sk().equals(PostureItems.NOW) ? Optional.of(of(item)) : Optional.empty();
    }

    static StoredPosture of(Item item) {
        var look = new PostureLook(
                item.text("domain"),
                Instant.parse(item.text("at")),
                item.texts("notes"),
                item.tree("lines").values().stream().map(PostureLine::of).toList(),
                served(item, "served"));
        return new StoredPosture(
                look,
                known(item.tree("known")),
                served(item, "agreed"),
                instant(item.textOrNull("stale-since")),
                instant(item.textOrNull("mode-changed")),
                Set.copyOf(item.texts("published")),
                instant(item.textOrNull("differ-since")),
                spares(item.tree("spares-since")),
                item.flag("changed"));
    }

    private static Map<String, Known> known(SortedMap<String, Value> states) {
        var known = new TreeMap<String, Known>();
        states.forEach((place, value) -> {
            var words = ((Value.Text) value).text().split(" ", 2);
            known.put(place, new Known(words[0], Instant.parse(words[1])));
        });
        return known;
    }

    private static Map<String, Instant> spares(SortedMap<String, Value> values) {
        var spares = new TreeMap<String, Instant>();
        values.forEach((record, since) -> spares.put(record, Instant.parse(((Value.Text) since).text())));
        return spares;
    }

    private static void put(Item.Builder item, String name, @Nullable Served policy) {
        if (policy != null) {
            item.put(name, List.of(policy.id(), policy.text()));
        }
    }

    private static @Nullable Served served(Item item, String name) {
        var texts = item.texts(name);
        return texts.isEmpty() ? null : new Served(texts.get(0), texts.get(1));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
