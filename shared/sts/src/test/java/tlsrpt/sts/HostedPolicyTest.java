package tlsrpt.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tlsrpt.report.Mode;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

class HostedPolicyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Command READY = new Command.Advance(List.of());

    private static final Map<String, Command> COMMANDS = Map.of(
            "advance", READY,
            "retreat", new Command.Retreat(),
            "leave", new Command.Leave(),
            "remove", new Command.Remove(),
            "return", new Command.Return(List.of("mx1.example.com")),
            "add mx", new Command.ChangeMx(List.of("mx9.example.com"), List.of()));

    private static Outside example() {
        return new Outside("example.com", NOON, "mx1.example.com", "mx2.example.com");
    }

    /// Every stage and every command, a day after the stage was reached; `-` where it is refused.
    @ParameterizedTest
    @CsvSource({
        "preparing, -,       -,       -,       removing, -,         preparing",
        "testing,   trial,   -,       leaving, -,        -,         testing",
        "trial,     -,       testing, leaving, -,        -,         trial",
        "enforce,   -,       testing, leaving, -,        -,         enforce",
        "leaving,   -,       -,       -,       -,        preparing, -",
        "removing,  -,       -,       -,       -,        preparing, -",
    })
    void goesFromEachStageWhereEachCommandLeads(
            String from, String advance, String retreat, String leave, String remove, String back, String addMx) {
        var expected = Map.of(
                "advance", advance, "retreat", retreat, "leave", leave, "remove", remove, "return", back, "add mx",
                addMx);

        expected.forEach((name, to) -> {
            var world = example().to(Stage.of(from)).aDay();
            var before = world.policy();
            var outcome = world.command(COMMANDS.getOrDefault(name, READY));

            assertThat(
                            outcome instanceof CommandResult.Changed changed
                                    ? changed.policy().stage().token()
                                    : "-")
                    .as(name + " from " + from)
                    .isEqualTo(to);
            if (outcome instanceof CommandResult.Refused refused) {
                assertThat(refused.missing()).as(name + " from " + from).isNotEmpty();
                assertThat(world.policy()).isEqualTo(before);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void servesTheModeOfItsStage(Stage stage) {
        var policy = example().to(stage).policy();

        assertThat(policy.stage()).isEqualTo(stage);
        assertThat(policy.revision().policy().mode()).isEqualTo(stage.mode());
        assertThat(policy.revision().policy().isUsable()).isTrue();
    }

    @Test
    void namesTheRecordOnlyWhenTheFileWasReadBack() {
        var world = example();
        world.hostWorks = false;
        world.prepare();

        assertThat(NextStep.of(world.policy(), world.now).record()).isNull();
        assertThat(NextStep.of(world.policy(), world.now).text()).contains("404 Not Found");

        world.hostWorks = true;
        world.later(Duration.ofMinutes(5)).look();

        assertThat(NextStep.of(world.policy(), world.now).record())
                .isEqualTo("_mta-sts.example.com. 3600 IN TXT \"v=STSv1; id="
                        + world.policy().revision().id() + ";\"");
    }

    private static NextStep next(Outside world, boolean automatic, MissingCondition... missing) {
        return NextStep.of(
                world.look().policy(), null, new NextStep.Prospect(List.of(missing), false, automatic), world.now);
    }

    @Test
    void namesTheCommandAndTheEarliestTimeForIt() {
        var world = example().to(Stage.TESTING);
        var inStep = Objects.requireNonNull(world.policy().seen().inStepSince());
        assertThat(next(world, false).command()).isEqualTo("tlsrpt sts advance example.com");
        assertThat(next(world, false).from()).isEqualTo(inStep.plus(Duration.ofDays(1)));

        var later = inStep.plus(Duration.ofDays(9));
        assertThat(next(world, false, new MissingCondition("Seven days.", later))
                        .from())
                .isEqualTo(later);

        world.aDay();
        assertThat(next(world, false).from()).isNull();
        assertThat(next(world, false).text()).isEqualTo("Switch to enforce mode.");
    }

    @Test
    void namesNoCommandThatWouldBeRefusedAtAnyTime() {
        var next = next(example().to(Stage.TESTING).aDay(), false, new MissingCondition("A clean week.", null));

        assertThat(next.command()).isNull();
        assertThat(next.text()).isEqualTo("Not ready yet: A clean week.");
    }

    @Test
    void namesNoCommandForWhatTheCollectorDoesByItself() {
        var next = next(example().to(Stage.TESTING).aDay(), true);

        assertThat(next.command()).isNull();
        assertThat(next.text()).isEqualTo("Switch to enforce mode. The collector does it by itself.");
    }

    @Test
    void asksTheOperatorToAcceptThinEvidenceAlsoOfWhatAdvancesByItself() {
        var world = example().to(Stage.TESTING).aDay();
        for (boolean automatic : List.of(false, true)) {
            var next = NextStep.of(world.policy(), null, new NextStep.Prospect(List.of(), true, automatic), world.now);

            assertThat(next.command()).isEqualTo("tlsrpt sts advance --accept-thin example.com");
            assertThat(next.text()).contains("The evidence is thin");
        }
    }

    @Test
    void namesTheCommandForMxHostsThatAreNotCovered() {
        var world = example().to(Stage.ENFORCE);
        world.mx.add("mx8.example.com");
        world.mx.add("mx9.example.com");

        assertThat(next(world, false).command())
                .isEqualTo("tlsrpt sts mx example.com --add mx8.example.com --add mx9.example.com");
    }

    @Test
    void waitsForALongerCertificateBeforeTheFirstRecordAlone() {
        var world = example();
        world.certificateEnds = true;
        world.prepare();
        assertThat(world.policy().revision().readBack()).isNull();

        var enforced = example().to(Stage.ENFORCE);
        enforced.certificateEnds = true;
        enforced.command(new Command.Retreat());
        enforced.comeOut();
        assertThat(enforced.policy().revision().announced()).isNotNull();
    }

    @Test
    void isTestingOnceDnsShowsTheId() {
        var world = example().prepare();
        world.id = "20200101T000000Z";
        assertThat(world.look().policy().stage()).isEqualTo(Stage.PREPARING);

        assertThat(world.publish().look().policy().stage()).isEqualTo(Stage.TESTING);
    }

    @Test
    void advancesADayAfterAllIsInStepAndNotASecondEarlier() {
        var world = example().to(Stage.TESTING);
        for (int i = 0; i < 23; i++) {
            world.later(Duration.ofHours(1)).look();
        }
        world.later(Duration.ofSeconds(3599)).look();

        assertThat(world.command(READY))
                .isEqualTo(new CommandResult.Refused(List.of(new MissingCondition(
                        "TXT record, policy file and MX records in sync for 24 hours.",
                        NOON.plus(Duration.ofDays(1))))));
        world.later(Duration.ofSeconds(1));
        assertThat(world.command(READY)).isInstanceOf(CommandResult.Changed.class);
    }

    @Test
    void advancesOnlyWithWhatTheReportsLackMadeGood() {
        var lacking = new MissingCondition("100 sessions.", NOON);
        var world = example().to(Stage.TESTING).aDay();

        assertThat(world.command(new Command.Advance(List.of(lacking))))
                .isEqualTo(new CommandResult.Refused(List.of(lacking)));
    }

    @Test
    void doesNotAdvanceByOldLooks() {
        var world = example().to(Stage.TESTING).aDay().later(Duration.ofHours(3));

        assertThat(world.command(READY)).isInstanceOf(CommandResult.Refused.class);
    }

    @Test
    void enforcesAfterSevenWholeDaysWhoseReportsAreThere() {
        var world = example().to(Stage.TRIAL);
        var whole = Instant.parse("2026-03-11T00:00:00Z");
        while (world.now.isBefore(whole)) {
            assertThat(world.command(READY)).as("%s", world.now).isInstanceOf(CommandResult.Refused.class);
            world.later(Duration.ofHours(1)).look();
        }

        assertThat(world.command(READY)).isInstanceOf(CommandResult.Changed.class);
        assertThat(world.policy().revision().policy().maxAge()).isEqualTo(604_800);
    }

    @Test
    void retreatsAtOnceAndSaysUntilWhenSendersMayEnforce() {
        var world = example().to(Stage.ENFORCE);
        world.command(new Command.Retreat());

        assertThat(world.policy().revision().policy().mode()).isEqualTo(Mode.TESTING);
        assertThat(world.policy().horizonAt(world.now))
                .isEqualTo(world.now.plus(Outside.TTL).plus(Duration.ofDays(7)));
    }

    /// A sender that cannot read the new file may still get the old one somewhere.
    @Test
    void countsAnOldPolicyFromWhenTheNewFileIsRead() {
        var world = example().to(Stage.ENFORCE);
        world.hostWorks = false;
        world.command(new Command.Retreat());
        world.aDay();
        world.hostWorks = true;
        world.look();
        var read = world.now;
        world.later(Duration.ofDays(3));

        assertThat(world.policy().horizonAt(world.now))
                .isEqualTo(read.plus(Outside.TTL).plus(Duration.ofDays(7)));
    }

    @Test
    void isRemovedAtTheHorizonAndNotASecondEarlier() {
        var world = example().to(Stage.ENFORCE);
        world.command(new Command.Leave());
        world.comeOut();
        var horizon = Objects.requireNonNull(world.policy().horizonAt(world.now));
        assertThat(horizon).isEqualTo(world.now.plus(Outside.TTL).plus(Duration.ofDays(7)));

        world.now = horizon.minusSeconds(1);
        assertThat(world.command(new Command.Remove()))
                .isEqualTo(new CommandResult.Refused(
                        List.of(new MissingCondition("Some senders may hold an earlier policy.", horizon))));
        world.now = horizon;
        assertThat(world.command(new Command.Remove())).isInstanceOf(CommandResult.Changed.class);
    }

    @Test
    void keepsTheFileADayLongerThanTheRecord() {
        var world = example().to(Stage.REMOVING).aDay();
        assertThat(world.policy().isOver(world.now)).isFalse();

        world.id = null;
        world.look();
        var gone = world.now;
        world.now = gone.plus(Duration.ofHours(25)).minusSeconds(1);
        assertThat(world.policy().isOver(world.now)).isFalse();
        world.now = gone.plus(Duration.ofHours(25));
        assertThat(world.policy().isOver(world.now)).isTrue();
    }

    @Test
    void waitsAgainWhereTheRecordComesBack() {
        var world = example().to(Stage.REMOVING);
        var id = world.id;
        world.id = null;
        world.look();
        world.id = id;
        world.aDay().aDay();

        assertThat(world.policy().isOver(world.now)).isFalse();
    }

    @Test
    void forgetsAtOnceWhatNobodyKnew() {
        var world = example();
        world.hostWorks = false;
        world.prepare();
        world.command(new Command.Remove());

        assertThat(world.look().policy().isOver(world.now)).isTrue();
    }

    @Test
    void saysFromWhenAnAddedMxMayBePublished() {
        var world = example().to(Stage.ENFORCE);
        world.command(new Command.ChangeMx(List.of("MX3.example.com."), List.of()));
        assertThat(world.policy().knownFrom()).isNull();
        world.comeOut();

        assertThat(world.policy().stage()).isEqualTo(Stage.ENFORCE);
        assertThat(world.policy().patterns()).contains("mx3.example.com");
        assertThat(world.policy().knownFrom()).isEqualTo(world.now.plus(Duration.ofHours(25)));
    }

    @Test
    void removesNoMxThatDnsOrACacheHas() {
        var world = example().to(Stage.ENFORCE);
        var without = new Command.ChangeMx(List.of(), List.of("mx2.example.com"));
        assertThat(world.command(without))
                .isEqualTo(CommandResult.refused("DNS still has the MX host mx2.example.com."));

        world.mx.remove("mx2.example.com");
        world.later(Duration.ofMinutes(30)).look();
        var cached = world.now.plus(Outside.TTL);
        assertThat(world.command(without))
                .isEqualTo(new CommandResult.Refused(
                        List.of(new MissingCondition("Caches may still have the MX host mx2.example.com.", cached))));

        world.later(Outside.TTL).look();
        assertThat(world.command(without)).isInstanceOf(CommandResult.Changed.class);
        assertThat(world.policy().patterns()).containsExactly("mx1.example.com");
    }

    @Test
    void removesAPatternThatAnotherOneStandsInFor() {
        var world = example().to(Stage.ENFORCE);
        var wider = new Command.ChangeMx(List.of("*.example.com"), List.of("mx1.example.com", "mx2.example.com"));

        assertThat(world.command(wider)).isInstanceOf(CommandResult.Changed.class);
        assertThat(world.policy().patterns()).containsExactly("*.example.com");
    }

    @Test
    void refusesAnUncoveredMxAndSaysWhichCommandAddsIt() {
        var world = example().to(Stage.TESTING).aDay();
        world.mx.add("mx3.example.com");
        world.look();

        assertThat(world.command(READY))
                .isEqualTo(
                        CommandResult.refused("No pattern covers mx3.example.com, an MX host in DNS. Run: tlsrpt sts mx"
                                + " example.com --add mx3.example.com"));
    }

    @ParameterizedTest
    @CsvSource({"enforce, enforce", "testing, testing", "none, leaving"})
    void adoptsAPolicyUnchanged(String mode, String stage) {
        var text = "version: STSv1\nmode: " + mode + "\nmx: mx1.example.com\nmx: mx2.example.com\nmax_age: 31557600\n";
        var sighting = new PolicyObservation(
                NOON,
                new FileSeen.Served(text, List.of()),
                new RecordSeen.Id("abc", Outside.TTL),
                new MxSeen(List.of("mx1.example.com"), Outside.TTL));
        var policy = HostedPolicy.adopted("example.com", text, new RecordSeen.Id("abc", Outside.TTL), sighting);

        assertThat(policy.stage()).isEqualTo(Stage.of(stage));
        assertThat(policy.revision().text()).isEqualTo(text);
        assertThat(policy.revision().id()).isEqualTo("abc");
        assertThat(policy.horizonAt(NOON)).isEqualTo(NOON.plus(Outside.TTL).plusSeconds(31_557_600));
        assertThat(policy.seen().faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"*.co.uk", "mx*.example.com", "192.0.2.1"})
    void refusesPatternsThatNobodyMeans(String pattern) {
        var world = example().to(Stage.TESTING);

        assertThatThrownBy(() -> world.command(new Command.ChangeMx(List.of(pattern), List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasAnIdOfItsOwnForEachRevisionWithinASecond() {
        var world = example().to(Stage.TESTING);
        var ids = Stream.iterate(0, i -> i + 1)
                .limit(6)
                .map(i -> {
                    world.command(
                            i % 2 == 0
                                    ? new Command.ChangeMx(List.of("mx3.example.com"), List.of())
                                    : new Command.ChangeMx(List.of(), List.of("mx3.example.com")));
                    return world.policy().revision().id();
                })
                .toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9TZa-f]{28}"));
    }

    @Test
    void seesWhatIsOutOfStep() {
        var world = example().to(Stage.ENFORCE);
        world.id = "abc";
        assertThat(world.look().policy().seen().faults().toString().toLowerCase(Locale.ROOT))
                .contains("has the id abc");
        world.id = null;
        assertThat(world.look().policy().seen().faults().getFirst()).contains("is missing");
        world.dnsAnswers = false;
        assertThat(world.look().policy().seen().faults()).isEmpty();
        assertThat(world.policy().seen().inStepSince()).isNull();
    }
}
