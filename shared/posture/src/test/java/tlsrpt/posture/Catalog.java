package tlsrpt.posture;

import java.util.stream.Stream;
import tlsrpt.report.Check;

/// Every case of the catalog, judged, for the tests of what follows from a check.
public final class Catalog {

    private Catalog() {}

    /// A case, and what the checks find in it.
    ///
    /// @param state of the check in question
    public record Judged(String name, Check check, State state, Posture posture) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(ReportingCases.all(), PolicyCases.all(), MailCases.all(), DaneCases.all())
                .flatMap(cases -> cases);
    }

    /// Every case of the catalog.
    public static Stream<Judged> judged() {
        return cases().map(one -> {
            var world = new World();
            one.change().accept(world);
            return new Judged(one.toString(), one.check(), one.state(), world.judge());
        });
    }
}
