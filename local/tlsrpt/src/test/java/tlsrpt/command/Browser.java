package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// Debian's Chromium, without a window.
final class Browser implements AutoCloseable {

    /// Whether to try every view at every width in every theme, which takes minutes: CI does.
    static final boolean EVERYTHING = Boolean.getBoolean("page.everything");

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver, String axe) {
        this.driver = driver;
        this.axe = axe;
    }

    /// Skips the test, aloud, where there is none.
    static Browser open() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(CHROMIUM) && Files.exists(DRIVER),
                "no Chromium here, so the page is not tried: apt-get install chromium chromium-driver");
        var logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900");
        // Hosts of tests have certificates of their own.
        options.setAcceptInsecureCerts(true);
        options.setCapability("goog:loggingPrefs", logging);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        try (var axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            if (axe == null) {
                throw new IllegalStateException("axe is not on the class path");
            }
            var script = new String(axe.readAllBytes(), StandardCharsets.UTF_8);
            return new Browser(new ChromeDriver(service, options), script);
        }
    }

    ChromeDriver driver() {
        return driver;
    }

    void look(int width, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                // A click does not wait until the page has scrolled softly.
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /// Goes to a view and waits until it is there.
    void show(URI host, String view) {
        driver.get("about:blank");
        driver.get(host.resolve("/#" + view).toString());
        await("return document.querySelector('main h1') !== null && document.querySelector('.loading') === null");
    }

    /// Opens all that is folded in.
    void unfold() {
        script("for (const one of document.querySelectorAll('details')) one.open = true");
        await("return !document.body.textContent.includes('Loading examples')");
    }

    void await(String condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Boolean.TRUE.equals(script(condition))) {
            assertThat(System.nanoTime()).as(condition).isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Object script(String text) {
        var value = driver.executeScript(text);
        return value == null ? "" : value;
    }

    String text() {
        return driver.findElement(By.tagName("main")).getText();
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /// What axe-core finds, rule and place; empty where it finds nothing.
    @SuppressWarnings("unchecked")
    List<String> findings() {
        driver.executeScript(axe);
        // Selectors of what passes cost a quarter of the time and nobody reads them.
        return (List<String>) Objects.requireNonNull(driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.violations.flatMap((violation) =>
                  violation.nodes.map((node) => violation.id + ': ' + node.target + ' ' + node.failureSummary))));
                """));
    }

    /// What the console says, but for what is only information.
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
