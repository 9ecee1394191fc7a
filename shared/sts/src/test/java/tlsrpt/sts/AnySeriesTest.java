package tlsrpt.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Mode;

/// Whatever commands, clocks, faults and crashes come in whatever order: no id before its file, neither file nor record
/// gone while a sender needs it, a horizon that never shrinks, texts that read back.
class AnySeriesTest {

    private static final int SEEDS = Integer.getInteger("sts.seeds", 200);
    private static final int STEPS = 400;
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    static Stream<Integer> seeds() {
        return IntStream.range(0, SEEDS).boxed();
    }

    private static final class Run {

        private final Random random;
        private final Outside world = new Outside("example.com", START, "mx1.example.com", "mx2.example.com");
        private final Map<String, String> fileById = new HashMap<>();
        /// Policies that senders hold, other than none, and until when.
        private final List<Instant> held = new ArrayList<>();
        private @Nullable Instant horizon;

        Run(int seed) {
            random = new Random(seed);
            world.prepare();
            known();
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                var before = world.policy();
                act();
                if (random.nextInt(10) == 0) {
                    // A crash before it was stored: the command never happened.
                    world.policy = before;
                }
                known();
                check();
                if (world.policy().isOver(world.now)) {
                    assertThat(held).as("senders that need the file").noneMatch(until -> until.isAfter(world.now));
                    if (random.nextBoolean()) {
                        return;
                    }
                }
            }
        }

        private void act() {
            switch (random.nextInt(16)) {
                case 0 -> world.later(Duration.ofDays(random.nextInt(9)));
                case 1 -> world.later(Duration.ofMinutes(random.nextInt(90)));
                case 2, 3 -> world.aDay();
                case 4 -> world.hostWorks = !world.hostWorks || random.nextBoolean();
                case 5 -> world.dnsAnswers = !world.dnsAnswers || random.nextBoolean();
                case 6 -> {
                    if (random.nextBoolean()) {
                        world.mx.add("mx" + random.nextInt(5) + ".example.com");
                    } else if (world.mx.size() > 1) {
                        world.mx.removeFirst();
                    }
                }
                case 7, 8 -> fetch();
                case 9 -> world.look();
                case 10, 11 -> {
                    world.look();
                    var next = NextStep.of(world.policy(), world.now);
                    if (next.record() != null) {
                        world.id = world.policy().revision().id();
                    } else if (world.policy().stage() == Stage.REMOVING) {
                        world.id = null;
                    }
                }
                default -> command();
            }
        }

        private void command() {
            var patterns = List.of("mx" + random.nextInt(5) + ".example.com");
            Command command = switch (random.nextInt(8)) {
                case 0, 1, 2 -> new Command.Advance(List.of());
                case 3 -> new Command.Retreat();
                case 4 -> random.nextInt(4) == 0 ? new Command.Leave() : new Command.Retreat();
                case 5 -> new Command.Remove();
                case 6 ->
                    random.nextInt(4) == 0 ? new Command.Return(patterns) : new Command.ChangeMx(patterns, List.of());
                default -> new Command.ChangeMx(List.of(), patterns);
            };
            var before = world.policy();
            try {
                world.command(command);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("the policy has no mx line");
            }
            var after = world.policy();
            if (after.stage() == Stage.REMOVING && before.stage() == Stage.LEAVING) {
                assertThat(held).as("senders that hold a policy").noneMatch(until -> until.isAfter(world.now));
            }
        }

        /// A sender follows the record, as far as it finds one.
        private void fetch() {
            var file = world.file();
            if (world.id == null || file == null) {
                return;
            }
            var policy = StsPolicy.parse(file);
            if (policy.mode() != Mode.NONE) {
                held.add(world.now.plusSeconds(policy.maxAge()));
            }
        }

        private void known() {
            var revision = world.policy().revision();
            assertThat(fileById.merge(revision.id(), revision.text(), (first, _) -> first))
                    .isEqualTo(revision.text());
        }

        private void check() {
            var policy = world.policy();
            var revision = policy.revision();
            // No id before its file.
            if (NextStep.of(policy, world.now).record() != null) {
                assertThat(revision.readBack()).isNotNull();
            }
            if (revision.announced() != null) {
                assertThat(revision.readBack()).isNotNull().isBeforeOrEqualTo(revision.announced());
            }
            if (world.id != null) {
                assertThat(fileById).containsKey(world.id);
            }
            // The horizon never shrinks.
            var now = policy.horizonAt(world.now);
            if (horizon != null) {
                assertThat(now).isNotNull().isAfterOrEqualTo(horizon);
            }
            horizon = now;
            // The text reads back.
            var read = revision.policy();
            assertThat(read.faults()).isEmpty();
            assertThat(new PolicyText(Objects.requireNonNull(read.mode()), policy.patterns(), read.maxAge()).text())
                    .isEqualTo(revision.text());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsEverythingInOrder(int seed) {
        new Run(seed).run();
    }
}
