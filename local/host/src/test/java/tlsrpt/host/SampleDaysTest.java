package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tlsrpt.intake.Intake;
import tlsrpt.intake.OpenedDocument;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;

class SampleDaysTest {

    private static final LocalDate LAST = LocalDate.of(2024, 3, 1);

    @Test
    void movesEverySampleAndChangesNothingElse() throws IOException {
        List<Path> files;
        try (var listed = Files.list(Path.of("../../events"))) {
            files = listed.filter(file -> file.toString().matches(".*\\.(eml|json|gz)"))
                    .toList();
        }
        var samples = SampleDays.ending(LAST, files);

        var days = new TreeSet<LocalDate>();
        for (var file : files) {
            var openedBefore = read(file, Files.readAllBytes(file));
            var openedAfter = read(file, samples.of(file));
            assertThat(openedAfter.arrival())
                    .isEqualTo(
                            openedBefore.arrival() == null
                                    ? null
                                    : openedBefore.arrival().plus(Duration.ofDays(samples.moved())));
            var before = openedBefore.delivered().getFirst().report();
            var after = openedAfter.delivered().getFirst().report();
            days.add(after.day());
            assertThat(after.day()).as("%s", file).isEqualTo(before.day().plusDays(samples.moved()));
            assertThat(after.policies()).isEqualTo(before.policies());
            assertThat(after.organizationName()).isEqualTo(before.organizationName());
        }
        assertThat(days).containsExactly(LAST.minusDays(2), LAST.minusDays(1), LAST);
    }

    private static OpenedDocument read(Path file, byte[] bytes) throws IOException {
        var found = new ArrayList<OpenedDocument>();
        new Intake(new ReportReader(Clock.systemUTC()))
                .open(Transport.MAIL, String.valueOf(file.getFileName()), new ByteArrayInputStream(bytes), found::add);
        return found.stream()
                .filter(opened -> !opened.delivered().isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
