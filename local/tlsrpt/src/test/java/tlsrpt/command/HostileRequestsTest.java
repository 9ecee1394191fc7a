package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever strangers do to the host, it answers the honest.
@Timeout(120)
class HostileRequestsTest {

    private static final int IDLERS = 1_000;
    private static final int HONEST = 20;

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void answersTheHonestWhateverOthersDo() throws Exception {
        var sockets = new ArrayList<Socket>();
        var over = new AtomicBoolean();
        try (var host = HostProcess.start(folder);
                var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < IDLERS; i++) {
                sockets.add(idler(host, i));
            }
            for (int i = 0; i < 4; i++) {
                attackers.execute(() -> flood(host, over));
            }
            for (int i = 0; i < HONEST; i++) {
                var report = aReport()
                        .from("r" + i + ".example")
                        .on(yesterday)
                        .id("report " + i)
                        .sts("example.com", "enforce", 1);
                assertThat(host.post(report.bytes()).statusCode()).isEqualTo(201);
            }
            over.set(true);
            host.awaitIdle();
            assertThat(HostProcess.totals(folder).get("example.com"))
                    .isEqualTo(new HostProcess.Total(HONEST, HONEST, 0));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /// Each stops amid 64 KB, which together are twice what is kept of bodies.
    @Test
    void answersTheHonestBesideHalfSentBodiesInASmallHeap() throws Exception {
        var sockets = new ArrayList<Socket>();
        try (var host = HostProcess.startInAHeapOf64Megabytes(folder)) {
            for (int i = 0; i < 500; i++) {
                var socket =
                        new Socket(InetAddress.getLoopbackAddress(), host.uri().getPort());
                sockets.add(socket);
                socket.getOutputStream()
                        .write(("POST /v1/tlsrpt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
                                        + "{".repeat(1 << 16))
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
            for (int i = 0; i < HONEST; i++) {
                var report = aReport()
                        .from("r" + i + ".example")
                        .on(yesterday)
                        .id("report " + i)
                        .sts("example.com", "enforce", 1);
                assertThat(host.post(report.bytes()).statusCode()).isEqualTo(201);
            }
            host.awaitIdle();
            assertThat(HostProcess.totals(folder).get("example.com"))
                    .isEqualTo(new HostProcess.Total(HONEST, HONEST, 0));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /// One that says nothing, one that stops amid its headers or its body, or one that closes its half early.
    private static Socket idler(HostProcess host, int i) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), host.uri().getPort());
        var said = List.of(
                        "",
                        "POST /v1/tlsrpt HTTP/1.1\r\nHost: local",
                        "POST /v1/tlsrpt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n{",
                        "POST /v1/tlsrpt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{")
                .get(i % 4);
        socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
        if (i % 5 == 0) {
            socket.shutdownOutput();
        }
        return socket;
    }

    /// 100 MB, again and again, with and without saying so.
    private static void flood(HostProcess host, AtomicBoolean over) {
        var block = new byte[1 << 16];
        while (!over.get()) {
            try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), host.uri().getPort())) {
                var out = socket.getOutputStream();
                out.write("POST /v1/tlsrpt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
                for (int sent = 0; sent < 100_000_000 && !over.get(); sent += block.length) {
                    out.write("10000\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    out.write(block);
                    out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (SocketException e) {
                // it had enough of us
            } catch (IOException e) {
                return;
            }
        }
    }
}
