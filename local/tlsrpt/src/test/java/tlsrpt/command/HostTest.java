package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.DkimSigner;
import tlsrpt.testkit.KeyServer;
import tlsrpt.testkit.MailText;

/// The collector on one machine, as a process of its own.
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HostTest {

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final byte[] googles = MailText.gzip(aReport()
            .on(yesterday)
            .sts("example.com", "enforce", 100)
            .failed("certificate-expired", "mx1.example.com", 3)
            .bytes());
    private static final DkimSigner MICROSOFT = DkimSigner.rsa("microsoft.com", 1024);

    private final byte[] microsofts = MICROSOFT.sign(aMail().from("tlsrpt-noreply@microsoft.com")
            .submitter("microsoft.com")
            .about("example.net")
            .report(aReport()
                    .from("microsoft.com")
                    .on(yesterday)
                    .sts("example.net", "testing", 40)
                    .json())
            .bytes());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void countsWhatComesByBothDoorsAndFindsItAgain() throws Exception {
        var data = folder.resolve("data");
        String whileItRuns;
        try (var dns = new KeyServer(MICROSOFT);
                var host = HostProcess.start(
                        data, "--resolver", "127.0.0.1:" + dns.address().getPort())) {
            assertThat(host.post(googles).statusCode()).isEqualTo(201);
            assertThat(host.post(googles).statusCode()).isEqualTo(200);
            host.drop("report.eml", microsofts);
            host.drop("copy.eml", microsofts);
            host.awaitIdle();

            whileItRuns = status(data);
            host.await("recorded  example.com/" + yesterday + "/");
            host.await("google.com: 100 ok, 3 failed");
            host.await("recorded  example.net/" + yesterday + "/");
            host.await("repeated  example.net/" + yesterday + "/");
        }
        assertThat(whileItRuns.replaceAll("\\s", ""))
                .contains("{\"domain\":\"example.com\",\"reports\":0,\"sessions\":{\"ok\":0,\"failed\":0},"
                        + "\"leftOut\":{\"reports\":1,\"ok\":100,\"failed\":3}}")
                .contains("{\"domain\":\"example.net\",\"reports\":1,\"sessions\":{\"ok\":40,\"failed\":0},"
                        + "\"leftOut\":{\"reports\":0,\"ok\":0,\"failed\":0}}");
        assertThat(status(data)).isEqualTo(whileItRuns);

        try (var again = HostProcess.start(data, "--resolver", "127.0.0.1:1")) {
            again.post(googles);
            again.drop("report.eml", microsofts);
            again.awaitIdle();
            assertThat(status(data)).isEqualTo(whileItRuns);
            assertThat(new Cli(Tlsrpt::run)
                            .run("serve", "--data", data, "--port", 0)
                            .err())
                    .contains("another collector is using");
        }
    }

    /// More of them than the server of the JDK keeps by default.
    @Test
    void keepsConnectionsThatWaitForTheirNextRequest() throws Exception {
        var request = "GET /v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        var sockets = new ArrayList<Socket>();
        try (var host = HostProcess.start(folder.resolve("data"))) {
            for (int n = 0; n < 300; n++) {
                var socket = new Socket(host.uri().getHost(), host.uri().getPort());
                sockets.add(socket);
                socket.getOutputStream().write(request);
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            for (var socket : sockets) {
                var in = socket.getInputStream();
                in.skipNBytes(in.available());
                socket.getOutputStream().write(request);
                assertThat(in.read())
                        .as("connection %d", sockets.indexOf(socket))
                        .isEqualTo('H');
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /// Row 28.
    @Test
    void holdsUnsignedMailUnlessItsOperatorSaysOtherwise() throws Exception {
        var data = folder.resolve("data");
        var unsigned = aMail().report(
                        aReport().on(yesterday).sts("example.org", "enforce", 7).json())
                .bytes();
        try (var host = HostProcess.start(data, "--resolver", "127.0.0.1:1")) {
            host.drop("report.eml", unsigned);
            host.awaitIdle();
            host.await("/report.eml  unsigned: there is no DKIM signature, claims google.com");
            host.await("held      inbox/");
        }
        try (var host = HostProcess.start(data, "--count-unsigned")) {
            assertThat(HostProcess.command("reread", "--local", "--data", data, "--held"))
                    .contains("1 new");
            host.await("recorded  example.org/");
        }
    }

    @Test
    void saysWhichResolverIsNoAddress() {
        assertThat(new Cli(Tlsrpt::run)
                        .run("serve", "--resolver", "dns.example")
                        .err())
                .startsWith("tlsrpt serve: --resolver must be an IP address, not 'dns.example'.");
    }

    @Test
    void saysWhereItCannotListen() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            var result = new Cli(Tlsrpt::run).run("serve", "--data", folder.resolve("data"), "--port", port);

            assertThat(result.err())
                    .isEqualTo("tlsrpt: cannot listen on port " + port
                            + ": Address already in use. Pass another one with --port, or 0 for a free one\n");
            assertThat(result.exit()).isEqualTo(1);
        }
        assertThat(new Cli(Tlsrpt::run).run("serve", "--port", 99_999).err())
                .startsWith("tlsrpt serve: --port must be from 0 to 65535, not 99999\n");
    }

    @Test
    void saysWhichFolderItCannotMake() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "x");

        assertThat(new Cli(Tlsrpt::run)
                        .run("serve", "--data", file.resolve("data"), "--port", 0)
                        .err())
                .startsWith("tlsrpt: " + file + "/data: ");
    }

    @Test
    void doesWhatItsOperatorSaysWhetherOrNotItRuns() throws Exception {
        var data = folder.resolve("data");
        var report = Files.write(folder.resolve("report.json.gz"), googles);
        var junk = Files.writeString(folder.resolve("junk.json"), "{\"nothing\":1}");

        operate(data, report, junk, "new");
        try (var _ = HostProcess.start(data)) {
            operate(data, report, junk, "repeated");
            assertThat(HostProcess.command("import", "--local", "--data", data, "/none"))
                    .contains("tlsrpt import: /none: no such file\n");
        }
    }

    @Test
    void backsUpWhetherOrNotItRuns() throws Exception {
        var data = folder.resolve("data");
        try (var host = HostProcess.start(data)) {
            host.post(googles);
            host.awaitIdle();
            assertThat(HostProcess.command("backup", "--data", data, folder.resolve("running.db")))
                    .startsWith("copied to " + folder.resolve("running.db") + ", ");
        }
        assertThat(HostProcess.command("backup", "--data", data, folder.resolve("stopped.db")))
                .startsWith("copied to ");
        assertThat(HostProcess.command("backup", "--data", data, folder.resolve("stopped.db")))
                .isEqualTo("tlsrpt: file already exists: " + folder.resolve("stopped.db") + ". Choose another name.\n");

        for (var copy : List.of("running.db", "stopped.db")) {
            var restored = Files.createDirectory(folder.resolve(copy + " restored"));
            Files.copy(folder.resolve(copy), restored.resolve("tlsrpt.db"));
            assertThat(status(restored)).isEqualTo(status(data));
            assertThat(HostProcess.command("reread", "--local", "--data", restored))
                    .isEqualTo("reprocessed: 1 repeated\n");
        }
    }

    @Test
    void refusesReportsWhileTheDiskIsAlmostFull() throws Exception {
        var data = folder.resolve("data");
        try (var host = HostProcess.start(data, "--floor", "1000000000")) {
            var answer = host.post(googles);
            assertThat(answer.statusCode()).isEqualTo(507);
            assertThat(answer.headers().firstValue("retry-after")).contains("3600");
            host.drop("report.eml", microsofts);
            host.await("report.eml in the inbox: the disk is almost full");
            assertThat(data.resolve("inbox/report.eml")).exists();
        }
        try (var dns = new KeyServer(MICROSOFT);
                var host = HostProcess.start(
                        data, "--resolver", "127.0.0.1:" + dns.address().getPort())) {
            assertThat(host.post(googles).statusCode()).isEqualTo(201);
            host.awaitIdle();
        }
        assertThat(HostProcess.totals(data))
                .hasEntrySatisfying(
                        "example.com", total -> assertThat(total.reports()).isOne())
                .hasEntrySatisfying(
                        "example.net", total -> assertThat(total.reports()).isOne());
    }

    @Test
    void saysWhatIsWrongWithItsDatabase() throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("tlsrpt.db"), "This is a letter.\n".repeat(500));

        assertThat(HostProcess.command("serve", "--data", data, "--port", 0))
                .isEqualTo("tlsrpt: database " + data.toRealPath()
                        + "/tlsrpt.db is damaged: [SQLITE_NOTADB] File opened that"
                        + " is not a database file (file is not a database). Stop the collector, keep a copy of the file,"
                        + " and restore a backup; without one, try sqlite3's command .recover.\n");
    }

    private void operate(Path data, Path report, Path junk, String first) throws IOException {
        assertThat(HostProcess.command("import", "--local", "--data", data, report, junk))
                .contains("junk.json: 1 held (not-a-report)")
                .contains("2 files: ")
                .contains("1 " + first);
        var name = "example.com/" + yesterday + "/";
        assertThat(HostProcess.command("forget", "--local", "--data", data, name))
                .contains("no longer counts");
        assertThat(HostProcess.command("forget", "--local", "--data", data, name))
                .isEqualTo("Report not found.\n");
        assertThat(HostProcess.command("reread", "--local", "--data", data, "--held"))
                .isEqualTo("reprocessed: 1 held (not-a-report)\n");
        assertThat(HostProcess.command("reread", "--local", "--data", data, "--since", LocalDate.now(ZoneOffset.UTC)))
                .contains("1 new");
        assertThat(HostProcess.command("status", "--data", data))
                .contains("example.com                                      1            100            3")
                .contains("not-a-report: is JSON, but not a TLS report");
    }

    @Test
    void listensToNobodyElse() throws Exception {
        try (var host = HostProcess.start(folder.resolve("data"), "--host", "reports.example.com")) {
            assertThat(ask(host, "GET /v1/tlsrpt HTTP/1.1\r\nHost: rebound.example:80"))
                    .startsWith("HTTP/1.1 421 ");
            assertThat(ask(host, "GET /v1/tlsrpt HTTP/1.1\r\nHost: Reports.example.com"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(ask(host, "GET /v1/tlsrpt HTTP/1.1\r\nHost: [::1]:80")).startsWith("HTTP/1.1 200 ");
            assertThat(ask(host, "GET /v1/status HTTP/1.1\r\nHost: localhost")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(host, "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nTlsrpt-Secret: guess"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(ask(host, "DELETE /v1/tlsrpt HTTP/1.1\r\nHost: localhost"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: POST, GET, HEAD");
            assertThat(ask(host, "POST /v1/tlsrpt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000"))
                    .startsWith("HTTP/1.1 413 ");
        }
    }

    private static String ask(HostProcess host, String request) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), host.uri().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String status(Path data) throws IOException {
        return HostProcess.command("status", "--data", data, "--json");
    }
}
