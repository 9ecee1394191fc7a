package tlsrpt.posture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;

/// Whether senders know where to report to. Spec: RFC 8460 §3
final class ReportingChecks {

    private static final Duration SHORT_LIFETIME = Duration.ofHours(1);

    private final ParsedFacts observed;
    private final Answer<String> answer;
    private final String name;

    ReportingChecks(ParsedFacts observed) {
        this.observed = observed;
        this.answer = observed.facts().tlsRpt();
        this.name = "_smtp._tls." + observed.domain();
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        findings.add(record());
        if (observed.tlsRpt().isUsable()
                && !observed.background().destinations().isEmpty()) {
            findings.add(target());
        }
        for (var host : observed.facts().mailHosts()) {
            if (!host.usable().isEmpty()) {
                findings.add(mxHost(host));
            }
        }
        return findings;
    }

    private Finding record() {
        var check = Check.TLSRPT_RECORD;
        if (answer.isBogus()) {
            return Finding.of(
                            check,
                            State.FAIL,
                            answer.detail(),
                            "Senders that validate DNSSEC cannot read the record, so they send no reports.")
                    .explains(Diagnosis.Known.DNSSEC_INVALID)
                    .todo("Correct the signatures or the DS record of this zone.");
        }
        if (answer.isUnseen()) {
            return Finding.unseen(check, answer.detail());
        }
        var record = observed.tlsRpt();
        if (record.isMissing()) {
            return missing();
        }
        if (!record.isUsable()) {
            return Finding.of(
                            check,
                            State.FAIL,
                            name + " " + record.fault(),
                            "Senders find no usable TLSRPT record, so they send no reports.")
                    .todo(publish());
        }
        var oddities = new ArrayList<>(record.oddities());
        var lifetime = answer.lifetime();
        if (lifetime != null && lifetime.compareTo(SHORT_LIFETIME) < 0) {
            oddities.add("a TTL of " + lifetime.toSeconds() + " seconds (an hour or more is usual)");
        }
        return oddities.isEmpty()
                ? Finding.pass(check, record.text())
                : Finding.of(
                                check,
                                State.WARN,
                                record.text() + " has " + String.join("; ", oddities),
                                "Some senders may not understand this record.")
                        .todo(publish());
    }

    private Finding missing() {
        var misplaced = observed.facts().misplaced();
        if (!misplaced.isEmpty()) {
            var place = misplaced.keySet().stream().sorted().findFirst().orElseThrow();
            return Finding.of(
                            Check.TLSRPT_RECORD,
                            State.FAIL,
                            name + " has no record, but " + place + " has: " + misplaced.get(place),
                            "Senders query only " + name + ", so they send no reports.")
                    .todo("Move the record to " + name + ".", recordToPublish());
        }
        boolean expected = !observed.background().destinations().isEmpty()
                || observed.background().published().contains(CheckContext.Published.TLSRPT_RECORD);
        return Finding.of(
                        Check.TLSRPT_RECORD,
                        expected ? State.FAIL : State.NONE,
                        name + " has no TLSRPT record",
                        "Senders send no reports for this domain.")
                .todo(publish());
    }

    private Finding target() {
        var destinations = observed.background().destinations();
        var faults = destinations.stream()
                .flatMap(one -> observed.tlsRpt().faultFor(one).stream())
                .toList();
        if (faults.size() < destinations.size()) {
            return Finding.pass(Check.TLSRPT_TARGET, observed.tlsRpt().text());
        }
        boolean later = faults.stream().anyMatch(fault -> fault.startsWith("names another"));
        return Finding.of(
                        Check.TLSRPT_TARGET,
                        later ? State.WARN : State.FAIL,
                        name + " "
                                + faults.stream()
                                        .filter(fault -> later == fault.startsWith("names another"))
                                        .findFirst()
                                        .orElseThrow(),
                        later
                                ? "Microsoft sends its reports to the first address only."
                                : "Reports go to other addresses, and not to yours.")
                .todo("Put your address first. " + destinations.getFirst()
                        + " needs no authorization record of its own, unlike with DMARC.");
    }

    private Finding mxHost(MailHost host) {
        var place = "_smtp._tls." + host.name();
        if (host.tlsRpt().isUnseen()) {
            return Finding.unseen(Check.TLSRPT_MX_HOST, host.tlsRpt().detail()).at(host.name());
        }
        var record = TlsRptRecord.of(host.tlsRpt().records());
        return record.isUsable()
                ? Finding.pass(Check.TLSRPT_MX_HOST, record.text()).at(host.name())
                : Finding.of(
                                Check.TLSRPT_MX_HOST,
                                State.NOTE,
                                place + " " + record.fault(),
                                "A few senders, such as mox, send DANE results to the record of the MX host.")
                        .at(host.name())
                        .todo("Optional: publish the same TLSRPT record at " + place + ".");
    }

    private String publish() {
        return "Publish exactly one record: " + recordToPublish();
    }

    private String recordToPublish() {
        var destinations = observed.background().destinations();
        return name + ". 3600 IN TXT \"v=TLSRPTv1; rua="
                + (destinations.isEmpty() ? "mailto:<address for reports>" : destinations.getFirst()) + "\"";
    }
}
