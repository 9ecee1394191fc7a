package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;

/// What `make run` shows.
@Timeout(120)
class SampleRunTest {

    @Test
    void startsNothingWhereTheSamplesAreNoFolder(@TempDir Path folder) {
        var result = new Cli(Tlsrpt::run)
                .run("serve", "--data", folder.resolve("data"), "--samples", folder.resolve("none"));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--samples: folder not found: ").contains("--help");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void opensThePageWithSomethingToSee(@TempDir Path folder) throws Exception {
        try (var host = HostProcess.start(folder.resolve("data"), "--samples", "../../events");
                var http = HttpClient.newHttpClient()) {
            host.await("See it at");
            var domains = http.send(
                    HttpRequest.newBuilder(host.uri().resolve("/v1/domains")).build(), BodyHandlers.ofString());

            assertThat(host.output())
                    .contains("to end yesterday")
                    .containsPattern(
                            "alert +high +example\\.com: certificate expired \\(mx2\\.example\\.com\\); refused in part by (Google|Microsoft)");
            assertThat(domains.body())
                    .contains("\"domain\":\"example.com\",\"state\":\"failing\",\"policy\":\"sts/enforce\"")
                    .contains("\"domain\":\"example.org\",\"state\":\"new\"")
                    .contains("certificate expired");
        }
    }
}
