package tlsrpt.host;

import java.util.function.Consumer;
import tlsrpt.alerting.Channel;
import tlsrpt.health.Alert;

/// Alerts as they are sent, told to whoever watches the host.
record LocalChannel(Consumer<HostEvent> audience) implements Channel {

    @Override
    public void publish(Alert alert) {
        audience.accept(new HostEvent.Alerted(alert));
    }

    @Override
    public void chat(Alert alert) {
        // This machine has one place for alerts.
    }
}
