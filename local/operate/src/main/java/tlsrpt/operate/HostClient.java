package tlsrpt.operate;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.actions.Decision;
import tlsrpt.console.Check;
import tlsrpt.console.HostAddress;
import tlsrpt.console.Operator;
import tlsrpt.console.Tally;
import tlsrpt.sts.StsRequest;

/// Sends requests to the running collector on this machine.
final class HostClient implements Operator {

    private static final Duration HOST_STARTS_WITHIN = Duration.ofSeconds(15);

    static {
        // Less than the collector keeps idle connections, so that no request meets one that is being closed.
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
    }

    private final HostAddress host;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private HostClient(HostAddress host) {
        this.host = host;
    }

    /// Returns the collector that keeps its data there: in this process, or where another process works in the folder,
    /// by way of that one.
    static Operator orInThisProcess(Path folder, Opener collector) throws IOException, InterruptedException {
        var patience = Instant.now().plus(HOST_STARTS_WITHIN);
        while (true) {
            var here = collector.open(folder);
            if (here.isPresent()) {
                return here.get();
            }
            var host = HostAddress.read(folder);
            if (host.isPresent()) {
                return new HostClient(host.get());
            }
            if (Instant.now().isAfter(patience)) {
                throw new IOException(
                        "another process uses " + folder + " and does not answer. If it is a collector, try again");
            }
            Thread.sleep(100);
        }
    }

    @Override
    public String status(boolean json) throws IOException, InterruptedException {
        return ask("GET", json ? "status" : "status?words", BodyPublishers.noBody())
                .body();
    }

    @Override
    public Tally importFile(Path file) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return Tally.read(ask("POST", "import", BodyPublishers.ofFile(file)).body());
    }

    @Override
    public Tally reread(boolean heldOnly, @Nullable LocalDate since) throws IOException, InterruptedException {
        var query = (heldOnly ? "held" : "all") + (since == null ? "" : "&" + since);
        return Tally.read(
                ask("POST", "reread?" + query, BodyPublishers.noBody()).body());
    }

    @Override
    public Answer forget(String report) throws IOException, InterruptedException {
        var answer = ask("POST", "forget", BodyPublishers.ofString(report));
        return new Answer(answer.statusCode() == 200, answer.body().strip());
    }

    @Override
    public String alerts(boolean json) throws IOException, InterruptedException {
        return ask("GET", json ? "operator/alerts" : "operator/alerts?words", BodyPublishers.noBody())
                .body();
    }

    @Override
    public String digest(LocalDate monday, boolean html) throws IOException, InterruptedException {
        var query = (html ? "html" : "text") + "&" + monday;
        return ask("GET", "operator/digest?" + query, BodyPublishers.noBody()).body();
    }

    @Override
    public void testAlert() throws IOException, InterruptedException {
        var answer = ask("POST", "operator/alerts", BodyPublishers.noBody());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
    }

    @Override
    public String rules() throws IOException, InterruptedException {
        return ask("GET", "operator/rules", BodyPublishers.noBody()).body();
    }

    @Override
    public void rules(String json) throws IOException, InterruptedException {
        var answer = ask("POST", "operator/rules", BodyPublishers.ofString(json));
        if (answer.statusCode() != 200) {
            throw new IOException("the running collector rejected the rules: " + answer.body());
        }
    }

    @Override
    public String reporters(boolean json) throws IOException, InterruptedException {
        return ask("GET", json ? "operator/reporters" : "operator/reporters?words", BodyPublishers.noBody())
                .body();
    }

    @Override
    public Answer decide(Decision decision, String reporter) throws IOException, InterruptedException {
        var answer = ask("POST", "operator/reporters?" + decision, BodyPublishers.ofString(reporter));
        return new Answer(answer.statusCode() == 200, answer.body().strip());
    }

    @Override
    public List<Check> checks() throws IOException, InterruptedException {
        return Check.read(ask("GET", "operator/checks", BodyPublishers.noBody()).body());
    }

    @Override
    public List<String> historyObjects() throws IOException, InterruptedException {
        return ask("GET", "operator/objects", BodyPublishers.noBody())
                .body()
                .lines()
                .toList();
    }

    @Override
    public byte[] historyBlock(String key, int n) throws IOException, InterruptedException {
        var address = "operator/object?" + n + "&" + URLEncoder.encode(key, StandardCharsets.UTF_8);
        return checked(http.send(request("GET", address, BodyPublishers.noBody()), BodyHandlers.ofByteArray()))
                .body();
    }

    @Override
    public Answer addToken(String name, boolean mayWrite) throws IOException, InterruptedException {
        return token(mayWrite ? "write" : "read", name);
    }

    @Override
    public Answer revokeToken(String name) throws IOException, InterruptedException {
        return token("revoke", name);
    }

    private Answer token(String what, String name) throws IOException, InterruptedException {
        var answer = ask("POST", "operator/tokens?" + what, BodyPublishers.ofString(name));
        return new Answer(answer.statusCode() == 200, answer.body().strip());
    }

    @Override
    public String tokens(boolean json) throws IOException, InterruptedException {
        return ask("GET", json ? "operator/tokens" : "operator/tokens?words", BodyPublishers.noBody())
                .body();
    }

    @Override
    public StsRequest.Answer sts(StsRequest request) throws IOException, InterruptedException {
        var answer = ask("POST", "operator/sts", BodyPublishers.ofString(request.toString()));
        if (answer.statusCode() != 200) {
            throw new IOException("the running collector rejected the request: " + answer.body());
        }
        return StsRequest.Answer.read(answer.body());
    }

    private HttpResponse<String> ask(String method, String what, BodyPublisher body)
            throws IOException, InterruptedException {
        return checked(http.send(request(method, what, body), BodyHandlers.ofString()));
    }

    private HttpRequest request(String method, String what, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(host.uri() + "/v1/" + what))
                .method(method, body)
                .header(HostAddress.HEADER, host.secret())
                .build();
    }

    private static <T> HttpResponse<T> checked(HttpResponse<T> answer) throws IOException {
        if (answer.statusCode() >= 500 || answer.statusCode() == 403) {
            var said = answer.body() instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : String.valueOf(answer.body());
            throw new IOException("the running collector answered " + answer.statusCode() + ": " + said);
        }
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
