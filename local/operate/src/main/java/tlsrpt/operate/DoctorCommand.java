package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tlsrpt.cli.Terminal;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;

/// `tlsrpt doctor`: whether a collector in AWS would get tomorrow's reports.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Check that a collector in AWS can receive reports, and show how to fix problems.",
        description = {
            "",
            "Checks DNS, SES, the queues, subscriptions to alerts, the bucket and the newest report. Last it sends a test"
                    + " report by POST and removes it again.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:there is a fault", "2:the command line is wrong"})
public final class DoctorCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Clock clock;

    @Option(
            names = "--stack",
            paramLabel = "NAME",
            required = true,
            description = "CloudFormation stack of the collector.")
    private String stack = "";

    @Option(
            names = "--region",
            paramLabel = "NAME",
            description = "AWS Region of the stack (default: from your AWS profile).")
    private @Nullable String region;

    @Option(
            names = "--dns",
            paramLabel = "SERVER",
            description = "Name server to ask, such as 192.0.2.53 or 192.0.2.53:53 (default: this machine's).")
    private @Nullable String dns;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public DoctorCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var checks = new ArrayList<Check>();
        try (var examined = Stack.open(stack, region)) {
            new Doctor(
                            examined,
                            new Dns(dns == null ? Resolvers.ofThisMachine() : Resolvers.parse(dns), clock),
                            clock,
                            check -> {
                                checks.add(check);
                                if (!json) {
                                    terminal.print(check.line());
                                }
                            })
                    .examine();
        }
        boolean well = checks.stream().allMatch(Check::isWell);
        if (json) {
            terminal.print(json(checks, well));
        }
        return well ? 0 : 1;
    }

    private static String json(List<Check> checks, boolean well) throws IOException {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("ok", well);
            json.writeArrayFieldStart("checks");
            for (var check : checks) {
                check.write(json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }
}
