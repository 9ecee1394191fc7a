package tlsrpt.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlsrpt.cli.Cli;
import tlsrpt.console.Operator;
import tlsrpt.posture.look.Rig;
import tlsrpt.sts.StsRequest;
import tlsrpt.sts.StsRequest.Action;

/// `tlsrpt sts` as a user calls it: `text` with a name server on this machine, the others with a collector that only
/// answers.
class StsCommandTest {

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void coversTheMxHostsInDns() {
        var result = text("example.test");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("https://mta-sts.example.test/.well-known/mta-sts.txt")
                .containsPattern("    version: STSv1\n    mode: testing\n(    mx: [a-z0-9.]+\\.example\\.test\n)+"
                        + "    max_age: 86400\n")
                .containsPattern("_mta-sts\\.example\\.test\\. TXT \"v=STSv1; id=[0-9]{8}T[0-9]{6}Z[0-9a-f]{12}\"");
    }

    @Test
    void writesTheFileWithTheLineEndsThatTheRfcSays() throws IOException {
        var file = folder.resolve("mta-sts.txt");

        var result = text("example.test", "--mode", "enforce", "--mx", "*.mail.example.test", "--out", file.toString());

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(Files.readString(file))
                .isEqualTo("version: STSv1\r\nmode: enforce\r\nmx: *.mail.example.test\r\nmax_age: 604800\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "example.test --mode strict, 2, '--mode must be testing, enforce or none, not ''strict'''",
        "example.test --mx 192.0.2.1, 2, names an address",
        "nothing.test, 1, 'nothing.test has no MX record. Publish one, or pass the MX hosts with --mx'",
        "a..b, 2, '''a..b'' is not a domain name'",
    })
    void saysWhatIsWrong(String arguments, int exit, String why) {
        var result = text(arguments.split(" "));

        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.err()).contains(why);
    }

    private final List<StsRequest> asked = new ArrayList<>();

    /// A collector that hosts example.com, and cannot host example.edu.
    private StsRequest.Answer answer(StsRequest request) {
        asked.add(request);
        if (request.action() == Action.STATUS && request.has(StsRequest.Option.JSON)) {
            return new StsRequest.Answer(0, """
                    {"domain":"example.com","next":{"mx":["x"]},"mx":["mx1.example.com","*.example.net"],"faults":[]}
                    """);
        }
        if (request.domain().equals("example.edu")) {
            return new StsRequest.Answer(3, "example.edu: nothing was changed.\n");
        }
        return new StsRequest.Answer(0, "Now\n    tlsrpt sts advance example.com\nSee tlsrpt sts status.\n");
    }

    private Cli.Result sts(Object... args) throws IOException {
        Files.writeString(folder.resolve("tlsrpt.db"), "");
        var operator = (Operator) Proxy.newProxyInstance(
                Operator.class.getClassLoader(),
                new Class<?>[] {Operator.class},
                (_, method, values) -> method.getName().equals("sts") ? answer((StsRequest) values[0]) : null);
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data", folder));
        return new Cli(Cli.Program.of((terminal, clock) ->
                        List.of(() -> new StsCommand(terminal, clock, _ -> Optional.of(operator)))))
                .run("sts", all.toArray());
    }

    @Test
    void asksForEachDomainWithThePatternsOfAnother() throws IOException {
        var result = sts("add", "example.net", "example.edu", "--like", "example.com");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(asked)
                .filteredOn(request -> request.action() == Action.ADD)
                .extracting(StsRequest::domain, StsRequest::add)
                .containsExactly(
                        tuple("example.net", List.of("mx1.example.com", "*.example.net")),
                        tuple("example.edu", List.of("mx1.example.com", "*.example.net")));
        assertThat(result.out())
                .startsWith("example.net: done\nexample.edu: nothing was changed.\n\n")
                .contains("\n    tlsrpt sts advance example.com --data " + folder + "\nSee tlsrpt sts status.\n");
    }

    @Test
    void asksForOneDomainAsItIs() throws IOException {
        assertThat(sts("auto", "example.com", "--off").out())
                .startsWith("Now\n    tlsrpt sts advance example.com --data ");
        assertThat(asked)
                .singleElement()
                .satisfies(request -> assertThat(request.options()).containsExactly(StsRequest.Option.OFF));
        assertThat(StsRequest.read(asked.getFirst().toString())).isEqualTo(asked.getFirst());
    }

    private Cli.Result text(String... args) {
        var all = new ArrayList<Object>(List.of("text"));
        all.addAll(List.of(args));
        all.addAll(List.of("--resolver", "127.0.0.1:" + rig.dns.address().getPort()));
        return new Cli(Cli.Program.of(
                        (terminal, clock) -> List.of(() -> new StsCommand(terminal, clock, _ -> Optional.empty()))))
                .run("sts", all.toArray());
    }
}
