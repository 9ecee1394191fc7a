package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.gateway.Request;

@Timeout(60)
class FaultsOnThePageTest {

    @Test
    void showsAReceiverFromWhenItFailsUntilItWorks(@TempDir Path folder) throws Exception {
        var inner = Files.createDirectories(folder.resolve("Maildir/new"));
        Files.createDirectories(folder.resolve("Maildir/cur"));
        var file = Files.writeString(folder.resolve("tlsrpt.toml"), "[maildir]\npath = \"Maildir\"\n");
        var config = HostConfig.read(file, Clock.systemUTC());
        var data = DataFolder.lock(folder.resolve("data")).orElseThrow();
        try (var collector = Collector.open(data, 0, Access.OPEN, _ -> {})) {
            collector.startWays(config.ways());
            assertThat(domains(collector.api())).contains("\"faults\":[]");

            Files.delete(inner);
            while (!domains(collector.api()).contains("\"check\":\"receiver\"")) {
                Thread.sleep(50);
            }
            assertThat(domains(collector.api()))
                    .contains("is missing. Set path to a Maildir", "\"remedy\":\"follow the message");

            Files.createDirectory(inner);
            while (!domains(collector.api()).contains("\"faults\":[]")) {
                Thread.sleep(50);
            }
        }
    }

    private static String domains(Api api) {
        return new String(
                api.answer(new Request("GET", "/v1/domains", "", Map.of(), Map.of()))
                        .body(),
                StandardCharsets.UTF_8);
    }
}
