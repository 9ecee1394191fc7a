package tlsrpt.command;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.codegen.docgen.manpage.ManPageGenerator;
import tlsrpt.cli.Terminal;

/// Writes what the archive has about the command: the sources of its manual pages, and completions for shells.
final class Manual {

    private static final String BASH = "share/bash-completion/completions/tlsrpt";
    private static final String ZSH = "share/zsh/site-functions/_tlsrpt";

    private Manual() {}

    /// Writes all files.
    ///
    /// @param args the folder to write into
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        var pages = Files.createDirectories(folder.resolve("man"));
        var err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var nothing = new ByteArrayInputStream(new byte[0]);
        var command = Tlsrpt.commandLine(
                new Terminal(nothing, OutputStream.nullOutputStream(), err, false, false, 80, false));
        int code = ManPageGenerator.generateManPage(
                pages.toFile(), (File) null, new boolean[0], false, command.getCommandSpec());
        if (code != 0) {
            throw new IOException("no manual pages could be written to " + pages);
        }
        var completion = AutoComplete.bash("tlsrpt", command);
        write(folder.resolve(BASH), completion);
        // zsh runs the file at the first completion, and has to complete already then.
        write(
                folder.resolve(ZSH),
                "#compdef tlsrpt\n" + completion + "\n_bash_complete -o default -F _complete_tlsrpt\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
