package tlsrpt.host;

import tlsrpt.posture.Posture;
import tlsrpt.probe.Prober;
import tlsrpt.store.StoredPosture;

/// Announces the results of checks and passes them to the alert rules.
record ProbeResults(Collector collector, Announcer out) implements Prober.Listener {

    @Override
    public void checked(Posture posture, StoredPosture remembered, int changes) {
        out.happened(new HostEvent.Checked(posture.domain(), posture, changes));
        collector.checked(remembered);
    }

    @Override
    public void failed(String domain, String problem) {
        out.happened(new HostEvent.Trouble("checking " + domain + ": " + problem));
    }
}
