package tlsrpt.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.TextFormat;
import tlsrpt.report.Trust;
import tlsrpt.store.BlockedDomain;
import tlsrpt.store.KnownReporter;
import tlsrpt.store.KnownReporters;

/// The known reporters, and why each counts or does not.
public final class ReporterList {

    private static final JsonFactory JSON = new JsonFactory();

    private static final int MOST_UNDECIDED = 100;

    private final List<KnownReporter> reporters;
    private final List<BlockedDomain> domains;
    private final LocalDate today;

    private ReporterList(List<KnownReporter> reporters, List<BlockedDomain> domains, LocalDate today) {
        this.reporters = reporters;
        this.domains = domains;
        this.today = today;
    }

    public static ReporterList of(KnownReporters known, Clock clock) {
        return new ReporterList(
                known.list(), known.blockedDomains(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /// One reporter a line, then one blocked domain a line.
    public String json() throws IOException {
        var text = new StringWriter();
        for (var one : reporters) {
            try (var json = JSON.createGenerator(text)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.writeStartObject();
                json.writeStringField("reporter", one.reporter().key());
                json.writeStringField("signer", one.reporter().domain());
                json.writeStringField("from", one.reporter().from());
                json.writeStringField("standing", one.standing());
                json.writeStringField(
                        "since", one.first() == null ? null : one.first().toString());
                json.writeStringField(
                        "until", one.until() == null ? null : one.until().toString());
                json.writeNumberField("reports", one.reports());
                json.writeBooleanField("held", one.held());
                json.writeStringField("why", one.why(today));
                json.writeEndObject();
            }
            text.append('\n');
        }
        for (var domain : domains) {
            try (var json = JSON.createGenerator(text)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.writeStartObject();
                json.writeStringField("blockedDomain", domain.domain());
                json.writeStringField("since", domain.since().toString());
                json.writeEndObject();
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// Leaves out all but the first of the reporters that anyone can add to the list.
    public String words() {
        var text = new StringBuilder();
        int undecided = 0;
        for (var one : reporters) {
            if (isUndecided(one) && ++undecided > MOST_UNDECIDED) {
                continue;
            }
            text.append(one.standing())
                    .append("  ")
                    .append(ForeignText.line(one.reporter().key()));
            if (one.first() != null) {
                text.append(", ")
                        .append(TextFormat.number(one.reports()))
                        .append(one.reports() == 1 ? " report" : " reports")
                        .append(" since ")
                        .append(one.first());
            }
            text.append(one.held() ? ", some are held" : "")
                    .append("\n    Signed by ")
                    .append(ForeignText.line(one.reporter().domain()))
                    .append(", sent from ")
                    .append(ForeignText.line(one.reporter().from()))
                    .append(".\n    ")
                    .append(one.why(today))
                    .append('\n');
        }
        if (undecided > MOST_UNDECIDED) {
            text.append("and ")
                    .append(TextFormat.count(undecided - MOST_UNDECIDED, "more reporter"))
                    .append(" that you have not decided on; --json lists all\n");
        }
        for (var domain : domains) {
            var name = ForeignText.line(domain.domain());
            text.append("blocked  every reporter whose signing domain is ")
                    .append(name)
                    .append(" or below it\n    You blocked it on ")
                    .append(LocalDate.ofInstant(domain.since(), ZoneOffset.UTC))
                    .append(". 'tlsrpt reporters unblock ")
                    .append(name)
                    .append("' counts their reports again.\n");
        }
        return text.toString();
    }

    private static boolean isUndecided(KnownReporter one) {
        return one.blocked() == null && one.trust() != Trust.VERIFIED;
    }
}
