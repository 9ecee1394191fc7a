package tlsrpt.intake;

import crawlercommons.domains.EffectiveTldFinder;

/// Which domains belong to one organization, as DMARC aligns them: those below one registrable domain.
final class Organization {

    private Organization() {}

    /// Equal names need no public suffix list, whose 330 kB cost a cold start some 100 ms.
    static boolean same(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        var registrable = EffectiveTldFinder.getAssignedDomain(a, true, false);
        return registrable != null && registrable.equals(EffectiveTldFinder.getAssignedDomain(b, true, false));
    }
}
