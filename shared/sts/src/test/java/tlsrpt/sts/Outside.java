package tlsrpt.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

/// A domain as the world sees it: its DNS, and the policy that a collector serves for it.
final class Outside {

    static final Duration TTL = Duration.ofHours(1);

    final String domain;
    final List<String> mx = new ArrayList<>();
    Instant now;

    @Nullable
    HostedPolicy policy;

    @Nullable
    String id;

    boolean hostWorks = true;
    boolean certificateEnds;
    boolean dnsAnswers = true;

    Outside(String domain, Instant now, String... mx) {
        this.domain = domain;
        this.now = now;
        this.mx.addAll(List.of(mx));
    }

    HostedPolicy policy() {
        return Objects.requireNonNull(policy);
    }

    /// What the public name gives; `null` if nothing.
    @Nullable
    String file() {
        return policy == null || !hostWorks ? null : policy.revision().text();
    }

    PolicyObservation sighting() {
        var file = file();
        return new PolicyObservation(
                now,
                file == null
                        ? new FileSeen.Faulty("404 Not Found")
                        : new FileSeen.Served(file, certificateEnds ? List.of("The certificate ends.") : List.of()),
                !dnsAnswers
                        ? new RecordSeen.Unseen("no answer")
                        : id == null ? new RecordSeen.Absent() : new RecordSeen.Id(id, TTL),
                dnsAnswers ? new MxSeen(List.copyOf(mx), TTL) : null);
    }

    Outside prepare() {
        policy = HostedPolicy.prepared(domain, mx, sighting(), now);
        return look();
    }

    Outside look() {
        policy = policy().after(sighting());
        return this;
    }

    CommandResult command(Command command) {
        var outcome = policy().after(command, now);
        if (outcome instanceof CommandResult.Changed changed) {
            policy = changed.policy();
        }
        return outcome;
    }

    /// Publishes the record that is to be published, if one is.
    Outside publish() {
        var next = NextStep.of(policy(), now);
        if (next.record() != null) {
            id = policy().revision().id();
        }
        return this;
    }

    Outside later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /// Lets a change come out: read back, published, seen.
    Outside comeOut() {
        return look().publish().look();
    }

    /// A day passes with a look each hour.
    Outside aDay() {
        for (int i = 0; i < 24; i++) {
            later(Duration.ofHours(1)).look();
        }
        return this;
    }

    /// Brings a new policy to a stage by what an operator does.
    Outside to(Stage stage) {
        prepare();
        if (stage == Stage.PREPARING) {
            return this;
        }
        comeOut();
        var ready = new Command.Advance(List.of());
        switch (stage) {
            case PREPARING, TESTING -> {}
            case TRIAL -> {
                aDay().command(ready);
                comeOut();
            }
            case ENFORCE -> {
                aDay().command(ready);
                comeOut();
                for (int day = 0; day < 9; day++) {
                    aDay();
                }
                command(ready);
                comeOut();
            }
            case LEAVING -> {
                command(new Command.Leave());
                comeOut();
            }
            case REMOVING -> {
                command(new Command.Leave());
                comeOut().aDay().aDay();
                command(new Command.Remove());
                look();
            }
        }
        return this;
    }
}
