package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tlsrpt.cli.Terminal;
import tlsrpt.console.Check;
import tlsrpt.console.LocalDoctor;
import tlsrpt.console.Operator;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;

/// `tlsrpt doctor`: checks whether a collector can receive reports.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Check that a collector can receive reports, and show how to fix problems.",
        description = {
            "",
            "With --local, checks the configuration, the DNS records of its domains, the receivers, disk space, the newest"
                    + " report and the channels of the collector on this machine.",
            "",
            "With --stack, checks DNS, SES, the queues, subscriptions to alerts, the bucket and the newest report. Finally"
                    + " sends a test report by POST and removes it again.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no fault", "1:at least one fault", "2:the command line is wrong"})
public final class DoctorCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Clock clock;
    private final LocalDoctor doctor;
    private final Operator.Opener here;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--local", description = "The collector on this machine.")
    private boolean local;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the local collector (default: /etc/tlsrpt/tlsrpt.toml, if present).")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder of the local collector (default: from the configuration, else tlsrpt-data).")
    private @Nullable Path data;

    @Option(names = "--stack", paramLabel = "NAME", description = "CloudFormation stack of a collector in AWS.")
    private @Nullable String stack;

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

    public DoctorCommand(Terminal terminal, Clock clock, LocalDoctor doctor, Operator.Opener here) {
        this.terminal = terminal;
        this.clock = clock;
        this.doctor = doctor;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (local == (stack != null)) {
            throw new ParameterException(spec.commandLine(), "which collector? Pass either --local or --stack NAME");
        }
        var checks = new ArrayList<Check>();
        Consumer<Check> found = check -> {
            checks.add(check);
            if (!json) {
                terminal.print(check.line());
            }
        };
        if (stack != null) {
            stack(stack, found);
        } else {
            collector(doctor.examine(config, data, found), found);
        }
        boolean well = checks.stream().allMatch(Check::isWell);
        if (json) {
            terminal.print(json(checks, well));
        }
        return well ? 0 : 1;
    }

    private void stack(String name, Consumer<Check> found) throws IOException, InterruptedException {
        try (var examined = Stack.open(name, region)) {
            var resolvers = dns == null ? Resolvers.ofThisMachine() : Resolvers.parse(dns);
            new Doctor(examined, new Dns(resolvers, clock), clock, found).runChecks();
        }
    }

    /// Asks the running collector, or reads the data that a stopped one left.
    private void collector(Path folder, Consumer<Check> found) throws IOException, InterruptedException {
        var start = new Check(
                "collector",
                folder.toString(),
                "does not run",
                "start it: systemctl start tlsrpt, or tlsrpt serve --config FILE");
        if (!Files.exists(Operator.Opener.database(folder))) {
            found.accept(start);
            return;
        }
        try (var operator = HostClient.orInThisProcess(folder, here)) {
            found.accept(operator instanceof HostClient ? Check.well("collector", folder.toString(), "runs") : start);
            operator.checks().forEach(found);
        }
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
