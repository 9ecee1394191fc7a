package tlsrpt.cli;

import java.io.IOException;

/// A format that `tlsrpt read` prints in.
sealed interface Printer permits HumanPrinter, JsonPrinter, CsvPrinter, ReadyPrinter, ReportedCauses {

    /// Called once for every report that matches the filters, in reading order.
    void print(MatchedReport found) throws IOException;

    /// Called once, after the last.
    void end(Counts counts) throws IOException;
}
