package tlsrpt.sts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The public name of a policy whose host, certificate and TXT record a stack makes: what the owner of the domain
/// publishes once, and how far the host is.
///
/// @param zone the DNS zone of the stack, in which the policy's names lead on
/// @param begun when this attempt at a certificate began; certificates are requested once for each
/// @param certificate its ARN; `null` until it was requested
/// @param proof the record that proves the domain to the certification authority; `null` until it is known
/// @param target where the policy host leads to; `null` until it exists
/// @param waits for what the host waits; empty once it serves
/// @param seen names of records that DNS shows
/// @param replaced ARNs of earlier certificates that are still to be deleted
public record HostedName(
        String domain,
        String zone,
        Instant begun,
        @Nullable String certificate,
        @Nullable Alias proof,
        @Nullable String target,
        String waits,
        Set<String> seen,
        Set<String> replaced) {

    private static final int LONGEST_NAME = 253;

    /// A CNAME record.
    public record Alias(String name, String target) {

        @Override
        public String toString() {
            return name + ". 3600 IN CNAME " + target + ".";
        }
    }

    public HostedName {
        seen = Set.copyOf(seen);
        replaced = Set.copyOf(replaced);
    }

    /// Begins.
    ///
    /// @throws IllegalArgumentException if the names in the zone would be too long for DNS
    public static HostedName of(String domain, String zone, Instant now) {
        if (("_mta-sts." + domain + "." + zone).length() > LONGEST_NAME) {
            throw new IllegalArgumentException(domain + " is too long to be hosted: with " + zone
                    + " behind it, DNS takes no more than " + LONGEST_NAME + " octets");
        }
        return new HostedName(domain, zone, now, null, null, null, "its certificate", Set.of(), Set.of());
    }

    /// The name that senders ask, and the name in the zone that it is to lead to.
    public Alias host() {
        return new Alias("mta-sts." + domain, "mta-sts." + domain + "." + zone);
    }

    /// The name of the TXT record, and the name in the zone that it is to lead to.
    public Alias record() {
        return new Alias("_mta-sts." + domain, "_mta-sts." + domain + "." + zone);
    }

    /// What the owner of the domain publishes, and leaves there as long as the policy is hosted here.
    public List<Alias> records() {
        var records = new ArrayList<>(List.of(host(), record()));
        if (proof != null) {
            records.add(proof);
        }
        return records;
    }

    public boolean isSeen(Alias record) {
        return seen.contains(record.name());
    }

    /// The records that DNS does not show yet, one a line; empty if it shows all.
    public String unseen() {
        return records().stream()
                .filter(record -> !isSeen(record))
                .map(Alias::toString)
                .collect(Collectors.joining("\n"));
    }

    public boolean isServing() {
        return waits.isEmpty();
    }

    public HostedName requested(String arn) {
        return new HostedName(domain, zone, begun, arn, null, target, waits, seen, replaced);
    }

    public HostedName provedBy(Alias record) {
        return new HostedName(domain, zone, begun, certificate, record, target, waits, seen, replaced);
    }

    public HostedName leadingTo(String host) {
        return new HostedName(domain, zone, begun, certificate, proof, host, waits, seen, replaced);
    }

    public HostedName waitingFor(String what) {
        return new HostedName(domain, zone, begun, certificate, proof, target, what, seen, replaced);
    }

    public HostedName serving() {
        return waitingFor("");
    }

    /// Another attempt at a certificate.
    public HostedName again(Instant now) {
        return new HostedName(domain, zone, now, null, proof, target, "its certificate", seen, replaced);
    }

    /// Remembers a certificate that was replaced while it was in use.
    public HostedName replacing(String arn) {
        var all = new TreeSet<>(replaced);
        all.add(arn);
        return with(all);
    }

    /// After a replaced certificate was deleted.
    public HostedName deleted(String arn) {
        var others = new TreeSet<>(replaced);
        others.remove(arn);
        return with(others);
    }

    private HostedName with(Set<String> certificates) {
        return new HostedName(domain, zone, begun, certificate, proof, target, waits, seen, certificates);
    }

    /// After a look at DNS for the records that [#records] names.
    public HostedName seeing(Set<Alias> shown) {
        var names = new TreeSet<String>();
        shown.forEach(record -> names.add(record.name()));
        return new HostedName(domain, zone, begun, certificate, proof, target, waits, names, replaced);
    }
}
