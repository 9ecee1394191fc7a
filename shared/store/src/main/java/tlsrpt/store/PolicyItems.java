package tlsrpt.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedName.Alias;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.ObservationHistory;
import tlsrpt.sts.Revision;
import tlsrpt.sts.Stage;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The MTA-STS policies that are hosted here, and every change of them.
///
/// | item | pk | sk |
/// |---|---|---|
/// | policy | `STS` | `domain` |
/// | change | `STS#domain` | `time` |
/// | name in AWS | `STS#` | `domain` |
public final class PolicyItems {

    private static final String PARTITION = "STS";
    private static final String CHANGES = "STS#";
    /// No domain is empty, so no changes are here.
    private static final String NAMES = "STS#";
    private static final String VERSION = "version";
    private static final String AUTOMATIC = "automatic";
    private static final Duration KEPT = Duration.ofDays(400);
    private static final int LONGEST_NOTE = 2000;

    private final Table table;

    public PolicyItems(Table table) {
        this.table = table;
    }

    /// A policy as it is stored.
    ///
    /// @param version how often it was written
    /// @param automatic whether the collector advances it by itself
    public record Stored(HostedPolicy policy, long version, boolean automatic) {

        /// The same, to be written with another setting.
        public Stored automatic(boolean on) {
            return new Stored(policy, version, on);
        }
    }

    /// One change of a served policy: who requested what, and why it was allowed.
    ///
    /// @param command such as `advance`
    /// @param by who asked
    /// @param evidence what spoke for it; may be empty
    /// @param id of the policy from then on
    /// @param text the file from then on
    public record Change(Instant at, String command, String by, String evidence, String stage, String id, String text) {

        public static Change of(HostedPolicy policy, Instant at, String command, String by, String evidence) {
            return new Change(
                    at,
                    command,
                    by,
                    Keys.cut(evidence, LONGEST_NOTE),
                    policy.stage().token(),
                    policy.revision().id(),
                    policy.revision().text());
        }
    }

    public Optional<Stored> get(String domain) {
        return table.get(key(domain)).map(PolicyItems::stored);
    }

    /// Returns the file of a domain, and reads nothing else of the item: a sender gets it also if another version of
    /// this
    /// collector wrote the rest.
    public Optional<String> file(String domain) {
        return table.get(key(domain)).map(item -> item.text("text"));
    }

    /// Returns all, by their domains.
    public List<Stored> all() {
        return table.all(Range.of(PARTITION).readLatest()).stream()
                .map(PolicyItems::stored)
                .toList();
    }

    /// Stores a policy, with the change that led to it.
    ///
    /// @param before as it was read, with the setting that is to hold from now on; empty if there was none
    /// @param change `null` if what is served stays as it is
    /// @return `false` if another write came first
    public boolean write(Optional<Stored> before, HostedPolicy policy, @Nullable Change change) {
        var item = Item.at(key(policy.domain()));
        put(item, policy);
        item.put(AUTOMATIC, before.filter(Stored::automatic).isPresent());
        item.put(VERSION, before.map(Stored::version).orElse(0L) + 1);
        var writes = new ArrayList<Write>();
        writes.add(new Write.Put(item.item(), condition(before)));
        if (change != null) {
            writes.add(Write.put(item(policy.domain(), change, policy.horizonAt(change.at()))));
        }
        return table.write(writes) instanceof Written.Done;
    }

    /// Forgets a policy that no sender needs any more. Its changes stay.
    public boolean forget(Stored before, Change change) {
        var domain = before.policy().domain();
        return table.write(List.of(
                        new Write.Delete(key(domain), condition(Optional.of(before))),
                        Write.put(item(domain, change, before.policy().horizon()))))
                instanceof Written.Done;
    }

    /// The newest changes, newest first.
    public List<Change> changes(String domain, int most) {
        return table.query(Range.of(partition(domain)).fromTheEnd(), most).items().stream()
                .map(item -> new Change(
                        Instant.parse(item.text("at")),
                        item.text("command"),
                        item.text("by"),
                        item.text("evidence"),
                        item.text("stage"),
                        item.text("id"),
                        item.text("text")))
                .toList();
    }

    /// The public name of a policy as it is stored.
    ///
    /// @param version how often it was written
    public record StoredName(HostedName name, long version) {}

    /// Returns the name that a stack makes for a policy; empty if it makes none.
    public Optional<StoredName> name(String domain) {
        return table.get(nameKey(domain)).map(item -> new StoredName(hostedName(item), item.number(VERSION)));
    }

    /// Returns all names that a stack makes, by their domains.
    public List<HostedName> names() {
        return table.all(Range.of(NAMES).readLatest()).stream()
                .map(PolicyItems::hostedName)
                .toList();
    }

    private static HostedName hostedName(Item item) {
        return new HostedName(
                item.text("domain"),
                item.text("zone"),
                Instant.parse(item.text("begun")),
                item.textOrNull("certificate"),
                alias(item),
                item.textOrNull("target"),
                item.text("waits"),
                Set.copyOf(item.texts("seen")),
                Set.copyOf(item.texts("replaced")));
    }

