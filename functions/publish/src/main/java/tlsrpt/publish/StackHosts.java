package tlsrpt.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tlsrpt.aws.ServiceRequests.ServiceException;
import tlsrpt.hosting.PolicyHosts;
import tlsrpt.publish.HostNames.HostName;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PolicyItems.StoredName;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.Stage;

/// The names, certificates and TXT records of policies in AWS.
///
/// Each step reads what is there, does one thing and stores what it learned, so a crash between two steps, or a lost
/// answer, repeats at most one of them. The record is put only after the file was read back, and never waits for Route
/// 53 to be in sync: the next look from outside sees more than that.
final class StackHosts implements PolicyHosts {

    private static final int HOST_TTL = 300;
    private static final int RECORD_TTL = 3600;
    private static final int MOST_STEPS = 10;
    /// ACM issues 2,500 certificates per year and account by default.
    private static final Duration BETWEEN_CERTIFICATES = Duration.ofDays(1);

    private final PolicyItems items;
    private final String zoneName;
    private final Certificates certificates;
    private final HostNames hostNames;
    private final Zone zone;
    private final Aliases dns;
    private final Runnable pause;
    private final Clock clock;
    private final Consumer<String> log;

    /// The CNAME records that DNS shows.
    interface Aliases {

        /// Returns where a name leads to, the next one first.
        List<String> of(String name) throws IOException;
    }

