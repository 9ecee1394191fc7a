package tlsrpt.host;

import java.util.function.Consumer;
import tlsrpt.alerting.Channel;
import tlsrpt.health.Alert;
import tlsrpt.host.notify.Deliveries;

/// Alerts as they are made: queued for the channels, then told to those who watch the host.
record LocalChannel(Deliveries deliveries, Consumer<HostEvent> audience) implements Channel {

    @Override
    public void publish(Alert alert) {
        deliveries.add(alert, true);
        audience.accept(new HostEvent.Alerted(alert));
    }

    @Override
    public void chat(Alert alert) {
        deliveries.add(alert, false);
    }
}
