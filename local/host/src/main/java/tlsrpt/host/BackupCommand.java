package tlsrpt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.cli.TextFormat;

/// `tlsrpt backup`: a copy of everything that a collector on this machine keeps.
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Copy the database of a collector on this machine, whether or not it is running.",
        description = {
            "",
            "The copy is one file: the state at one moment, with all raw reports. To restore it, stop the collector and"
                    + " put it in place of tlsrpt.db in the data folder, without the -wal and -shm files beside it.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  tlsrpt backup --data /var/lib/tlsrpt /backup/tlsrpt-2026-11-29.db")
public final class BackupCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "FILE", description = "The file to create; must not exist.")
    private Path file = Path.of("");

    public BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var database = DataFolder.database(data.folder());
        if (!Files.exists(database)) {
            throw new IOException(
                    "no database in " + data.folder() + ". Pass the collector's data folder with --data DIR.");
        }
        if (Files.exists(file)) {
            throw new IOException("file already exists: " + file + ". Choose another name.");
        }
        Collector.backup(database, file);
        terminal.print("copied to " + ForeignText.line(file.toString()) + ", " + TextFormat.number(Files.size(file))
                + " bytes\n");
        return 0;
    }
}
