package tlsrpt.setup;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import tlsrpt.report.DomainName;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.table.Table;

/// Does what a request asks for.
final class Setup {

    private final RuleSets ruleSets;
    private final Table table;
    private final Clock clock;

    Setup(RuleSets ruleSets, Table table, Clock clock) {
        this.ruleSets = ruleSets;
        this.table = table;
        this.clock = clock;
    }

    void carryOut(Request request) throws Refused {
        switch (request.type()) {
            case "Create" -> make(request.wishes(), Wishes.NONE);
            case "Update" -> make(request.wishes(), request.before());
            case "Delete" -> ruleSets.leave(request.wishes());
            default -> throw new Refused("CloudFormation asks for a " + request.type() + ", which is unknown here.");
        }
    }

    private void make(Wishes wishes, Wishes before) throws Refused {
        var settings = Settings.read(table);
        var wished = changed(settings, wishes, before);
        // Otherwise a set that others activated since would be in the way of every update, and of its way back.
        if (!wishes.sameRuleSetAs(before)) {
            ruleSets.use(wishes);
        }
        if (!wished.equals(settings)) {
            wished.write(table);
        }
    }

    /// Changes what is wished otherwise than before. What the operator changed by other means in the meantime stays, so
    /// far as the stack's parameters stay.
    private Settings changed(Settings settings, Wishes wishes, Wishes before) throws Refused {
        var domains = wishes.domains().equals(before.domains()) ? settings.domains() : domains(wishes.domains());
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

    private static List<String> domains(List<String> names) throws Refused {
        var domains = names.stream().map(DomainName::normal).distinct().toList();
        for (var domain : domains) {
            if (!DomainName.isDomain(domain)) {
                throw new Refused("\"" + domain + "\" in Domains is no domain.");
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
