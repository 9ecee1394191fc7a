package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import tlsrpt.cli.Cli;

/// The dashboard from another machine, by HTTPS, without an OpenID Connect issuer.
@Timeout(120)
class TokenSignInTest {

    private static final Pattern PORT = Pattern.compile("HTTPS +port (\\d+)");
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private HostProcess host;
    private URI page;

    @BeforeEach
    void start() throws Exception {
        certificate();
        var config = Files.writeString(folder.resolve("tlsrpt.toml"), """
                [https]
                listen = "127.0.0.1:0"
                certificate-file = "fullchain.pem"
                key-file = "privkey.pem"
                """);
        host = HostProcess.start(folder.resolve("data"), "--config", config.toString());
        host.post(aReport().sts("example.com", "enforce", 1).bytes());
        page = URI.create("https://localhost:" + httpsPort() + "/");
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void asksForATokenUntilOneIsGood() throws Exception {
        try (var browser = Browser.open()) {
            browser.look(390, "light");
            browser.driver().get(page.toString());
            browser.await("return document.querySelector('dialog[open]') !== null");
            assertThat(browser.findings()).isEmpty();
            assertThat(browser.text()).doesNotContain("example.com");

            enter(browser, "tlsrpt_unknown");
            browser.await("return document.querySelector('dialog [role=alert]') !== null");
            assertThat(dialog(browser)).contains("That API token is unknown or was revoked.");
            browser.look(1440, "dark");
            assertThat(browser.findings()).isEmpty();

            enter(browser, token("desk"));
            browser.await("return document.querySelector('main h1') !== null");
            assertThat(browser.text()).contains("example.com");

            browser.driver().navigate().refresh();
            browser.await("return document.querySelector('main h1') !== null");
            assertThat(browser.text()).contains("example.com");
        }
    }

    @Test
    void asksAgainWhenTheTokenIsRevoked() throws Exception {
        try (var browser = Browser.open()) {
            browser.driver().get(page.toString());
            browser.await("return document.querySelector('dialog[open]') !== null");
            enter(browser, token("lost"));
            browser.await("return document.querySelector('main h1') !== null");

            assertThat(run("tokens", "revoke", "lost", "--data", host.data())).contains("lost");
            browser.driver().get(page.resolve("/#/alerts").toString());
            browser.await("return document.querySelector('dialog[open]') !== null");
            assertThat(dialog(browser)).contains("That API token is unknown or was revoked.");
        }
    }

    private static void enter(Browser browser, String token) {
        var field = browser.driver().findElement(By.id("token"));
        field.sendKeys(token);
        field.submit();
    }

    private static String dialog(Browser browser) {
        return browser.driver().findElement(By.tagName("dialog")).getText();
    }

    private String token(String name) throws IOException {
        return run("tokens", "add", name, "--data", host.data()).strip();
    }

    private static String run(String command, Object... words) throws IOException {
        var result = new Cli(Tlsrpt::run).run(command, words);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }

    private String httpsPort() throws InterruptedException {
        while (true) {
            var port = PORT.matcher(host.output());
            if (port.find()) {
                return port.group(1);
            }
            Thread.sleep(20);
        }
    }

    /// Signed by itself; the browser is told to accept it.
    private void certificate() throws IOException, InterruptedException, GeneralSecurityException {
        var store = folder.resolve("key.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "key",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString()))
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        pem("fullchain.pem", "CERTIFICATE", keys.getCertificate("key").getEncoded());
        pem("privkey.pem", "PRIVATE KEY", keys.getKey("key", PASSWORD).getEncoded());
    }

    private void pem(String name, String what, byte[] der) throws IOException {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                folder.resolve(name), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, base64, what));
    }
}
