package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import tlsrpt.api.Fault;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldReason;

/// The page as people see it, in a real browser.
@Timeout(300)
class BrowserTest {

    private static final String HOSTILE =
            "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>\u202e=cmd|'/c calc'!A1";
    private static final int DOMAINS = 1_000;
    /// Every view at every width in every theme, which takes minutes: CI does.
    private static final boolean EVERYTHING = Boolean.getBoolean("page.everything");

    private static PageHost host;
    private static Browser browser;
    private static LocalDate today;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open();
        today = LocalDate.now(ZoneOffset.UTC);
        host = new PageHost();
        // Thirteen months of one domain, a fortnight of a thousand.
        for (int back = 0; back < 395; back++) {
            var day = today.minusDays(back);
            host.record(
                    reportFrom("google.com").id("g" + back).on(day).sts("example.com", "testing", 9_000 + back * 7L));
            var microsoft = reportFrom("microsoft.com").id("m" + back).on(day);
            host.record(
                    back % 30 == 5
                            ? microsoft.sts(
                                    "example.com",
                                    "testing",
                                    500,
                                    failure("certificate-expired", "mx2.example.com", 21))
                            : microsoft.sts("example.com", "testing", 500));
        }
        for (int i = 0; i < DOMAINS; i++) {
            var domain = "domain%03d.example.net".formatted(i);
            for (int back = 0; back < (EVERYTHING ? 16 : 3); back++) {
                var report = reportFrom("google.com").id(domain + back).on(today.minusDays(back + 2));
                host.record(
                        i % 97 == 3 && back < 4
                                ? report.sts(
                                        domain, "enforce", 40, failure("starttls-not-supported", "mx1." + domain, 9))
                                : i % 5 == 0
                                        ? report.noPolicyFound(domain, 30 + i)
                                        : report.sts(domain, "enforce", 50 + i));
            }
        }
        hostile();
        host.subscribers(0);
        host.hostPolicy("example.com", "mx1.example.com");
        host.watch();
    }

    private static void hostile() {
        var day = today.minusDays(3);
        host.record(reportFrom(HOSTILE)
                .id("x".repeat(10_000) + HOSTILE)
                .on(day)
                .trusted(Trust.VERIFIED)
                .entry(
                        "sts",
                        List.of("version: STSv1", "mode: enforce", "mx: " + HOSTILE),
                        "example.org",
                        5,
                        failure(HOSTILE, HOSTILE, 7)));
        host.record(reportFrom("google.com")
                .id("bidi")
                .on(day)
                .sts("example.org", "enforce", 5, failure("validation-failure", "\u202egro.elpmaxe", 2)));
        host.hold(
                "https/2026-03-01/" + "0f".repeat(32),
                HeldReason.NOT_A_REPORT,
                "is JSON, but no TLS report: " + HOSTILE,
                HOSTILE);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (host != null) {
            host.close();
        }
    }

    static Stream<String> views() {
        return Stream.of(
                "/",
                "/?state=failing",
                "/domains/example.com?days=90",
                "/domains/example.com?days=395&by=reporter",
                "/domains/domain003.example.net?days=7&by=policy&trust=all",
                "/domains/example.org",
                "/domains/example.com/reports?failing=true",
                "/domains/example.org/reports",
                "/alerts",
                "/held",
                "/reporters",
                "/changes",
                "/domains/unknown.example",
                "/nowhere");
    }

    @ParameterizedTest
    @MethodSource("views")
    void isAccessibleFitsAndStaysQuiet(String view) {
        looksRight(view);
    }

    @Test
    void aReportIsAccessibleFitsAndStaysQuietToo() {
        for (var domain : List.of("example.org", "domain003.example.net")) {
            browser.show(host.uri(), "/domains/" + domain + "/reports");
            var link =
                    browser.driver().findElement(By.cssSelector("tbody th a")).getAttribute("href");
            looksRight(String.valueOf(link).replaceFirst(".*#", ""));
            assertThat(browser.text()).contains("What failed", "Raw report");
            assertThat(browser.driver().findElement(By.cssSelector("pre.json")).getText())
                    .startsWith("{\n  \"organization-name\"");
        }
    }

    private static void looksRight(String view) {
        browser.complaints();
        for (var scheme : EVERYTHING ? List.of("light", "dark") : List.of("dark")) {
            for (int width : EVERYTHING ? List.of(1440, 390) : List.of(390)) {
                browser.look(width, scheme);
                browser.show(host.uri(), view);
                browser.unfold();
                assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                        .as("fits %d pixels", width)
                        .isEqualTo(true);
                assertThat(browser.findings()).as("%s at %d", scheme, width).isEmpty();
            }
        }
        assertThat(browser.complaints())
                .filteredOn(complaint -> !(view.contains("unknown") && complaint.contains("404")))
                .isEmpty();
    }

    @Test
    void showsWhatStrangersWroteAndRunsNoneOfIt() {
        browser.look(1440, "light");
        for (var view : List.of("/domains/example.org?trust=all", "/domains/example.org/reports", "/held")) {
            browser.show(host.uri(), view);
            browser.unfold();
            assertThat(browser.text()).contains("<img src=x").doesNotContain("\u202e");
            assertThat(browser.script("return document.querySelectorAll('main img, main script').length"))
                    .isEqualTo(0L);
        }
        browser.show(host.uri(), "/domains/example.org/reports");
        browser.driver().findElement(By.cssSelector("tbody th a")).click();
        browser.await("return document.title.startsWith('Report of')");
        browser.unfold();
        assertThat(browser.script("return window.harmed === undefined")).isEqualTo(true);
        assertThat(browser.script("return document.querySelectorAll('main img, main script').length"))
                .isEqualTo(0L);
    }

    @Test
    void showsTheHostedPolicyWithItsNextStep() {
        browser.look(1440, "light");
        browser.show(host.uri(), "/domains/example.com");
        browser.unfold();
        assertThat(browser.text())
                .contains(
                        "Hosted MTA-STS policy",
                        "Preparing",
                        "Publish this record",
                        "_mta-sts.example.com. 3600 IN TXT",
                        "mode testing, max_age 86400",
                        "No pattern covers mx2.example.com",
                        "mx: mx1.example.com",
                        "by the operator");
        browser.show(host.uri(), "/domains/domain003.example.net");
        assertThat(browser.text()).doesNotContain("Hosted MTA-STS policy");
    }

    @Test
    void showsAlertsWithTheirCausesAndThatNobodyHearsOfThem() {
        browser.look(1440, "light");
        browser.show(host.uri(), "/alerts");
        browser.unfold();
        assertThat(browser.text())
                .contains("No one receives alerts.", "Causes across domains", "domain003.example.net")
                .containsPattern("\\d+ alerts open");

        host.subscribers(1);
        browser.show(host.uri(), "/");
        assertThat(browser.text()).doesNotContain("No one receives alerts.");
        host.subscribers(0);
        browser.show(host.uri(), "/");
        assertThat(browser.text()).contains("No one receives alerts.");
    }

    @Test
    void saysFirstWhoNeedsSomeoneAndFindsOneAmongAThousand() {
        browser.look(1440, "light");
        browser.show(host.uri(), "/");
        assertThat(browser.driver().findElement(By.tagName("h1")).getText()).matches("1\\d of 1,002 domains need you");
        assertThat(browser.driver().findElement(By.cssSelector("tbody tr")).getText())
                .contains("Failing");
        assertThat(browser.script("return document.querySelectorAll('tbody tr').length"))
                .isEqualTo(100L);

        browser.driver().findElement(By.cssSelector("input[type=search]")).sendKeys("domain77");
        browser.await("return document.querySelectorAll('tbody tr').length === 10");
        assertThat(browser.driver().getCurrentUrl()).endsWith("#/?q=domain77");

        long millis = ((Number) browser.script("""
                return performance.getEntriesByName('first-contentful-paint')[0].startTime""")).longValue();
        System.out.println("1,002 domains: first contentful paint after " + millis + " ms, all rows known after "
                + browser.script("return Math.round(performance.getEntriesByType('resource')"
                        + ".filter((one) => one.name.includes('/v1/domains')).at(-1).responseEnd)")
                + " ms");
    }

    @Test
    void printsInkOnPaperFromADarkScreenToo() {
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of(
                                "media",
                                "print",
                                "features",
                                List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        try {
            browser.show(host.uri(), "/domains/example.com");
            assertThat(browser.findings()).isEmpty();
            assertThat(browser.script("return getComputedStyle(document.querySelector('pre')).backgroundColor"))
                    .isEqualTo("rgb(237, 240, 244)");
        } finally {
            browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        }
    }

    @Test
    void handsOutEveryPageOfAList() {
        browser.show(host.uri(), "/");
        browser.script("""
                URL.createObjectURL = (blob) => {
                  blob.text().then((text) => { window.saved = text; });
                  return '#';
                };
                HTMLAnchorElement.prototype.click = () => {};""");
        for (var kind : List.of("CSV", "JSON")) {
            browser.script("window.saved = null");
            browser.driver()
                    .findElement(By.cssSelector("[aria-label='" + kind + " of all domains']"))
                    .click();
            browser.await("return typeof window.saved === 'string'");
            assertThat(String.valueOf(browser.script("return window.saved")))
                    .contains("domain999.example.net", "example.org")
                    .containsOnlyOnce(kind.equals("CSV") ? "domain,state,policy" : "\"today\":");
        }
    }

    /// `make pictures`
    @Test
    @EnabledIfSystemProperty(named = "page.pictures", matches = ".+")
    void takesThePicturesOfTheManual() throws IOException {
        var folder = Path.of(System.getProperty("page.pictures"));
        host.subscribers(1);
        browser.look(1280, "light");
        browser.show(host.uri(), "/");
        Files.write(folder.resolve("page-overview.png"), browser.picture());
        browser.look(1280, "dark");
        browser.show(host.uri(), "/domains/example.com?days=90");
        Files.write(folder.resolve("page-domain.png"), browser.picture());
    }

    @Test
    void asksNobodyButItsOwnHost() {
        browser.look(1440, "light");
        browser.show(host.uri(), "/domains/example.com");

        assertThat(
                        browser.script(
                                "return performance.getEntriesByType('resource').every((one) => one.name.startsWith(location.origin))"))
                .isEqualTo(true);
    }

    @Test
    void canBeReadByKeyboard() {
        browser.look(1440, "light");
        browser.show(host.uri(), "/domains/example.com?days=30");
        var chart = browser.driver().findElement(By.cssSelector("svg.bars"));
        chart.sendKeys(Keys.END);
        assertThat(browser.driver().findElement(By.className("readout")).getText())
                .contains("still arriving");
        for (int back = 0; back < 5; back++) {
            chart.sendKeys(Keys.ARROW_LEFT);
        }
        assertThat(browser.driver().findElement(By.className("readout")).getText())
                .contains("21 unprotected");
        assertThat(browser.driver().findElements(By.cssSelector("a.skip"))).hasSize(1);
    }

    @Test
    void saysWhatToDoWhereNothingIs() throws IOException {
        try (var empty = new PageHost()) {
            for (var scheme : List.of("light", "dark")) {
                browser.look(390, scheme);
                for (var view : List.of("/", "/held", "/alerts")) {
                    browser.show(empty.uri(), view);
                    assertThat(browser.findings()).isEmpty();
                }
            }
            browser.show(empty.uri(), "/");
            assertThat(browser.text()).contains("_smtp._tls.example.com. TXT");
        }
    }

    @Test
    void showsWhatDoesNotWorkAndWhatToDo() throws IOException {
        try (var faulty = new PageHost()) {
            faulty.fails(
                    new Fault(
                            "way-in",
                            "imap tlsrpt@imap.example.com/INBOX",
                            "the server refuses the login. Check username and password-file",
                            "do what the message says; it is retried automatically"),
                    new Fault("channel", "chat", "<b>HTTP 500</b>; 3 alerts waiting", "do what the message says"));
            for (var scheme : List.of("light", "dark")) {
                browser.look(390, scheme);
                browser.show(faulty.uri(), "/");
                assertThat(browser.findings()).isEmpty();
            }
            assertThat(browser.text())
                    .contains(
                            "Reports may not arrive. imap tlsrpt@imap.example.com/INBOX: the server refuses the login.")
                    .contains("Alerts are not delivered. chat: <b>HTTP 500</b>; 3 alerts waiting.")
                    .contains("What to do: do what the message says; it is retried automatically.");
        }
    }
}
