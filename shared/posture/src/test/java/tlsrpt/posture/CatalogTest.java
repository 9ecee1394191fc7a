package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Check;

/// Every check in the states that it can have. The name of each test is the check, its state, and the reason.
class CatalogTest {

    private static final List<Case> CASES = Catalog.cases().toList();

    static Stream<Case> cases() {
        return CASES.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void judges(Case one) {
        var world = new World();
        one.change().accept(world);

        var posture = world.judge();

        assertThat(posture.of(one.check()))
                .as("%s", posture.of(one.check()).toList())
                .anySatisfy(finding -> {
                    assertThat(finding.state()).isEqualTo(one.state());
                    assertThat(finding.diagnosis()).isEqualTo(one.diagnosis());
                    assertThat(finding.seen()).contains(one.seen());
                });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void hasAPassingAndAnotherCaseFor(Check check) {
        assertThat(cases().filter(one -> one.check() == check).map(Case::state))
                .contains(State.PASS)
                .anyMatch(state -> state != State.PASS && state != State.UNSEEN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void saysWhatAFaultMeansAndWhatToDo(Case one) {
        var world = new World();
        one.change().accept(world);

        assertThat(world.judge().findings()).allSatisfy(finding -> {
            if (finding.state() == State.FAIL) {
                assertThat(finding.meaning()).isNotEmpty();
                assertThat(finding.steps()).isNotEmpty();
                assertThat(finding.severity()).isNotNull();
            }
            assertThat(finding.seen()).isNotEmpty();
            assertThat(finding.seen().length()).isLessThanOrEqualTo(303);
        });
    }

    /// The rig has real servers: `.ci/posture`. What needs earlier checks or reports names its test instead.
    @Test
    void theRigHasACaseForEachCheck() throws IOException {
        var root = Path.of("../..");
        var named = new TreeSet<String>();
        for (var line : Files.readAllLines(root.resolve(".ci/posture-rig/expected"))) {
            var words = line.split(" ", -1);
            if (words.length < 2 || line.startsWith("#")) {
                continue;
            }
            if (words[1].endsWith(".java")) {
                assertThat(Files.readString(root.resolve(words[1]))).contains("void " + words[2] + "(");
            }
            named.add(words[0]);
        }

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Check.values()).map(Check::token).toList());
    }

    @Test
    void findsNothingWrongWithADomainInPerfectOrder() {
        assertThat(new World().judge().findings())
                .allSatisfy(finding -> assertThat(finding.state()).isEqualTo(State.PASS));
    }
}
