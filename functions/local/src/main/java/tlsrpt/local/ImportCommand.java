package tlsrpt.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tlsrpt import`: reports from before, which the operator vouches for.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Loads old mail and reports, which you vouch for, into the collector.",
        description = {"", "It makes no difference whether the collector runs.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was taken in; what is held is said",
            "1:something could not be read",
            "2:the command line is wrong"
        })
final class ImportCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--local", required = true, description = "Into the collector on this machine.")
    @SuppressWarnings("UnusedVariable") // to be said, so that nothing else is meant unsaid
    private boolean local;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files or folders.")
    private List<String> paths = new ArrayList<>();

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var unreadable = new Tally();
        var documents = new ArrayList<Document>();
        new Documents(documents::add, (name, why) -> unreadable(unreadable, name, why)).find(paths);
        var total = new Tally();
        try (var operator = Operator.of(data.folder())) {
            var progress = progress(documents);
            for (var document : documents) {
                var path = document.path();
                if (path == null) {
                    unreadable(unreadable, document.name(), "only files are imported");
                    continue;
                }
                try {
                    var tally = operator.importFile(path);
                    total.add(tally);
                    if (tally.held() > 0 || tally.of(Tally.FAILED) > 0) {
                        progress.erase();
                        say(ForeignText.line(document.name()) + ": " + tally.words());
                    }
                    progress.documentRead(Files.size(path));
                } catch (IOException e) {
                    progress.erase();
                    unreadable(unreadable, document.name(), Documents.reason(e));
                }
            }
            progress.erase();
        }
        say(Words.count(documents.size(), "file") + ": " + total.words());
        return unreadable.counts().isEmpty() ? 0 : 1;
    }

    private void say(String line) throws IOException {
        terminal.out().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        terminal.out().flush();
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
