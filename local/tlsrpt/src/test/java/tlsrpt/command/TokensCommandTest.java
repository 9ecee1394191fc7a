package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;

@Timeout(120)
class TokensCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void makesListsAndRevokesTokensWhileTheCollectorRuns() throws Exception {
        try (var host = HostProcess.start(folder)) {
            assertThat(run("list")).isEqualTo("No API tokens. To create one, run: tlsrpt tokens add NAME\n");
            assertThat(run("list", "--json")).isEmpty();
            var made = new Cli(Tlsrpt::run).run("tokens", "add", "grafana", "--data", folder);
            assertThat(made.err()).isEqualTo("Store it now; it is not shown again.\n");
            assertThat(status(host, made.out().strip())).isEqualTo(200);
            assertThat(run("list")).startsWith("grafana  read, created ");

            assertThat(run("revoke", "grafana")).isEqualTo("The token 'grafana' is no longer accepted.\n");
            assertThat(status(host, made.out().strip())).isEqualTo(401);
        }
        assertThat(new Cli(Tlsrpt::run)
                        .run("tokens", "revoke", "grafana", "--data", folder)
                        .err())
                .isEqualTo("tlsrpt tokens: Token not found. 'tlsrpt tokens list' shows all tokens.\n");
    }

    private String run(String... words) throws IOException {
        var all = new Object[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--data";
        all[words.length + 1] = folder;
        return new Cli(Tlsrpt::run).run("tokens", all).out();
    }

    private static int status(HostProcess host, String token) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(host.uri().resolve("/v1/domains"))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
