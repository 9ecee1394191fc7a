package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The page in an account that runs as many functions as it may.
///
/// Lambda: "New AWS accounts have reduced concurrency and memory quotas", which is ten executions at a time in
/// practice.
/// What is beyond fails with 429 `TooManyRequestsException`, and "API Gateway might return an internal server error".
@Timeout(120)
class BusyAccountTest {

    private static PageHost host;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open();
        host = new PageHost();
        var today = LocalDate.now(ZoneOffset.UTC);
        for (int back = 1; back < 9; back++) {
            host.record(reportFrom("google.com")
                    .id("g" + back)
                    .on(today.minusDays(back))
                    .sts("example.com", "enforce", 900, failure("certificate-expired", "mx1.example.com", 30)));
        }
        host.watch();
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

    @Test
    void showsEveryViewWithOneExecutionLeft() {
        host.executions(1);

        for (var view : List.of("/", "/domains/example.com", "/alerts", "/held")) {
            browser.show(host.uri(), view);

            assertThat(browser.script("return document.querySelector('main .bad[role=alert]') === null"))
                    .as(view + ": " + browser.text())
                    .isEqualTo(true);
        }
        assertThat(host.refused()).isPositive();
    }

    @Test
    void saysThatItIsBusyWhenItStaysSo() {
        host.executions(1);
        browser.show(host.uri(), "/");
        host.executions(0);

        browser.script("location.hash = '#/held'");
        browser.await("return document.querySelector('main .bad[role=alert]') !== null");

        assertThat(browser.text()).contains("The collector is busy", "Try again");
    }
}
