package tlsrpt.operate;

import java.io.IOException;
import java.security.cert.TrustAnchor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import tlsrpt.cli.CheckCommand;
import tlsrpt.cli.ForeignText;
import tlsrpt.posture.Posture;
import tlsrpt.posture.TlsRptRecord;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.probe.Prober;
import tlsrpt.store.StoredPosture;
import tlsrpt.table.TableException;

/// Stores the result of a check from this machine, mail servers included, in a collector in AWS.
public record CheckedStack(String stack, @Nullable String region, Clock clock) implements CheckCommand.Collector {

    /// What the looks came to.
    private static final class Looks implements Prober.Listener {

        private final List<Posture> postures = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        @Override
        public void checked(Posture posture, StoredPosture remembered, int changes) {
            postures.add(posture);
        }

        @Override
        public void failed(String domain, String problem) {
            problems.add(ForeignText.name(domain) + " was not checked: " + problem);
        }
    }

    @Override
    public List<Posture> look(List<String> domains, LookOptions vicinity, Supplier<Set<TrustAnchor>> roots)
            throws IOException {
        var looks = new Looks();
        try (var collector = Stack.open(stack, region);
                var prober = new Prober(
                        collector.table(),
                        vicinity,
                        roots,
                        TlsRptRecord.of(List.of(collector.output("Dns4TlsRptText")))
                                .targets(),
                        clock,
                        looks)) {
            for (var domain : domains) {
                if (!prober.isListed(domain)) {
                    throw new IOException("the collector does not list " + ForeignText.name(domain)
                            + ". 'tlsrpt settings set --add-domain' lists it; or check it without --save");
                }
            }
            for (var domain : domains) {
                if (prober.now(domain) != Prober.Answered.DONE) {
                    throw new IOException(
                            ForeignText.name(domain) + " was checked within the last minute. Try again in a minute");
                }
            }
        } catch (SdkException | TableException e) {
            throw Aws.trouble(e);
        }
        if (!looks.problems.isEmpty()) {
            throw new IOException(String.join("; ", looks.problems));
        }
        return List.copyOf(looks.postures);
    }
}
