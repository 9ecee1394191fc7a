package tlsrpt.setup;

import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tlsrpt.report.DomainName;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.table.Table;

/// Does what a request asks for.
final class Setup {

    private static final int MOST_NAMED = 5;

    private final RuleSets ruleSets;
    private final Predicate<String> rollingBack;
    private final Table table;
    private final Clock clock;

    /// @param rollingBack whether the stack of that id is returning from a failed update
    Setup(RuleSets ruleSets, Predicate<String> rollingBack, Table table, Clock clock) {
        this.ruleSets = ruleSets;
        this.rollingBack = rollingBack;
        this.table = table;
        this.clock = clock;
    }

    void carryOut(Request request) throws Refused {
        switch (request.type()) {
            case "Create", "Update" -> make(request);
            case "Delete" -> {
                if (request.wishes().hostPolicies()) {
                    refuseWhilePoliciesAreHosted(request);
                }
                ruleSets.leave(request.wishes());
            }
            default -> throw new Refused("unknown CloudFormation request type " + request.type() + ".");
        }
    }

    /// Senders would find the policies gone that they were told to rely on. A rollback is never refused.
    private void refuseWhilePoliciesAreHosted(Request request) throws Refused {
        var hosted = new PolicyItems(table)
                .all().stream().map(stored -> stored.policy().domain()).toList();
        if (!hosted.isEmpty() && !rollingBack.test(request.stackId())) {
            throw new Refused("MTA-STS policies are hosted here that senders rely on: "
                    + hosted.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                    + (hosted.size() > MOST_NAMED ? " and " + (hosted.size() - MOST_NAMED) + " more" : "")
                    + ". Take each down first: 'tlsrpt sts leave DOMAIN --stack NAME', then 'tlsrpt sts remove'. When"
                    + " 'tlsrpt sts status' shows none, try again.");
        }
    }

    private void make(Request request) throws Refused {
        var wishes = request.wishes();
        var before = request.before();
        if (before.hostPolicies() && !wishes.hostPolicies()) {
            refuseWhilePoliciesAreHosted(request);
        }
        var settings = Settings.read(table);
        var wished = changed(settings, wishes, before);
        // Otherwise a set that others activated since would be in the way of every update, and of its way back.
        if (!wishes.sameRuleSetAs(before)) {
            if (request.type().equals("Update") && rollingBack.test(request.stackId())) {
                ruleSets.restore(wishes, before);
            } else {
                ruleSets.use(wishes);
            }
        }
        if (!wished.equals(settings)) {
            wished.write(table);
        }
    }

    /// Changes what is wished otherwise than before. What the operator changed by other means in the meantime stays, so
    /// far as the stack's parameters stay.
    private Settings changed(Settings settings, ResourceProperties wishes, ResourceProperties before) throws Refused {
        var domains = domains(settings.domains(), domains(wishes.domains()), normal(before.domains()));
        var retention = wishes.retentionDays().equals(before.retentionDays())
                ? settings.retention()
                : retention(days(wishes.retentionDays()), settings);
        boolean countUnsigned = wishes.countUnsigned().equals(before.countUnsigned())
                ? settings.countUnsigned()
                : Boolean.parseBoolean(wishes.countUnsigned());
        return new Settings(domains, retention, countUnsigned);
    }

    private Retention retention(int days, Settings settings) {
        // As long as no domain was ours, nothing was counted, and the days that are past can have it too.
        return settings.domains().isEmpty()
                ? Retention.of(days)
                : settings.retention().changed(days, LocalDate.now(clock));
    }

    /// Applies the difference, not the list: domains that a command added survive an update and its rollback.
    private static List<String> domains(List<String> stored, List<String> wished, List<String> before) {
        var domains = new LinkedHashSet<>(stored);
        domains.removeIf(domain -> before.contains(domain) && !wished.contains(domain));
        wished.stream().filter(domain -> !before.contains(domain)).forEach(domains::add);
        return List.copyOf(domains);
    }

    private static List<String> normal(List<String> names) {
        return names.stream().map(DomainName::normal).distinct().toList();
    }

    private static List<String> domains(List<String> names) throws Refused {
        var domains = normal(names);
        for (var domain : domains) {
            if (!DomainName.isDomain(domain)) {
                throw new Refused("\"" + domain + "\" in Domains is not a domain.");
            }
        }
        return domains;
    }

    private static int days(String text) throws Refused {
        try {
            int days = Integer.parseInt(text);
            Retention.of(days); // refuses what is too short or too long
            return days;
        } catch (IllegalArgumentException e) {
            throw new Refused("RetentionDays cannot be " + text + ": " + e.getMessage());
        }
    }
}
