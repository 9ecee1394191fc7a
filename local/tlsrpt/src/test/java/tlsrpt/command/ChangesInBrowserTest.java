package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import tlsrpt.cli.Cli;

/// Changes that people make in the dashboard of a collector on their machine.
@Timeout(240)
class ChangesInBrowserTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    private static HostProcess host;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.open();
        host = HostProcess.start(folder.resolve("data"), "--domains", "example.com", "--no-probe", "--count-unsigned");
        var today = LocalDate.now(ZoneOffset.UTC);
        host.post(aReport()
                .on(today.minusDays(1))
                .sts("example.net", "enforce", 1)
                .bytes());
        // An imported backlog opens an alert with the daily check, which a decision starts.
        for (int back = 8; back > 0; back--) {
            var report = aReport().from("google.com").on(today.minusDays(back)).id("r" + back);
            report.sts("example.com", "enforce", 100);
            if (back <= 4) {
                report.failed("certificate-expired", "mx.example.com", 60);
            }
            var file = Files.write(folder.resolve(back + ".json"), report.bytes());
            run("import", file, "--data", host.data());
        }
        run("reporters", "block", "nobody.example|tlsrpt@nobody.example", "--data", host.data());
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void offersNothingToReadersAndEverythingWithATokenThatMayWrite() throws Exception {
        browser.look(1440, "light");
        for (var view : List.of("/alerts", "/reporters", "/held")) {
            show(view);
            assertThat(browser.script("return document.querySelectorAll('main .act button').length"))
                    .as(view)
                    .isEqualTo(0L);
        }
        show("/changes");
        assertThat(browser.text()).contains("1 change", "the command on this machine", "Sign in to make changes");
        looksRight();

        signIn("tlsrpt_unknown");
        browser.await("return document.querySelector('dialog [role=alert]') !== null");
        enter(run("tokens", "add", "desk", "--write", "--data", host.data()).strip());
        browser.await("return !document.body.textContent.includes('Sign in to make changes')");

        acknowledgesAndMutes();
        decides();
        reprocessesAReport();
        countsAndReprocesses();
        showsAll();
    }

    private static void acknowledgesAndMutes() {
        show("/alerts");
        browser.unfold();
        looksRight();
        var note = browser.driver().findElement(By.cssSelector("main .act input"));
        note.sendKeys("<b>renewing</b>", Keys.TAB, Keys.ENTER);
        said("Acknowledged. Reminders are still sent; mute the alert to stop them.");
        assertThat(browser.script("return document.activeElement.textContent")).isEqualTo("Undo");
        looksRight();
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        said("The acknowledgment is removed.");

        note.sendKeys(Keys.TAB, Keys.ENTER);
        said("Acknowledged.");
        click("Mute");
        said("Muted: no alerts about it until the end of");
        show("/alerts");
        browser.unfold();
        assertThat(browser.text()).contains("Acknowledged", "by the API token desk", "<b>renewing</b>", "Muted until");
        looksRight();
        click("Unmute");
        said("Unmuted: alerts about it are sent again.");
    }

    private static void decides() throws IOException {
        show("/reporters");
        looksRight();
        browser.driver()
                .findElement(By.cssSelector("[aria-label='Block google.com|noreply-smtp-tls-reporting@google.com']"))
                .click();
        said("The reports of google.com|noreply-smtp-tls-reporting@google.com are held from now on.");
        click("Undo");
        said("count from now on, if they are valid.");

        run("reporters", "block", "unheard.example", "--data", host.data());
        show("/reporters");
        assertThat(browser.text()).contains("Blocked domains", "tlsrpt reporters unblock unheard.example");
        looksRight();
        run("reporters", "unblock", "unheard.example", "--data", host.data());
    }

    private static void reprocessesAReport() {
        show("/domains/example.com/reports");
        browser.driver().findElement(By.cssSelector("tbody th a")).click();
        browser.await("return document.title.startsWith('Report of')");
        looksRight();
        click("Reprocess");
        said("Reprocessed: 1 repeated.");
    }

    private static void countsAndReprocesses() {
        show("/held");
        looksRight();
        click("Reprocess");
        said("Reprocessed: 1 held (not-our-domain).");
        click("Count example.net");
        said("Reports about example.net and names below it count from now on. 1 held object is being reprocessed.");
    }

    private static void showsAll() {
        show("/changes");
        assertThat(browser.text()).contains("Counted", "example.net", "token desk", "This undid an earlier change.");
        looksRight();
        click("Undo");
        said("Reports about example.net are held from now on.");
    }

    /// The button whose text it is, the first that can be seen.
    private static void click(String label) {
        browser.driver().findElements(By.cssSelector("main .act button")).stream()
                .filter(button -> button.getText().equals(label) && button.isDisplayed())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button " + label + " in " + browser.text()))
                .click();
    }

    private static void said(String text) {
        browser.await(
                "return [...document.querySelectorAll('main .act [role=status]')].some((one) => one.textContent.includes("
                        + '"' + text + "\"))");
    }

    private static void show(String view) {
        browser.driver().get(host.uri().resolve("/#" + view).toString());
        browser.driver().navigate().refresh();
        browser.await(
                "return document.querySelector('main h1') !== null && document.querySelector('.loading') === null");
    }

    private static void looksRight() {
        for (var scheme : Browser.EVERYTHING ? List.of("light", "dark") : List.of("dark")) {
            for (int width : Browser.EVERYTHING ? List.of(1440, 768, 390) : List.of(390)) {
                browser.look(width, scheme);
                assertThat(browser.findings()).as(width + " " + scheme).isEmpty();
                assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                        .as("fits " + width)
                        .isEqualTo(true);
            }
        }
        browser.look(1440, "light");
    }

    private static void signIn(String token) {
        browser.driver().findElement(By.cssSelector("main section.card button")).click();
        browser.await("return document.querySelector('dialog[open]') !== null");
        assertThat(browser.findings()).isEmpty();
        enter(token);
    }

    private static void enter(String token) {
        var field = browser.driver().findElement(By.id("token"));
        field.clear();
        field.sendKeys(token, Keys.ENTER);
    }

    private static String run(String command, Object... words) throws IOException {
        var result = new Cli(Tlsrpt::run).run(command, words);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }
}