    /// @param zoneName such as `sts.tlsrpt.example.net`
    /// @param pause passes some time, while ACM makes the record that proves a domain
    StackHosts(
            PolicyItems items,
            String zoneName,
            Certificates certificates,
            HostNames hostNames,
            Zone zone,
            Aliases dns,
            Runnable pause,
            Clock clock,
            Consumer<String> log) {
        this.items = items;
        this.zoneName = zoneName;
        this.certificates = certificates;
        this.hostNames = hostNames;
        this.zone = zone;
        this.dns = dns;
        this.pause = pause;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void check(String domain) {
        var _ = HostedName.of(domain, zoneName, clock.instant());
    }

    @Override
    public void ensure(HostedPolicy policy) {
        var stored = items.name(policy.domain());
        if (stored.isPresent() && isDone(policy, stored.get().name())) {
            return;
        }
        var latest = stored.isPresent()
                ? stored
                : items.write(Optional.empty(), HostedName.of(policy.domain(), zoneName, clock.instant()));
        if (latest.isEmpty()) {
            return; // Another one began.
        }
        try {
            latest = steps(latest.get(), policy.stage() != Stage.REMOVING);
            record(policy);
            latest.ifPresent(this::lookAtDns);
        } catch (ServiceException e) {
            failed(policy.domain(), e);
        }
    }

    /// Says it to the operator; the next call tries again.
    private void failed(String domain, ServiceException e) {
        log.accept("failed " + domain + ": " + e.getMessage());
        items.name(domain)
                .ifPresent(
                        stored -> items.write(Optional.of(stored), stored.name().waitingFor("AWS: " + e.getMessage())));
    }

    private static boolean isDone(HostedPolicy policy, HostedName name) {
        return !policy.isPending() && policy.seen().faults().isEmpty() && !isUnderWay(name);
    }

    private static boolean isUnderWay(HostedName name) {
        return !name.isServing() || !name.unseen().isEmpty() || !name.replaced().isEmpty();
    }

    @Override
    public Set<String> pending() {
        return items.names().stream()
                .filter(StackHosts::isUnderWay)
                .map(HostedName::domain)
                .collect(Collectors.toSet());
    }

    /// Goes on until something must be waited for.
    ///
    /// @return as it is stored; empty if another one wrote it too, and goes on
    private Optional<StoredName> steps(StoredName begun, boolean serving) {
        var stored = begun;
        for (int i = 0; serving && i < MOST_STEPS; i++) {
            var next = step(stored.name());
            if (next.equals(stored.name())) {
                break;
            }
            var written = items.write(Optional.of(stored), next);
            if (written.isEmpty()) {
                return written;
            }
            stored = written.get();
        }
        return Optional.of(stored);
    }

    private HostedName step(HostedName name) {
        var host = name.host().name();
        var arn = name.certificate();
        if (arn == null) {
            return name.requested(certificates.request(host, token(name)));
        }
        var certificate = certificates.find(arn);
        if (certificate.isEmpty()) {
            return name.again(clock.instant());
        }
        var found = certificate.get();
        for (int i = 0; found.proof() == null && found.isPending() && i < MOST_STEPS; i++) {
            pause.run();
            found = certificates.find(arn).orElse(found);
        }
        if (found.proof() != null && !found.proof().equals(name.proof())) {
            return name.provedBy(found.proof());
        }
        if (found.isPending()) {
            return name.waitingFor("its certificate, which ACM issues when it sees the CNAME record at "
                    + (name.proof() == null
                            ? "the name that it tells next"
                            : name.proof().name()));
        }
        if (!found.isIssued()) {
            // Such as after 72 hours without its record, or where a CAA record forbids it. The record stays the same.
            var next = name.begun().plus(BETWEEN_CERTIFICATES);
            if (clock.instant().isBefore(next)) {
                return name.waitingFor("its certificate, which ACM did not issue (" + found.failure()
                        + "). The stack tries again at " + next.truncatedTo(ChronoUnit.MINUTES));
            }
            var again = name.again(clock.instant());
            return certificates.delete(arn) ? again : again.replacing(arn);
        }
        return withHost(name, host, arn);
    }

    private HostedName withHost(HostedName name, String host, String arn) {
        var found = hostNames.find(host);
        if (found.isEmpty()) {
            var why = hostNames.create(host, arn);
            if (why != null) {
                return name.waitingFor(why);
            }
            found = hostNames.find(host);
        }
        if (found.isEmpty() || !found.get().isReady()) {
            return name.waitingFor("its custom domain name in API Gateway");
        }
        if (!isOurs(found.get(), name)) {
            return name.waitingFor(
                    "the custom domain name " + host
                            + " of API Gateway, which exists and was not made by this stack. Delete it, or host the policy there");
        }
        if (!found.get().certificate().equals(arn)) {
            hostNames.use(host, arn);
        }
        hostNames.map(host);
        var target = found.get().target();
        zone.put(name.host().target(), "CNAME", HOST_TTL, target);
        return withoutReplaced(name.leadingTo(target).serving());
    }

    /// Deletes earlier certificates, of which the host has just been seen to use none. ACM refuses it for some minutes
    /// more.
    private HostedName withoutReplaced(HostedName name) {
        var left = name;
        for (var arn : name.replaced()) {
            if (certificates.delete(arn)) {
                left = left.deleted(arn);
            }
        }
        return left;
    }

    /// Whether this stack made it: with the certificate that it requested, or with an earlier one.
    private static boolean isOurs(HostName found, HostedName name) {
        return name.target() != null || found.certificate().equals(name.certificate());
    }

    private static String token(HostedName name) {
        try {
            var text = name.domain() + " " + name.begun();
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// Lets the TXT record follow the file that was read back.
    private void record(HostedPolicy looked) {
        // The look took seconds, in which another revision may be there.
        var policy = items.get(looked.domain()).map(PolicyItems.Stored::policy).orElse(looked);
        var record = HostedName.of(policy.domain(), zoneName, clock.instant()).record();
        if (policy.stage() == Stage.REMOVING) {
            zone.remove(record.target(), "TXT");
        } else if (policy.revision().readBack() != null) {
            zone.put(
                    record.target(),
                    "TXT",
                    RECORD_TTL,
                    "\"v=STSv1; id=" + policy.revision().id() + ";\"");
        }
    }

    private void lookAtDns(StoredName stored) {
        var name = stored.name();
        var seen =
                name.records().stream().filter(record -> isThere(record, name)).collect(Collectors.toSet());
        var next = name.seeing(seen);
        if (!next.equals(name)) {
            items.write(Optional.of(stored), next);
        }
    }

    private boolean isThere(HostedName.Alias record, HostedName name) {
        try {
            return dns.of(record.name()).stream().anyMatch(record.target()::equalsIgnoreCase);
        } catch (IOException _) {
            return name.isSeen(record);
        }
    }

    @Override
    public boolean remove(String domain) {
        try {
            return removed(domain);
        } catch (ServiceException e) {
            failed(domain, e);
            return false;
        }
    }

    private boolean removed(String domain) {
        var stored = items.name(domain);
        if (stored.isEmpty()) {
            return true;
        }
        var name = stored.get().name();
        zone.remove(name.record().target(), "TXT");
        zone.remove(name.host().target(), "CNAME");
        var host = hostNames.find(name.host().name()).filter(found -> isOurs(found, name));
        if (host.isPresent() && !hostNames.remove(name.host().name())) {
            return false;
        }
        if (!withoutReplaced(name).replaced().isEmpty()) {
            return false;
        }
        var arn = name.certificate();
        if (arn != null && !certificates.delete(arn)) {
            return false;
        }
        items.forgetName(domain);
        return true;
    }
}
