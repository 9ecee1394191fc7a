package tlsrpt.host;

import java.util.Map;
import java.util.function.Consumer;
import tlsrpt.alerting.Channel;
import tlsrpt.health.Alert;

/// Alerts as they rise, told to whoever watches the host.
record LocalChannel(Consumer<Happening> audience) implements Channel {

    @Override
    public void publish(Alert alert) {
        audience.accept(new Happening(
                Map.of("event", "alert", "severity", alert.severity().token(), "subject", alert.subject())));
    }

    @Override
    public void chat(Alert alert) {
        // There is one place to hear of alerts on this machine.
    }
}
