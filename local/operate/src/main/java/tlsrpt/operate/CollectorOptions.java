package tlsrpt.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tlsrpt.console.Operator;

/// Which collector a command means: the one on this machine, or one in AWS.
final class CollectorOptions {

    private static final Path DATA = Path.of("tlsrpt-data");

    @ArgGroup
    private @Nullable Choice choice;

    private static final class Choice {

        @ArgGroup(exclusive = false)
        private @Nullable OnThisMachine onThisMachine;

        @ArgGroup(exclusive = false)
        private @Nullable InAws inAws;
    }

    private static final class OnThisMachine {

        @Option(names = "--local", description = "The collector on this machine.")
        @SuppressWarnings("UnusedVariable") // to be said, so that nothing else is meant unsaid
        private boolean local;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Data folder of the local collector (default: tlsrpt-data).")
        private @Nullable Path folder;
    }

    private static final class InAws {

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
    }

    /// What a command asks of the collector.
    interface Task<T> {
        T of(Operator operator) throws IOException, InterruptedException;
    }

    boolean isHere() {
        return choice == null || choice.inAws == null;
    }

    /// The options that name the same collector in another command, with a blank before each.
    String words() {
        var inAws = choice == null ? null : choice.inAws;
        if (inAws != null) {
            return " --stack " + inAws.stack + (inAws.region == null ? "" : " --region " + inAws.region);
        }
        var named = choice == null ? null : choice.onThisMachine;
        return named == null || named.folder == null ? "" : " --data " + named.folder;
    }

    /// Refuses where neither was named: what changes a collector says which.
    void mustBeNamed(CommandSpec command) {
        if (choice == null) {
            throw new ParameterException(
                    command.commandLine(), "which collector? Pass --local, or --stack NAME for one in AWS");
        }
    }

    /// Asks a collector that exists.
    ///
    /// @param here opens the collector on this machine if it does not run
    /// @throws IOException also if its data folder holds none: looking creates nothing
    <T> T ask(Operator.Opener here, Task<T> task) throws IOException, InterruptedException {
        if (isHere()) {
            mustExist(folder(), ", or --stack NAME for one in AWS");
        }
        return askOrCreate(here, task);
    }

    /// Asks the collector on this machine, which exists.
    static <T> T askHere(Path folder, Operator.Opener here, Task<T> task) throws IOException, InterruptedException {
        mustExist(folder, "");
        try (var operator = HostClient.orInThisProcess(folder, here)) {
            return task.of(operator);
        }
    }

    private static void mustExist(Path folder, String otherwise) throws IOException {
        if (!Files.exists(Operator.Opener.database(folder))) {
            throw new IOException("no collector in " + folder + ": "
                    + (Files.isDirectory(folder) ? "it has no tlsrpt.db" : "that folder does not exist")
                    + ". Pass its data folder with --data DIR" + otherwise + ".");
        }
    }

    /// Asks a collector, for which a missing data folder is created.
    <T> T askOrCreate(Operator.Opener here, Task<T> task) throws IOException, InterruptedException {
        var inAws = choice == null ? null : choice.inAws;
        if (inAws != null) {
            return StackOperator.ask(inAws.stack, inAws.region, task);
        }
        try (var operator = HostClient.orInThisProcess(folder(), here)) {
            return task.of(operator);
        }
    }

    private Path folder() {
        var named = choice == null ? null : choice.onThisMachine;
        return named == null || named.folder == null ? DATA : named.folder;
    }
}
