package tlsrpt.operate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.ProgressBar;
import tlsrpt.cli.Terminal;
import tlsrpt.cli.TextFormat;
import tlsrpt.console.History;
import tlsrpt.console.Operator;
import tlsrpt.console.Sha256;

/// `tlsrpt export`: the raw reports of a collector as files, for another collector to import.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Write the raw reports of a collector to a folder, to import them into another one.",
        description = {
            "",
            "Exports reports that count, from known reporters and imports. Leaves out held reports and those that anyone"
                    + " could have sent (POSTs, unsigned mail, new reporters), because an import would make them count.",
            "",
            "Existing files are skipped, so an interrupted export can be resumed.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt export history --local --data /var/lib/tlsrpt",
            "  tlsrpt import history --stack tlsrpt",
        })
public final class ExportCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Operator.Opener here;

    @Mixin
    private CollectorOptions collector = new CollectorOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder to write to; created if missing.")
    private Path folder = Path.of("");

    private int written;
    private int skipped;
    private int missing;

    public ExportCommand(Terminal terminal, Operator.Opener here) {
        this.terminal = terminal;
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        collector.mustBeNamed(spec);
        int found = collector.ask(here, this::export);
        terminal.print(TextFormat.count(written, "raw object") + " written to " + folder
                + (skipped == 0 ? "" : ", " + TextFormat.number(skipped) + " already present")
                + (missing == 0 ? "" : ", " + TextFormat.number(missing) + " no longer stored")
                + "\n"
                + (found > 0
                        ? ""
                        : "Nothing to export: no report here was imported or verified as from a known reporter."
                                + " See tlsrpt export --help.\n"));
        return 0;
    }

    private int export(Operator operator) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var keys = operator.historyObjects();
        var progress = terminal.errIsTerminal()
                ? new ProgressBar(terminal.err(), keys.size(), System::nanoTime)
                : ProgressBar.hidden();
        for (var key : keys) {
            export(operator, key);
            progress.documentRead(1);
        }
        progress.erase();
        return keys.size();
    }

    private void export(Operator operator, String key) throws IOException, InterruptedException {
        var file = folder.resolve(Sha256.of(key.getBytes(StandardCharsets.UTF_8)));
        if (Files.exists(file)) {
            skipped++;
            return;
        }
        var first = operator.historyBlock(key, 0);
        if (first.length == 0) {
            missing++;
            return;
        }
        // Beside the folder, as an import reads all that is in it.
        var whole = folder.toAbsolutePath();
        var unfinished = whole.resolveSibling(whole.getFileName() + ".unfinished");
        try (var out = Files.newOutputStream(unfinished)) {
            out.write(first);
            for (int n = 1; first.length == History.BLOCK; n++) {
                var block = operator.historyBlock(key, n);
                out.write(block);
                if (block.length < History.BLOCK) {
                    break;
                }
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        written++;
    }
}
