package tlsrpt.health;

import crawlercommons.domains.EffectiveTldFinder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tlsrpt.report.DomainName;
import tlsrpt.report.Printable;

/// Names of reporters: which belong to one organization, which are well known, and how to display them.
final class Reporters {

    /// Large mail providers. They may open alerts from the first day.
    private static final Map<String, String> LARGE = Map.ofEntries(
            Map.entry("google.com", "Google"),
            Map.entry("microsoft.com", "Microsoft"),
            Map.entry("outlook.com", "Microsoft"),
            Map.entry("yahoo.com", "Yahoo"),
            Map.entry("yahooinc.com", "Yahoo"),
            Map.entry("mail.ru", "Mail.ru"),
            Map.entry("comcast.net", "Comcast"),
            Map.entry("gmx.net", "GMX"),
            Map.entry("web.de", "WEB.DE"),
            Map.entry("1und1.de", "1&1"),
            Map.entry("ionos.com", "IONOS"),
            Map.entry("t-online.de", "Telekom"),
            Map.entry("telekom.de", "Telekom"),
            Map.entry("linkedin.com", "LinkedIn"),
            Map.entry("apple.com", "Apple"),
            Map.entry("icloud.com", "Apple"),
            Map.entry("amazonses.com", "Amazon SES"),
            Map.entry("amazon.com", "Amazon"),
            Map.entry("fastmail.com", "Fastmail"),
            Map.entry("proton.me", "Proton"),
            Map.entry("protonmail.com", "Proton"),
            Map.entry("zoho.com", "Zoho"),
            Map.entry("mimecast.com", "Mimecast"),
            Map.entry("cisco.com", "Cisco"),
            Map.entry("yandex.ru", "Yandex"),
            Map.entry("orange.fr", "Orange"),
            Map.entry("mailbox.org", "mailbox.org"));

    private static final int NAME = 40;

    private Reporters() {}

    /// Returns the registrable domain: all reporters below it count as one.
    static String organization(String reporter) {
        // A name that is not a domain counts as its own organization.
        if (LARGE.containsKey(reporter) || !DomainName.isDomain(reporter)) {
            return reporter;
        }
        var registrable = EffectiveTldFinder.getAssignedDomain(reporter, true, false);
        return registrable == null ? reporter : registrable;
    }

    static boolean isLarge(String reporter) {
        return LARGE.containsKey(organization(reporter));
    }

    static boolean sameOrganization(String one, String other) {
        return one.equals(other) || organization(one).equals(organization(other));
    }

    static int countOrganizations(Collection<String> reporters) {
        var organizations = new TreeSet<String>();
        reporters.forEach(reporter -> organizations.add(organization(reporter)));
        return organizations.size();
    }

    /// Such as "Google", "Google and Microsoft", "Google and 3 others".
    static String names(List<String> reporters) {
        var names = reporters.stream().map(Reporters::name).distinct().toList();
        return switch (names.size()) {
            case 0 -> "nobody";
            case 1 -> names.getFirst();
            case 2 -> names.getFirst() + " and " + names.getLast();
            default -> names.getFirst() + " and " + (names.size() - 1) + " others";
        };
    }

    static String name(String reporter) {
        return LARGE.getOrDefault(organization(reporter), Printable.of(reporter, NAME));
    }
}
