package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.store.Acknowledgments;
import tlsrpt.store.SettingsText;
import tlsrpt.store.StoredAlert;
import tlsrpt.table.Table;

/// What operators did about open alerts: which are acknowledged, and which causes are muted.
record Responses(Table table, Acknowledgments acknowledgments) {

    private static final String RULES = "rules";

    /// Writes both into an object that is open.
    void write(JsonGenerator json, List<StoredAlert> open, LocalDate today, Predicate<Rules.Mute> which)
            throws IOException {
        var ids = ids(open);
        json.writeArrayFieldStart("acknowledged");
        for (var one : acknowledgments.all()) {
            if (ids.contains(one.alert())) {
                json.writeStartObject();
                json.writeStringField("alert", one.alert());
                json.writeStringField("note", one.note());
                json.writeStringField("who", one.who());
                json.writeStringField("at", one.at().toString());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("mutes");
        for (var mute : SettingsText.read(table, RULES)
                .map(Rules::of)
                .orElse(Rules.DEFAULT)
                .mutes()) {
            if (!mute.until().isBefore(today) && which.test(mute)) {
                json.writeStartObject();
                json.writeStringField("domain", mute.domain());
                json.writeStringField("cause", mute.cause());
                json.writeStringField("until", mute.until().toString());
                json.writeStringField("note", mute.reason());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static Set<String> ids(List<StoredAlert> open) {
        return open.stream().map(stored -> Alert.of(stored.json()).id()).collect(Collectors.toSet());
    }
}
