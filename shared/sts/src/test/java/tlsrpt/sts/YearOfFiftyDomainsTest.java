package tlsrpt.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Mode;

/// A year of fifty domains with MX changes, certificate failures, policy hosts that fail, and operators who try
/// everything or let every second domain advance by itself, against senders that keep policies as RFC 8461 §5 says.
/// What the collector allows refuses no mail that a
/// careful operator would have got through.
class YearOfFiftyDomainsTest {

    private static final int SEEDS = Integer.getInteger("sts.years", 1);
    private static final int DOMAINS = 50;
    private static final int HOURS = 365 * 24;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    static Stream<Integer> seeds() {
        return IntStream.range(0, SEEDS).boxed();
    }

    /// Keeps what DNS said for its TTL.
    private static final class Cached<T> {

        private @Nullable T value;
        private Instant until = Instant.EPOCH;

        @Nullable
        T at(Instant now, @Nullable T fresh) {
            if (!now.isBefore(until)) {
                value = fresh;
                until = now.plus(Outside.TTL);
            }
            return value;
        }
    }

    /// A sending mail server.
    ///
    /// Spec: RFC 8461 §3.3, §5.1
    private static final class Sender {

        private final Random random;
        /// Whether it asks DNS for the id before each message too, or once a day only.
        private final boolean eager;
        private final Cached<String> record = new Cached<>();
        private final Cached<List<String>> mx = new Cached<>();
        private @Nullable StsPolicy policy;
        private String id = "";
        private Instant expires = Instant.EPOCH;
        private Instant looked = Instant.EPOCH;

        Sender(Random random) {
            this.random = random;
            this.eager = random.nextBoolean();
        }

        /// Looks once a day without any message.
        void refresh(Outside domain) {
            if (!domain.now.isBefore(looked.plus(Duration.ofDays(1)))) {
                learn(domain);
            }
        }

        void learn(Outside domain) {
            boolean holds = policy != null && domain.now.isBefore(expires);
            if (holds && !eager && domain.now.isBefore(looked.plus(Duration.ofDays(1)))) {
                return;
            }
            looked = domain.now;
            var now = record.at(domain.now, domain.id);
            var file = domain.file();
            boolean old = !domain.now.isBefore(expires.minus(HOUR));
            if (now == null || file == null || (holds && !old && now.equals(id))) {
                policy = holds ? policy : null;
                return;
            }
            policy = StsPolicy.parse(file);
            id = now;
            expires = domain.now.plusSeconds(policy.maxAge());
        }

        /// @return the host that it refuses to deliver to; `null` if it delivers
        @Nullable
        String refuses(Domain domain) {
            learn(domain.outside);
            var hosts = mx.at(domain.outside.now, List.copyOf(domain.outside.mx));
            if (hosts == null || policy == null || policy.mode() != Mode.ENFORCE) {
                return null;
            }
            var host = hosts.get(random.nextInt(hosts.size()));
            return !policy.covers(host) || domain.broken.contains(host) ? host : null;
        }
    }

    /// A domain with its operator and some senders.
    private static final class Domain {

        private final Random random;
        private final Outside outside;
        private final boolean impatient;
        /// Whether the collector advances it as soon as it may.
        private final boolean automatic;
        private final List<Sender> senders = new ArrayList<>();
        /// MX hosts whose certificate is bad.
        private final List<String> broken = new ArrayList<>();
        private Instant brokenSince = Instant.parse("2100-01-01T00:00:00Z");
        private Instant brokenUntil = Instant.EPOCH;
        private Instant hostFailsUntil = Instant.EPOCH;
        private Instant enforcing = Instant.parse("2100-01-01T00:00:00Z");
        private @Nullable String wanted;
        private int hosts = 2;
        int refusedByPolicy;
        int refusedThoughKnown;
        int enforcingHours;
        int moves;

        Domain(int number, Random random) {
            this.random = random;
            impatient = random.nextBoolean();
            automatic = number % 2 == 0;
            outside = new Outside(
                    "d" + number + ".example",
                    START.plus(HOUR.multipliedBy(random.nextInt(200))),
                    "mx0.d" + number + ".example",
                    "mx1.d" + number + ".example");
            outside.prepare();
            for (int i = 0; i < 4; i++) {
                senders.add(new Sender(random));
            }
        }

        void hour() {
            outside.later(HOUR);
            weather();
            outside.look();
            if (automatic && outside.policy().stage() != Stage.ENFORCE) {
                advance();
            }
            if (outside.policy().stage().mode() == Mode.ENFORCE) {
                enforcingHours++;
            }
            if (random.nextInt(impatient ? 4 : 24) == 0) {
                operate();
            }
            for (var sender : senders) {
                sender.refresh(outside);
                if (random.nextInt(6) == 0) {
                    deliver(sender);
                }
            }
        }

