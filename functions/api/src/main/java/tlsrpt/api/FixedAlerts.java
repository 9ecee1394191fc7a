package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tlsrpt.health.Alert;
import tlsrpt.health.LooksFixed;
import tlsrpt.store.PostureItems;
import tlsrpt.store.StoredAlert;

/// Which open alerts look fixed.
record FixedAlerts(PostureItems postures, Clock clock) {

    Map<String, LooksFixed> of(Collection<StoredAlert> open) {
        return LooksFixed.of(
                open.stream().map(alert -> Alert.of(alert.json())).toList(), postures::causes, clock.instant());
    }

    /// Writes an object by the id of each alert that looks fixed: the time of the check, and a sentence.
    static void write(JsonGenerator json, Map<String, LooksFixed> fixed, List<StoredAlert> alerts) throws IOException {
        json.writeObjectFieldStart("looksFixed");
        for (var alert : alerts) {
            var one = fixed.get(alert.id());
            if (one != null) {
                json.writeObjectFieldStart(alert.id());
                json.writeStringField("at", one.at().toString());
                json.writeStringField("words", one.words());
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }
}
