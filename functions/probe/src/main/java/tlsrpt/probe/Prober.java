package tlsrpt.probe;

import java.net.InetSocketAddress;
import java.security.cert.TrustAnchor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.Posture;
import tlsrpt.posture.PostureEvaluator;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Look;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Roots;
import tlsrpt.report.Check;
import tlsrpt.report.DomainName;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredPosture;
import tlsrpt.table.Table;

/// Checks the domains that the operator listed, and stores the results.
///
/// Only listed names are checked. `*` lists none, because anyone can send a report about any domain.
public final class Prober implements AutoCloseable {

    private static final int AT_ONCE = 4;
    private static final Duration AFTER_A_CHANGE = Duration.ofHours(1);
    private static final Duration BEFORE_AN_EXPIRY = Duration.ofHours(6);
    private static final Duration SOON = Duration.ofDays(10);
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final int MINUTES_A_DAY = 24 * 60;

    private final Table table;
    private final PostureItems items;
    private final LookOptions vicinity;
    private final Map<String, Instant> busy = new ConcurrentHashMap<>();
    private final Supplier<Set<TrustAnchor>> roots;
    private final List<String> destinations;
    private final Clock clock;
    private final Listener listener;
    private final Map<String, Instant> due = new ConcurrentHashMap<>();
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ReentrantLock writing = new ReentrantLock();
    private boolean closed;

    /// Receives the results of checks.
    public interface Listener {

        /// A look was remembered.
        ///
        /// @param changes how many checks changed since the look before
        void checked(Posture posture, StoredPosture remembered, int changes);

        /// A domain could not be checked.
        void failed(String domain, String problem);
    }

    /// A prober of listed domains.
    ///
    /// @param vicinity from where to look
    /// @param roots the public CAs
    public Prober(Table table, LookOptions vicinity, Supplier<Set<TrustAnchor>> roots, Clock clock, Listener listener) {
        this(table, vicinity, roots, List.of(), clock, listener);
    }

    /// A prober that knows where reports should go.
    ///
    /// @param destinations as URIs; empty where that is not known
    public Prober(
            Table table,
            LookOptions vicinity,
            Supplier<Set<TrustAnchor>> roots,
            List<String> destinations,
            Clock clock,
            Listener listener) {
        this.destinations = List.copyOf(destinations);
        this.table = table;
        this.items = new PostureItems(table, clock);
        this.vicinity = vicinity;
        this.roots = roots;
        this.clock = clock;
        this.listener = listener;
    }

    /// Contacts public addresses only.
    ///
    /// @param noSmtp why port 25 is left out; `null` to contact it
    /// @param destinations where reports should go, as URIs; empty where that is not known
    public static Prober ofTheInternet(
            Table table,
            List<InetSocketAddress> resolvers,
            @Nullable String noSmtp,
            List<String> destinations,
            Clock clock,
            Listener listener) {
        var vicinity = new LookOptions(
                resolvers,
                Roots.dnsAnchors(),
                AddressRule.PUBLIC,
                LookOptions.Ports.STANDARD,
                Bounds.STANDARD,
                "",
                noSmtp,
                clock);
        return new Prober(table, vicinity, Roots::publicCas, destinations, clock, listener);
    }

    /// What came of a wish to look now.
    public enum Answered {
        DONE,
        NOT_LISTED,
        TOO_SOON,
        BUSY
    }

    /// The listed domains whose next look is due.
    public List<String> due() {
        var now = clock.instant();
        return domains().stream()
                .filter(domain -> !now.isBefore(due.computeIfAbsent(domain, this::next)))
                .toList();
    }

    /// Returns the latest check of each listed domain.
    public List<StoredPosture> remembered() {
        return domains().stream().map(items::latest).flatMap(Optional::stream).toList();
    }

    public boolean isListed(String domain) {
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
        return items.latest(domain).map(posture -> next(domain, posture)).orElse(Instant.MIN);
    }

    private static Instant next(String domain, StoredPosture posture) {
        var last = posture.look().at();
        var next = next(domain, last, posture.changed());
        var early = last.plus(BEFORE_AN_EXPIRY);
        return early.isBefore(next) && expiresSoon(posture.look()) ? early : next;
    }

    /// Whether a certificate ends within days, as those that live for a week always do.
    private static boolean expiresSoon(PostureLook look) {
        return look.lines().stream()
                .filter(line -> line.known().filter(Check::isOfExpiry).isPresent())
                .map(PostureLine::until)
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .anyMatch(until ->
                        until.isAfter(look.at()) && until.isBefore(look.at().plus(SOON)));
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
    ///
    /// @param end after which no look begins
    public void lookAtWhatIsDue(Instant end) {
        var domains = due();
        if (domains.isEmpty()) {
            return;
        }
        var look = new Look(vicinity, busy);
        try (var executor = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("probe").factory())) {
            domains.forEach(domain -> executor.execute(() -> lookInTurn(look, domain, end)));
        }
    }

    private void lookInTurn(Look look, String domain, Instant end) {
        try {
            places.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (clock.instant().isBefore(end) && looking.add(domain)) {
                look(look, domain);
            }
        } finally {
            places.release();
        }
    }

    /// Looks at a domain now, if it is listed and the last look is a minute old.
    public Answered now(String domain) {
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
            look(new Look(vicinity), domain);
            return Answered.DONE;
        } finally {
            places.release();
        }
    }

    private void look(Look look, String domain) {
        try {
            var before = items.latest(domain);
            var posture = PostureEvaluator.evaluate(
                    look.at(domain), PostureMemory.background(roots.get(), destinations, before));
            var seen = PostureMemory.look(posture);
            writing.lock();
            try {
                if (!closed) {
                    items.record(before, seen)
                            .ifPresent(changes -> items.latest(domain)
                                    .ifPresent(remembered -> listener.checked(posture, remembered, changes.size())));
                }
            } finally {
                writing.unlock();
            }
            due.put(domain, next(domain));
        } catch (RuntimeException e) {
            due.put(domain, clock.instant().plus(AFTER_A_CHANGE));
            if (!isClosed()) {
                listener.failed(domain, e.toString());
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
