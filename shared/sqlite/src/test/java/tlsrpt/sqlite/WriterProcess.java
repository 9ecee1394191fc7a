package tlsrpt.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A process that writes as [FaultsTest#work] says, four at a time, and prints a line for each answer.
final class WriterProcess {

    private WriterProcess() {}

    /// Writes and prints.
    ///
    /// @param arguments the database, the first number, how many
    public static void main(String... arguments) {
        int end = Integer.parseInt(arguments[1]) + Integer.parseInt(arguments[2]);
        var next = new AtomicInteger(Integer.parseInt(arguments[1]));
        try (var database = Database.open(Path.of(arguments[0]), DatabaseTest.SCHEMA);
                var threads = Executors.newFixedThreadPool(4)) {
            for (int t = 0; t < 4; t++) {
                threads.execute(() -> {
                    for (int i = next.getAndIncrement(); i < end; i = next.getAndIncrement()) {
                        say(database, i);
                    }
                });
            }
        }
    }

    private static void say(Database database, int i) {
        try {
            database.transact(FaultsTest.work(i, (i * 37) % 3000));
            System.out.println("done " + i);
        } catch (DatabaseException e) {
            System.out.println(e.fault() + " " + i);
        }
    }

    /// What a run has answered.
    record Answers(List<Integer> done, List<String> faults) {}

    /// Starts a process.
    ///
    /// @param shell what the shell does before, such as setting limits
    static Process start(String shell, Path file, int first, int count) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        shell + "; exec \"$@\"",
                        "sh",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        file.toString(),
                        String.valueOf(first),
                        String.valueOf(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Reads the answers until the process ends, or kills it after some.
    static Answers answers(Process process, int killAfter) throws IOException, InterruptedException {
        var answers = new Answers(new ArrayList<>(), new ArrayList<>());
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var parts = line.split(" ", -1);
                if (parts.length == 2 && parts[0].equals("done")) {
                    answers.done().add(Integer.valueOf(parts[1]));
                } else {
                    answers.faults().add(parts[0]);
                }
                if (answers.done().size() == killAfter) {
                    process.toHandle()
                            .destroyForcibly(); // Unlike the process's own, this leaves its output to be read.
                }
            }
        }
        process.waitFor();
        return answers;
    }
}
