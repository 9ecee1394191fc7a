package tlsrpt.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tlsrpt.cli.Page.Column;
import tlsrpt.cli.Page.Style;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.Severity;

/// `tlsrpt explain`: what a result type, or a diagnosis below one, means.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Explain a result type and how to fix its cause.",
        description = {"", "Accepts the result types of RFC 8460 and the finer diagnoses of 'tlsrpt read'.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  tlsrpt explain", "  tlsrpt explain certificate-expired"})
public final class ExplainCommand implements Callable<Integer> {

    private static final List<String> TOKENS =
            Stream.of(Diagnosis.Known.values()).map(Diagnosis.Known::token).toList();

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RESULT-TYPE",
            description = "Result type or diagnosis (default: list all).")
    private @Nullable String name;

    public ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var out = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        var page = new Page(out, terminal.width(), terminal.color());
        if (name == null) {
            list(page);
        } else if (Diagnosis.of(name.toLowerCase(Locale.ROOT)) instanceof Diagnosis.Known known) {
            explain(page, known);
        } else {
            throw new ParameterException(
                    spec.commandLine(), "unknown result type '" + name + "'. " + Spelling.suggestion(name, TOKENS));
        }
        page.flush();
        return 0;
    }

    private static void list(Page page) throws IOException {
        var rows = Stream.of(Diagnosis.Known.values())
                .map(known -> List.of(known.token(), Explanation.of(known).title()))
                .toList();
        page.table(0, List.of(new Column("Result type or diagnosis", false), new Column("Meaning", false)), rows);
        page.line().text(0, "tlsrpt explain NAME explains one.");
    }

    private static void explain(Page page, Diagnosis.Known known) throws IOException {
        var explanation = Explanation.of(known);
        page.line(0, Style.BOLD, known.token());
        page.line()
                .text(2, "Meaning  ", explanation.meaning())
                .text(2, "Cause    ", explanation.cause())
                .text(2, "Impact   ", explanation.mail())
                .text(2, "Severity ", Severity.words(known))
                .line();
        CausePrinter.steps(page, 2, explanation.steps());
    }
}
