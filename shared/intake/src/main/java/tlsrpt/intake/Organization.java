package tlsrpt.intake;

import crawlercommons.domains.EffectiveTldFinder;
import org.jspecify.annotations.Nullable;

/// The owner of a domain, named by the registrable domain: one label below the public suffix list, its private part
/// included.
public record Organization(String domain) {

    /// Returns the organization of a domain, or `null` if the domain is itself a public suffix.
    public static @Nullable Organization of(String domain) {
        var registrable = registrable(domain);
        return registrable == null ? null : new Organization(registrable);
    }

    /// Whether both domains belong to one organization. Equal names need no public suffix list, whose 330 kB cost a
    /// cold start some 100 ms.
    static boolean same(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        var registrable = registrable(a);
        return registrable != null && registrable.equals(registrable(b));
    }

    /// Whether a DKIM domain may sign for an address of this domain: it is the same, or a parent below the public
    /// suffix. A child never signs for its parent.
    static boolean maySignFor(String signer, String domain) {
        return signer.equals(domain) || (domain.endsWith('.' + signer) && registrable(signer) != null);
    }

    private static @Nullable String registrable(String domain) {
        if (EffectiveTldFinder.getEffectiveTLD(domain) != null) {
            return EffectiveTldFinder.getAssignedDomain(domain, true, false);
        }
        // The list's own rule for a top-level domain that it does not have: names are registered right below it.
        int last = domain.lastIndexOf('.');
        return last < 0 ? null : domain.substring(domain.lastIndexOf('.', last - 1) + 1);
    }
}
