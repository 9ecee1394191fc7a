package tlsrpt.host;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import tlsrpt.cli.ForeignText;

/// Says what the host does, a line at a time: as text, or as JSON for programs that collect logs.
final class Announcer {

    private static final JsonFactory JSON = new JsonFactory();

    private final PrintWriter out;
    private final boolean isJson;
    private final Clock clock;

    Announcer(PrintWriter out, boolean isJson, Clock clock) {
        this.out = out;
        this.isJson = isJson;
        this.clock = clock;
    }

    void opened(URI uri, DataFolder data, List<String> domains) {
        if (isJson) {
            say(LogLine.started("the collector is ready", uri + "/", data.root().toString(), domains));
            return;
        }
        print("Dashboard " + uri + "/");
        print("Reports   curl --data-binary @report.json.gz " + uri + "/v1/tlsrpt");
        print("Inbox     " + data.inbox());
        print("Data      " + data.root());
        print("Counts    "
                + (domains.contains("*")
                        ? "every domain that a pinned or approved reporter reports; list yours with --domains"
                        : ForeignText.line(String.join(", ", domains))));
        print("Press Ctrl-C to stop it.");
        print("");
    }

    void happened(HostEvent what) {
        say(LogLine.of(what));
    }

    void trouble(String text) {
        say(LogLine.trouble(text));
    }

    void say(String event, String text) {
        say(new LogLine(event, text));
    }

    private void say(LogLine line) {
        print(isJson ? json(line) : "%-9s %s".formatted(line.event(), line.text()));
    }

    /// Says what only a person who watches the terminal needs.
    void remark(String line) {
        if (!isJson) {
            print(line);
        }
    }

    private synchronized void print(String line) {
        out.println(line);
        out.flush();
    }

    private String json(LogLine line) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            json.writeStringField("level", line.event().equals(LogLine.FAILED) ? "error" : "info");
            json.writeStringField("event", line.event());
            json.writeStringField("message", line.text());
            for (Map.Entry<String, Object> fact : line.facts().entrySet()) {
                json.writeFieldName(fact.getKey());
                switch (fact.getValue()) {
                    case List<?> texts -> json.writeArray(texts.toArray(String[]::new), 0, texts.size());
                    case Number number -> json.writeNumber(number.longValue());
                    default -> json.writeString(fact.getValue().toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