        private void deliver(Sender sender) {
            var host = sender.refuses(this);
            if (host == null) {
                return;
            }
            if (!broken.contains(host)) {
                refusedByPolicy++;
            } else if (brokenSince.isBefore(enforcing.minus(Duration.ofDays(3)))) {
                // It was broken when enforcing began, and reports had said so.
                refusedThoughKnown++;
            }
        }

        private void weather() {
            var now = outside.now;
            if (random.nextInt(2000) == 0) {
                hostFailsUntil = now.plus(HOUR.multipliedBy(1 + random.nextInt(200)));
            }
            outside.hostWorks = !now.isBefore(hostFailsUntil);
            outside.dnsAnswers = random.nextInt(50) != 0;
            if (broken.isEmpty() && random.nextInt(1500) == 0) {
                broken.add(outside.mx.getFirst());
                brokenSince = now;
                brokenUntil = now.plus(HOUR.multipliedBy(1 + random.nextInt(600)));
            } else if (!broken.isEmpty() && !now.isBefore(brokenUntil)) {
                broken.clear();
            }
        }

        /// What reports of complete days of the last two weeks say.
        private List<MissingCondition> reports() {
            var day = Duration.ofDays(1);
            boolean seen = brokenSince.isBefore(outside.now.minus(day.multipliedBy(2)))
                    && (!broken.isEmpty() || brokenUntil.isAfter(outside.now.minus(day.multipliedBy(16))));
            boolean tooFew = outside.policy().since() == null
                    || outside.policy().since().isAfter(outside.now.minus(day.multipliedBy(16)));
            return seen || (tooFew && outside.policy().stage() == Stage.TESTING)
                    ? List.of(new MissingCondition("Reports show failures, or there are too few.", null))
                    : List.of();
        }

        private void operate() {
            if (NextStep.of(outside.policy(), outside.now).record() != null) {
                outside.publish();
                return;
            }
            switch (random.nextInt(impatient ? 6 : 4)) {
                case 0, 1 -> moveMx();
                case 2, 3 -> advance();
                case 4 -> {
                    outside.command(new Command.Remove());
                    if (random.nextInt(100) == 0) {
                        outside.command(new Command.Retreat());
                    }
                }
                default ->
                    // Away with a host that is in use: the collector has to say no.
                    assertThat(outside.command(new Command.ChangeMx(List.of(), List.of(outside.mx.getFirst()))))
                            .isInstanceOf(CommandResult.Refused.class);
            }
        }

        private void advance() {
            if (outside.command(new Command.Advance(reports())) instanceof CommandResult.Changed changed
                    && changed.policy().stage() == Stage.TRIAL) {
                enforcing = outside.now;
            }
        }

        /// First the policy, then DNS at the time that was named, then the old host goes.
        private void moveMx() {
            var policy = outside.policy();
            if (!policy.stage().isInUse()) {
                return;
            }
            if (wanted == null) {
                if (random.nextInt(40) == 0) {
                    wanted = "mx" + hosts++ + "." + outside.domain;
                    outside.command(new Command.ChangeMx(List.of(wanted), List.of()));
                }
                return;
            }
            var known = policy.knownFrom();
            if (!outside.mx.contains(wanted)) {
                if (known != null && !outside.now.isBefore(known)) {
                    outside.mx.add(wanted);
                    outside.mx.removeFirst();
                    moves++;
                }
                return;
            }
            var unused = policy.patterns().stream()
                    .filter(pattern -> !outside.mx.contains(pattern))
                    .toList();
            if (unused.isEmpty()
                    || outside.command(new Command.ChangeMx(List.of(), unused)) instanceof CommandResult.Changed) {
                wanted = null;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void refusesNoMailThatACarefulOperatorWouldHaveGotThrough(int seed) {
        int moves = 0;
        int enforcing = 0;
        int byItself = 0;
        for (int n = 0; n < DOMAINS; n++) {
            var domain = new Domain(n, new Random(seed * 1000L + n));
            for (int hour = 0; hour < HOURS; hour++) {
                domain.hour();
            }
            assertThat(domain.refusedByPolicy)
                    .as("refused since the policy lacks an MX, domain " + n)
                    .isZero();
            assertThat(domain.refusedThoughKnown)
                    .as("refused for a known certificate, domain " + n)
                    .isZero();
            moves += domain.moves;
            enforcing += domain.enforcingHours > 0 ? 1 : 0;
            byItself += domain.enforcingHours > 0 && domain.automatic ? 1 : 0;
        }

        // The year is not trivially quiet.
        assertThat(moves).isGreaterThan(50);
        assertThat(enforcing).isGreaterThan(DOMAINS / 2);
        assertThat(byItself).isGreaterThan(DOMAINS / 4);
    }
}
