package tlsrpt.host;

import java.net.InetSocketAddress;
import java.security.cert.TrustAnchor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tlsrpt.posture.Judge;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Look;
import tlsrpt.posture.look.Roots;
import tlsrpt.posture.look.Vicinity;
import tlsrpt.report.DomainName;
import tlsrpt.store.PostureItems;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredPosture;
import tlsrpt.table.Table;

/// Looks at the domains that the operator listed, and remembers what it saw.
///
/// Only listed names are looked at: `*` lists none, since a report about any domain may be sent by anyone.
final class Prober implements AutoCloseable {

    private static final int AT_ONCE = 4;
    private static final Duration AFTER_A_CHANGE = Duration.ofHours(1);
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final int MINUTES_A_DAY = 24 * 60;

    private final Table table;
    private final PostureItems items;
    private final Supplier<Look> looks;
    private final Supplier<Set<TrustAnchor>> roots;
    private final Clock clock;
    private final Consumer<HostEvent> audience;
    private final Consumer<StoredPosture> alerts;
    private final Map<String, Instant> due = new ConcurrentHashMap<>();
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ReentrantLock writing = new ReentrantLock();
    private boolean closed;

    /// @param vicinity from where to look
    /// @param roots the public CAs
    /// @param alerts evaluates what was remembered of a look
    Prober(
            Table table,
            Vicinity vicinity,
            Supplier<Set<TrustAnchor>> roots,
            Clock clock,
            Consumer<HostEvent> audience,
            Consumer<StoredPosture> alerts) {
        this.table = table;
        this.items = new PostureItems(table, clock);
        this.looks = () -> new Look(vicinity);
        this.roots = roots;
        this.clock = clock;
        this.audience = audience;
        this.alerts = alerts;
    }

    /// Contacts public addresses only.
    static Prober ofTheInternet(
            Table table,
            List<InetSocketAddress> resolvers,
            Clock clock,
            Consumer<HostEvent> audience,
            Consumer<StoredPosture> alerts) {
        var vicinity = new Vicinity(
                resolvers,
                Roots.dnsAnchors(),
                AddressRule.PUBLIC,
                Vicinity.Ports.STANDARD,
                Bounds.STANDARD,
                "",
                null,
                clock);
        return new Prober(table, vicinity, Roots::publicCas, clock, audience, alerts);
    }

    /// What came of a wish to look now.
    enum Answered {
        DONE,
        NOT_LISTED,
        TOO_SOON,
        BUSY
    }

    /// The listed domains whose next look is due.
    List<String> due() {
        var now = clock.instant();
        return domains().stream()
                .filter(domain -> !now.isBefore(due.computeIfAbsent(domain, this::next)))
                .toList();
    }

    boolean isListed(String domain) {
        return domains().contains(domain);
    }

    private List<String> domains() {
        return Settings.read(table).domains().stream()
                .map(DomainName::normal)
                .filter(DomainName::isDomain)
                .distinct()
                .toList();
    }

    private Instant next(String domain) {
        return items.latest(domain)
                .map(posture -> next(domain, posture.look().at(), posture.changed()))
                .orElse(Instant.MIN);
    }

    /// An hour after the first look and after a change; else once a day, in a minute that the domain's name chooses.
    static Instant next(String domain, Instant last, boolean changed) {
        var earliest = last.plus(AFTER_A_CHANGE);
        var minute = Math.floorMod(domain.hashCode(), MINUTES_A_DAY);
        var slot = earliest.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofMinutes(minute));
        var daily = slot.isBefore(earliest) ? slot.plus(Duration.ofDays(1)) : slot;
        return changed ? earliest : daily;
    }

    /// Looks at what is due, a few domains at the same time. Each look ends by its own bounds.
    void lookAtWhatIsDue() {
        var domains = due();
        if (domains.isEmpty()) {
            return;
        }
        var look = looks.get();
        try (var executor = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("probe").factory())) {
            domains.forEach(domain -> executor.execute(() -> lookInTurn(look, domain)));
        }
    }

    private void lookInTurn(Look look, String domain) {
        try {
            places.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (looking.add(domain)) {
                look(look, domain);
            }
        } finally {
            places.release();
        }
    }

    /// Looks at a domain now, if it is listed and the last look is a minute old.
    Answered now(String domain) {
        if (!isListed(domain)) {
            return Answered.NOT_LISTED;
        }
        var last = items.latest(domain);
        if (last.isPresent() && clock.instant().isBefore(last.get().look().at().plus(LEAST))) {
            return Answered.TOO_SOON;
        }
        if (!places.tryAcquire()) {
            return Answered.BUSY;
        }
        try {
            if (!looking.add(domain)) {
                return Answered.TOO_SOON;
            }
            look(looks.get(), domain);
            return Answered.DONE;
        } finally {
            places.release();
        }
    }

    private void look(Look look, String domain) {
        try {
            var before = items.latest(domain);
            var posture = Judge.judge(look.at(domain), PostureMemory.background(roots.get(), before));
            var seen = PostureMemory.look(posture);
            writing.lock();
            try {
                if (!closed) {
                    items.record(before, seen)
                            .ifPresent(
                                    changes -> audience.accept(new HostEvent.Checked(domain, posture, changes.size())));
                    items.latest(domain).ifPresent(alerts);
                }
            } finally {
                writing.unlock();
            }
            due.put(domain, next(domain));
        } catch (RuntimeException e) {
            due.put(domain, clock.instant().plus(AFTER_A_CHANGE));
            if (!isClosed()) {
                audience.accept(new HostEvent.Trouble("checking " + domain + ": " + e));
            }
        } finally {
            looking.remove(domain);
        }
    }

    private boolean isClosed() {
        writing.lock();
        try {
            return closed;
        } finally {
            writing.unlock();
        }
    }

    /// Lets no look write any more; those under way end by themselves.
    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
        } finally {
            writing.unlock();
        }
    }
}
