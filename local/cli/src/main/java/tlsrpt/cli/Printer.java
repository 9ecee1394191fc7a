package tlsrpt.cli;

import java.io.IOException;

/// A format that `tlsrpt read` prints in.
sealed interface Printer permits HumanPrinter, JsonPrinter, CsvPrinter, ReadyPrinter {

    /// Called for every report that was asked for, once each, in the order of reading.
    void print(MatchedReport found) throws IOException;

    /// Called once, after the last.
    void end(Counts counts) throws IOException;
}
