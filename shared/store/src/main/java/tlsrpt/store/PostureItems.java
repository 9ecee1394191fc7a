package tlsrpt.store;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tlsrpt.report.CauseLook;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The results of checks: the latest of each domain, and the changes.
///
/// They are in partitions of their own, so that the rights of what looks can end there.
///
/// | item | pk | sk |
/// |---|---|---|
/// | latest look | `P#domain` | `NOW` |
/// | change | `P#domain` | `C#time#check#host` |
/// | summary of the latest look | `P#*` | domain |
public final class PostureItems {

    static final String NOW = "NOW";

    private static final String PARTITION = "P#";

    /// No domain has this name.
    private static final String FLEET = PARTITION + "*";

    private static final Duration KEPT = Duration.ofDays(400);
    private static final int MOST_CHANGES = 50;

    private final Table table;
    private final Clock clock;

    public PostureItems(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    public Optional<StoredPosture> latest(String domain) {
        return table.get(now(domain)).map(StoredPosture::of);
    }

    /// What the latest look says of the causes that reports name.
    public Optional<CauseLook> causes(String domain) {
        return latest(domain).map(StoredPosture::look);
    }

    /// The summaries of domains that stand between two in the alphabet, both included, by domain. It takes one query,
    /// paged, of about 100 bytes per domain.
    public Map<String, PostureSummary> summaries(String from, String to) {
        return table.all(Range.of(FLEET, Keys.domainPart(from), Keys.domainPart(to))).stream()
                .collect(Collectors.toMap(item -> item.key().sk(), PostureSummary::of));
    }

    /// The newest changes, newest first.
    public List<PostureChange> changes(String domain, int most) {
        var range = Range.of(partition(domain), "C#", "C$").fromTheEnd();
        return table.query(range, most).items().stream()
                .filter(item -> item.number("expires") > clock.instant().getEpochSecond())
                .map(PostureChange::of)
                .toList();
    }

    /// Remembers a look.
    ///
    /// @param before as [#latest] gave it when the look began
    /// @return the changes; empty where another look was remembered since, so that this one is not
    public Optional<List<PostureChange>> record(Optional<StoredPosture> before, PostureLook look) {
        var step = StoredPosture.after(before, look);
        var item = Item.at(now(look.domain()));
        step.posture().put(item);
        var writes = new ArrayList<Write>();
        writes.add(new Write.Put(
                item.item(),
                before.<Condition>map(posture -> new Condition.Same(
                                "at", Value.of(posture.look().at().toString())))
                        .orElse(new Condition.Absent())));
        step.changes().stream()
                .limit(MOST_CHANGES)
                .map(change -> write(look.domain(), change))
                .forEach(writes::add);
        var summary = Item.at(new Key(FLEET, Keys.domainPart(look.domain())));
        step.posture().summary().put(summary);
        writes.add(Write.put(summary.item()));
        return table.write(writes) instanceof Written.Done ? Optional.of(step.changes()) : Optional.empty();
    }

    private static Write write(String domain, PostureChange change) {
        var host = change.host() == null ? "" : Keys.domainPart(change.host());
        return Write.put(Item.at(new Key(partition(domain), "C#" + change.at() + "#" + change.check() + "#" + host))
                .put("at", change.at().toString())
                .put("check", change.check())
                .put("title", change.title())
                .put("host", change.host())
                .put("from", Keys.cut(change.from(), 1000))
                .put("to", Keys.cut(change.to(), 1000))
                .put("seen", change.seen())
                .put("expires", change.at().plus(KEPT).getEpochSecond())
                .item());
    }

    private static Key now(String domain) {
        return new Key(partition(domain), NOW);
    }

    private static String partition(String domain) {
        return PARTITION + Keys.domainPart(domain);
    }
}
