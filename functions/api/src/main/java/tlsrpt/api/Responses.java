package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.store.Acknowledgments;
import tlsrpt.store.SettingsText;
import tlsrpt.store.StoredAlert;
import tlsrpt.table.Table;

/// What people did about open alerts: which are acknowledged, and which are muted.
record Responses(Table table, Acknowledgments acknowledgments) {

    private static final String RULES = "rules";

    /// Writes both into an object that is open.
    void write(JsonGenerator json, List<StoredAlert> open, LocalDate today) throws IOException {
        var alerts = open.stream().map(stored -> Alert.of(stored.json())).toList();
        json.writeArrayFieldStart("acknowledged");
        if (!alerts.isEmpty()) {
            acknowledged(json, alerts.stream().map(Alert::id).toList());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("muted");
        if (!alerts.isEmpty()) {
            muted(json, alerts, today);
        }
        json.writeEndArray();
    }

    private void acknowledged(JsonGenerator json, List<String> ids) throws IOException {
        for (var one : acknowledgments.ofAlerts(ids)) {
            json.writeStartObject();
            json.writeStringField("alert", one.alert());
            json.writeStringField("note", one.note());
            json.writeStringField("who", one.who());
            json.writeStringField("at", one.at().toString());
            json.writeEndObject();
        }
    }

    private void muted(JsonGenerator json, List<Alert> alerts, LocalDate today) throws IOException {
        var rules = SettingsText.read(table, RULES).map(Rules::of).orElse(Rules.DEFAULT);
        for (var alert : alerts) {
            var mute = rules.mute(alert, today);
            if (mute.isPresent()) {
                json.writeStartObject();
                json.writeStringField("alert", alert.id());
                json.writeStringField("domain", mute.get().domain());
                json.writeStringField("cause", mute.get().cause());
                json.writeStringField("until", mute.get().until().toString());
                json.writeStringField("note", mute.get().reason());
                json.writeEndObject();
            }
        }
    }
}
