package tlsrpt.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.Document;
import tlsrpt.cli.Documents;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.ProgressBar;
import tlsrpt.cli.Terminal;
import tlsrpt.cli.TextFormat;
import tlsrpt.console.Operator;
import tlsrpt.console.Tally;

/// `tlsrpt import`: older reports, imported by the operator.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Import old mail and reports into a collector. They count as trusted.",
        description = {
            "",
            "Accepts messages, mbox, Maildir, JSON, gzip, zip, and the JSON that parsedmarc writes for SMTP TLS reports.",
            "",
            "Works whether or not the collector on this machine is running. With --stack, uploads only TLS reports within"
                    + " the retention period; 'tlsrpt status --stack NAME' shows them a minute later.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was imported; the output counts held reports",
            "1:something could not be read",
            "2:the command line is wrong"
        })
public final class ImportCommand implements Callable<Integer> {

    /// How many files share a commit at most.
    private static final int HERE_AT_ONCE = 1_000;

    private final Terminal terminal;
    private final Operator.Opener here;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files or folders.")
    private List<String> paths = new ArrayList<>();

    public ImportCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        collector.mustBeNamed(spec);
        var unreadable = new Tally();
        var documents = new ArrayList<Document>();
        new Documents(documents::add, (name, why) -> unreadable(unreadable, name, why)).find(paths);
        var total = collector.askOrCreate(here, operator -> imported(documents, operator, unreadable));
        say(TextFormat.count(documents.size(), "file") + ": " + total.words());
        return unreadable.counts().isEmpty() ? 0 : 1;
    }

    /// Several files at once: the collector commits them together.
    private Tally imported(List<Document> documents, Operator operator, Tally unreadable)
            throws IOException, InterruptedException {
        var total = new Tally();
        var progress = progress(documents);
        boolean here = collector.isHere();
        try (var files = here ? new ManyAtOnce(HERE_AT_ONCE) : new ManyAtOnce()) {
            for (var document : documents) {
                files.start(
                        here ? weight(document) : 1, () -> imported(document, operator, total, unreadable, progress));
            }
        }
        progress.erase();
        return total;
    }

    /// A large file takes the places of many small ones, since part of it is in memory.
    private static int weight(Document document) {
        var path = document.path();
        return path == null ? 1 : 1 + (int) Math.min(path.toFile().length() >> 16, HERE_AT_ONCE);
    }

    private void imported(Document document, Operator operator, Tally total, Tally unreadable, ProgressBar progress) {
        var path = document.path();
        try {
            if (path == null) {
                throw new IOException("only files can be imported");
            }
            var tally = ParsedmarcJson.isIn(path) ? fromParsedmarc(path, operator) : operator.importFile(path);
            total.add(tally);
            synchronized (this) {
                if (tally.held() > 0 || tally.of(Tally.FAILED) > 0) {
                    progress.erase();
                    say(ForeignText.line(document.name()) + ": " + tally.words());
                }
                progress.documentRead(Files.size(path));
            }
        } catch (IOException e) {
            synchronized (this) {
                progress.erase();
                unreadable(unreadable, document.name(), Documents.reason(e));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Imports each report of the file as one of its own.
    private static Tally fromParsedmarc(Path path, Operator operator) throws IOException, InterruptedException {
        var total = new Tally();
        var file = Files.createTempFile("tlsrpt", ".json");
        try (var in = Files.newInputStream(path)) {
            ParsedmarcJson.read(in, report -> {
                Files.write(file, report);
                total.add(operator.importFile(file));
            });
        } finally {
            Files.delete(file);
        }
        return total;
    }

    private void say(String line) {
        terminal.print(line + "\n");
    }

    private void unreadable(Tally unreadable, String name, String why) {
        unreadable.add("unreadable", 1);
        terminal.err().println("tlsrpt import: " + ForeignText.line(name) + ": " + why);
    }

    private ProgressBar progress(List<Document> documents) throws IOException {
        if (!terminal.errIsTerminal()) {
            return ProgressBar.hidden();
        }
        long bytes = 0;
        for (var document : documents) {
            Path path = document.path();
            bytes += path != null && Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        return new ProgressBar(terminal.err(), bytes, System::nanoTime);
    }
}
