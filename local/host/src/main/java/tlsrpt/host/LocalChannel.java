package tlsrpt.host;

import java.util.function.Consumer;
import tlsrpt.alerting.Channel;
import tlsrpt.health.Alert;
import tlsrpt.host.notify.Deliveries;

/// Queues each new alert for the channels, then announces it to the listeners of the collector.
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
