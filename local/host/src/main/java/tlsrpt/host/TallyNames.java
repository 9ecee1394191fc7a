package tlsrpt.host;

import tlsrpt.console.Tally;
import tlsrpt.ingest.IngestEvent;

/// The words by which a [Tally] counts what ingest did.
final class TallyNames {

    private TallyNames() {}

    static String word(IngestEvent event) {
        return switch (event) {
            case IngestEvent.Recorded _ -> "recorded";
            case IngestEvent.Replaced _ -> "replaced";
            case IngestEvent.Duplicate _ -> "duplicate";
            case IngestEvent.Held held -> Tally.HELD + held.why().reason().token();
            case IngestEvent.Ignored _ -> "ignored";
            case IngestEvent.Failed _ -> Tally.FAILED;
        };
    }
}
