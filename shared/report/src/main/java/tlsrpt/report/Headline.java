package tlsrpt.report;

import java.util.List;

/// Successful and failed sessions for one domain.
public record Headline(long ok, long failed) {

    public static final Headline NONE = new Headline(0, 0);

    public Headline {
        if (ok < 0 || failed < 0) {
            throw new IllegalArgumentException("sessions cannot be negative: " + ok + " ok, " + failed + " failed");
        }
    }

    public long total() {
        return Math.addExact(ok, failed);
    }

    public Headline plus(Headline other) {
        return new Headline(Math.addExact(ok, other.ok), Math.addExact(failed, other.failed));
    }

    /// The headline of one domain's entries. A `tlsa` entry of the domain itself beside others means that the reporter
    /// counted the same sessions under two policies, as Microsoft does: then the larger of each number counts, else
    /// their sum.
    static Headline of(String domain, List<PolicyResult> entries) {
        var dane = NONE;
        var others = NONE;
        boolean both = false;
        boolean hasOthers = false;
        for (var entry : entries) {
            var counts = new Headline(entry.summary().ok(), entry.summary().failed());
            if (entry.policy().type() == PolicyType.Registered.TLSA) {
                dane = dane.plus(counts);
                var named = entry.policy().policyDomain();
                both |= named != null && DomainName.normal(named).equals(domain);
            } else {
                others = others.plus(counts);
                hasOthers = true;
            }
        }
        if (!both || !hasOthers) {
            return dane.plus(others);
        }
        long failed = Math.max(dane.failed, others.failed);
        return new Headline(Math.max(dane.total(), others.total()) - failed, failed);
    }
}