    private static @Nullable Alias alias(Item item) {
        var name = item.textOrNull("proof-name");
        var target = item.textOrNull("proof-target");
        return name == null || target == null ? null : new Alias(name, target);
    }

    /// Stores the name of a policy.
    ///
    /// @param before as it was read; empty if there was none
    /// @return as it is stored; empty if another one had written it since
    public Optional<StoredName> write(Optional<StoredName> before, HostedName name) {
        long version = before.map(StoredName::version).orElse(0L) + 1;
        var proof = name.proof();
        var item = Item.at(nameKey(name.domain()))
                .put("domain", name.domain())
                .put("zone", name.zone())
                .put("begun", name.begun().toString())
                .put("certificate", name.certificate())
                .put("proof-name", proof == null ? null : proof.name())
                .put("proof-target", proof == null ? null : proof.target())
                .put("target", name.target())
                .put("waits", name.waits())
                .put("seen", name.seen().stream().sorted().toList())
                .put("replaced", name.replaced().stream().sorted().toList())
                .put(VERSION, version)
                .item();
        var condition = before.<Condition>map(stored -> new Condition.Same(VERSION, Value.of(stored.version())))
                .orElse(new Condition.Absent());
        return table.write(List.of(new Write.Put(item, condition))) instanceof Written.Done
                ? Optional.of(new StoredName(name, version))
                : Optional.empty();
    }

    /// Forgets the name of a policy, of which nothing is left in AWS.
    public void forgetName(String domain) {
        table.write(List.of(new Write.Delete(nameKey(domain), new Condition.Always())));
    }

    private static Key nameKey(String domain) {
        return new Key(NAMES, Keys.domainPart(domain));
    }

    private static Item item(String domain, Change change, @Nullable Instant horizon) {
        var needed = horizon == null || horizon.isBefore(change.at()) ? change.at() : horizon;
        return Item.at(new Key(partition(domain), change.at().toString()))
                .put("at", change.at().toString())
                .put("command", change.command())
                .put("by", change.by())
                .put("evidence", change.evidence())
                .put("stage", change.stage())
                .put("id", change.id())
                .put("text", change.text())
                .put("expires", needed.plus(KEPT).getEpochSecond())
                .item();
    }

    private static Condition condition(Optional<Stored> before) {
        return before.<Condition>map(stored -> new Condition.Same(VERSION, Value.of(stored.version())))
                .orElse(new Condition.Absent());
    }

    private static Key key(String domain) {
        return new Key(PARTITION, Keys.domainPart(domain));
    }

    private static String partition(String domain) {
        return CHANGES + Keys.domainPart(domain);
    }

    private static void put(Item.Builder item, HostedPolicy policy) {
        var revision = policy.revision();
        var seen = policy.seen();
        var cached = new TreeMap<String, Value>();
        seen.mxCached().forEach((host, until) -> cached.put(host, Value.of(until.toString())));
        item.put("domain", policy.domain())
                .put("stage", policy.stage().token())
                .put("since", text(policy.since()))
                .put("text", revision.text())
                .put("id", revision.id())
                .put("served", revision.served().toString())
                .put("read-back", text(revision.readBack()))
                .put("announced", text(revision.announced()))
                .put("shown-since", text(revision.shownSince()))
                .put("known", text(revision.known()))
                .put("unread", policy.unread())
                .put("horizon", text(policy.horizon()))
                .put("looked", text(seen.looked()))
                .put("faults", seen.faults())
                .put("in-step-since", text(seen.inStepSince()))
                .put("record-ttl", seen.recordTtl().toSeconds())
                .put("mx", seen.mx())
                .put("mx-ttl", seen.mxTtl().toSeconds())
                .put("mx-cached", new Value.Tree(cached))
                .put("record-gone", text(seen.recordGone()));
    }

    private static Stored stored(Item item) {
        var revision = new Revision(
                item.text("text"),
                item.text("id"),
                Instant.parse(item.text("served")),
                instant(item, "read-back"),
                instant(item, "announced"),
                instant(item, "shown-since"),
                instant(item, "known"));
        var seen = new ObservationHistory(
                instant(item, "looked"),
                item.texts("faults"),
                instant(item, "in-step-since"),
                Duration.ofSeconds(item.number("record-ttl")),
                item.texts("mx"),
                Duration.ofSeconds(item.number("mx-ttl")),
                cached(item),
                instant(item, "record-gone"));
        return new Stored(
                new HostedPolicy(
                        item.text("domain"),
                        Stage.of(item.text("stage")),
                        instant(item, "since"),
                        revision,
                        item.number("unread"),
                        instant(item, "horizon"),
                        seen),
                item.number(VERSION),
                item.flag(AUTOMATIC));
    }

    private static Map<String, Instant> cached(Item item) {
        var cached = new TreeMap<String, Instant>();
        item.tree("mx-cached").forEach((host, until) -> cached.put(host, Instant.parse(((Value.Text) until).text())));
        return cached;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(Item item, String name) {
        var text = item.textOrNull(name);
        return text == null ? null : Instant.parse(text);
    }
}
