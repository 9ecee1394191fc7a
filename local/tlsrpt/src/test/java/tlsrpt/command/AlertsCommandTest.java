package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;

class AlertsCommandTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void replaysOldReportsAndSaysWhatWouldHaveBeenSentAndWhy() throws IOException {
        incident();

        var result = new Cli(Tlsrpt::run).run("alerts", "--replay", folder);

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("HIGH  example.com: certificate expired (mx1.example.com); refused in part by Google")
                .contains("Failed sessions: 30 of 130 (23.1%) on 2026-03-06, reported by google.com")
                .contains("HIGH  example.com: recovered: certificate expired (mx1.example.com)");
        assertThat(result.err()).contains("10 reports of 1 domain, 2026-03-01 to 2026-03-10: 1 failing, 1 recovered");
    }

    @Test
    void saysWhyAFailureSentNoAlert() throws IOException {
        incident();

        assertThat(new Cli(Tlsrpt::run).run("alerts", "--replay", folder).err())
                .doesNotContain("Failures without an alert");
        assertThat(new Cli(Tlsrpt::run)
                        .run("alerts", "--replay", "--trust-as-read", folder)
                        .err())
                .endsWith("""
                        : no alert
                        Failures without an alert:
                          example.com, certificate: 2 reports not from a verified reporter
                        """);
    }

    @Test
    void writesOneAlertALineForScripts() throws IOException {
        incident();

        var lines = new Cli(Tlsrpt::run)
                .run("alerts", "--replay", "--json", folder)
                .out()
                .lines()
                .map(Alert::of)
                .toList();

        assertThat(lines).extracting(Alert::kind).containsExactly(AlertKind.FAILING, AlertKind.RECOVERED);
        assertThat(lines.getFirst().day()).isEqualTo(FIRST.plusDays(5));
        assertThat(lines.getFirst().at()).isEqualTo("2026-03-07T11:59:59Z");
    }

    @Test
    void believesNobodyWhereEachIsTrustedAsRead() throws IOException {
        incident();

        assertThat(new Cli(Tlsrpt::run)
                        .run("alerts", "--replay", "--trust-as-read", "--json", folder)
                        .out())
                .isEmpty();
    }

    @Test
    void takesOtherRules() throws IOException {
        incident();
        var rules = Files.writeString(folder.resolve("rules.txt"), "{\"thresholds\":{\"significant-percent\":50}}");
        Files.move(rules, folder.resolveSibling(folder.getFileName() + ".rules"));

        var result = new Cli(Tlsrpt::run)
                .run(
                        "alerts",
                        "--replay",
                        "--json",
                        "--rules",
                        folder.resolveSibling(folder.getFileName() + ".rules"),
                        folder);

        assertThat(result.out()).isEmpty();
        Files.delete(folder.resolveSibling(folder.getFileName() + ".rules"));
    }

    @Test
    void refusesRulesThatNobodyKnows() throws IOException {
        incident();
        var rules = Files.writeString(folder.resolve("rules.txt"), "{\"thresholds\":{\"luck\":1}}");

        var result = new Cli(Tlsrpt::run).run("alerts", "--replay", "--rules", rules, folder);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("unknown threshold luck");
    }

    @Test
    void showsAndChangesTheRulesAndListsNothingYet() {
        var data = folder.resolve("data");

        assertThat(new Cli(Tlsrpt::run)
                        .run("rules", "mute", "--data", data, "--until", "2126-01-31", "--reason", "known", "dane")
                        .out())
                .contains("muted until 2126-01-31  *  dane  known");
        assertThat(new Cli(Tlsrpt::run)
                        .run("rules", "set", "--data", data, "--domain", "example.com", "clean-reports=3")
                        .exit())
                .isZero();
        assertThat(new Cli(Tlsrpt::run)
                        .run("rules", "show", "--data", data, "--json")
                        .out())
                .contains("\"domains\":{\"example.com\":{\"clean-reports\":3}}")
                .contains("\"reminder-days\":7")
                .contains("\"cause\":\"dane\"");
        assertThat(new Cli(Tlsrpt::run)
                        .run("rules", "set", "--data", data, "luck=1")
                        .exit())
                .isEqualTo(2);
        assertThat(new Cli(Tlsrpt::run).run("alerts", "--data", data).out())
                .isEqualTo("No alert is open. Imported reports are evaluated by the daily check.\n");
    }

    /// Ten days of Google; on the sixth and seventh the certificate has expired.
    private void incident() throws IOException {
        for (int day = 0; day < 10; day++) {
            var report = aReport().on(FIRST.plusDays(day)).id("r" + day).sts("example.com", "enforce", 100);
            if (day == 5 || day == 6) {
                report.failed("certificate-expired", "mx1.example.com", 30);
            }
            Files.writeString(folder.resolve(9 - day + ".json"), report.json());
        }
    }
}
