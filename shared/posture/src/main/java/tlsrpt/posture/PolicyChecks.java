package tlsrpt.posture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Mode;
import tlsrpt.sts.StsPolicy;

/// The MTA-STS record and the policy behind it. Spec: RFC 8461 §3
final class PolicyChecks {

    private static final long A_DAY = 86_400;
    private static final long A_WEEK = 604_800;
    private static final Duration SETTLING = Duration.ofDays(7);

    private final ParsedFacts observed;
    private final String name;

    PolicyChecks(ParsedFacts observed) {
        this.observed = observed;
        this.name = "_mta-sts." + observed.domain();
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        findings.add(record());
        if (!observed.usesMtaSts()) {
            return findings;
        }
        findings.addAll(new PolicyHostChecks(observed).judge());
        var policy = observed.policy();
        if (policy == null) {
            findings.add(Finding.unseen(Check.STS_POLICY, "the policy could not be fetched"));
            return findings;
        }
        findings.add(policy(policy));
        if (policy.maxAge() >= 0) {
            findings.add(maxAge(policy));
        }
        if (observed.stsRecord().isUsable() && observed.background().policy() != null) {
            findings.add(id(policy, observed.background().policy()));
        }
        if (policy.isUsable() && !observed.background().forms().isEmpty()) {
            findings.add(seen(policy));
        }
        return findings;
    }

    private Finding record() {
        var answer = observed.facts().stsRecord();
        var record = observed.stsRecord();
        if (answer.isBogus()) {
            return invalid(answer.detail(), "Correct the signatures or the DS record of this zone.");
        }
        if (answer.isUnseen()) {
            return Finding.unseen(Check.STS_RECORD, answer.detail());
        }
        if (record.isMissing() && !observed.usesMtaSts()) {
            return Finding.of(
                            Check.STS_RECORD,
                            State.NONE,
                            name + " has no MTA-STS record",
                            "Senders without DANE deliver without verifying the server.")
                    .todo("Publish a policy in testing mode, then the record.");
        }
        if (!record.isUsable()) {
            return invalid(
                    name + " " + record.fault(),
                    "Publish exactly one record: " + name + ". 3600 IN TXT \"v=STSv1; id=<new id>;\""
                            + " To leave MTA-STS, serve a policy with mode: none first, and remove the record after"
                            + " the old max_age.");
        }
        return record.oddities().isEmpty()
                ? Finding.pass(Check.STS_RECORD, record.text())
                : Finding.of(
                                Check.STS_RECORD,
                                State.WARN,
                                record.text() + " has " + String.join("; ", record.oddities()),
                                "Some senders may not understand this record.")
                        .todo("Write it as: v=STSv1; id=" + record.id() + ";");
    }

    private Finding invalid(String seen, String todo) {
        return Finding.of(
                        Check.STS_RECORD,
                        State.FAIL,
                        seen,
                        "Senders that have not cached the policy see none, and deliver without verifying the server.")
                .explains(Diagnosis.Known.STS_RECORD_INVALID)
                .todo(todo);
    }

    private Finding policy(StsPolicy policy) {
        if (!policy.isUsable()) {
            return Finding.of(
                            Check.STS_POLICY,
                            State.FAIL,
                            "The file " + String.join("; ", policy.faults()),
                            "Senders cannot use the policy. Those with a cached copy use it until its max_age expires.")
                    .explains(Diagnosis.Known.STS_POLICY_INVALID)
                    .todo("Correct the file, then publish a new id.")
                    .todo(observed.steps(Diagnosis.Known.STS_POLICY_INVALID, null));
        }
        var summary = "mode " + (policy.mode() == null ? "" : policy.mode().token()) + ", max_age " + policy.maxAge()
                + policy.patterns().stream().map(mx -> ", mx " + mx.name()).collect(Collectors.joining());
        return policy.oddities().isEmpty()
                ? Finding.pass(Check.STS_POLICY, summary)
                : Finding.of(
                                Check.STS_POLICY,
                                State.WARN,
                                "The file has " + String.join("; ", policy.oddities()),
                                "Senders ignore these lines, so the policy may not say what you mean.")
                        .todo("Remove or correct these lines, then publish a new id.");
    }

    private Finding maxAge(StsPolicy policy) {
        var seen = "max_age " + policy.maxAge();
        if (policy.maxAge() > StsPolicy.LONGEST_MAX_AGE) {
            return Finding.of(
                            Check.STS_MAX_AGE,
                            State.FAIL,
                            seen,
                            "RFC 8461 allows " + StsPolicy.LONGEST_MAX_AGE
                                    + " at most, so senders may reject the policy.")
                    .explains(Diagnosis.Known.STS_POLICY_INVALID)
                    .todo("Set max_age to 604800 (a week) up to " + StsPolicy.LONGEST_MAX_AGE
                            + " (a year), then publish a new id.");
        }
        var changed = observed.background().policyChanged();
        boolean settling = changed != null && observed.now().isBefore(changed.plus(SETTLING));
        if (policy.maxAge() < A_DAY && !settling && policy.mode() != Mode.NONE) {
            return Finding.of(
                            Check.STS_MAX_AGE,
                            State.WARN,
                            seen,
                            "If the policy host fails, protection ends within a day.")
                    .todo("Raise max_age to 604800 (a week) or more once mail has been flowing for a week, then publish"
                            + " a new id.");
        }
        return policy.maxAge() < A_WEEK && policy.mode() == Mode.ENFORCE
                ? Finding.of(
                                Check.STS_MAX_AGE,
                                State.NOTE,
                                seen,
                                "In `enforce` mode, a week or more is usual. A shorter time helps only while you change the policy.")
                        .todo("Raise max_age to 604800 (a week) or more when no change is near.")
                : Finding.pass(Check.STS_MAX_AGE, seen);
    }

    private Finding id(StsPolicy policy, CheckContext.ObservedPolicy before) {
        var id = observed.stsRecord().id();
        boolean sameId = id.equals(before.id());
        boolean samePolicy = policy.fingerprint().equals(before.fingerprint());
        if (sameId == samePolicy) {
            return Finding.pass(Check.STS_ID, "id " + id);
        }
        if (samePolicy) {
            return Finding.of(
                    Check.STS_ID,
                    State.WARN,
                    "id " + before.id() + " became " + id + ", with the same policy",
                    "Senders refetch the policy needlessly. If you meant to change it, the new file is not served yet.");
        }
        var seen = "the policy changed from \"" + before.fingerprint() + "\" to \"" + policy.fingerprint()
                + "\", but the id is still " + id;
        // The new file and the new id are never published at the same moment: one check cannot tell.
        var since = before.staleSince();
        boolean settled = since != null && !observed.now().isBefore(since.plus(longerThanAnyCache()));
        return Finding.of(
                        Check.STS_ID,
                        settled ? State.FAIL : State.WARN,
                        seen,
                        "Senders that cached the old policy keep using it until its max_age expires.")
                .explains(Diagnosis.Known.MX_NOT_IN_POLICY)
                .todo("Publish a new id in the TXT record at " + name + ".");
    }

    private Duration longerThanAnyCache() {
        var hour = Duration.ofHours(1);
        var lifetime = observed.facts().stsRecord().lifetime();
        return lifetime != null && lifetime.compareTo(hour) > 0 ? lifetime : hour;
    }

    private Finding seen(StsPolicy policy) {
        var older = observed.background().forms().stream()
                .filter(form -> !form.form().equals(policy.form()))
                .toList();
        if (older.isEmpty()) {
            return Finding.pass(Check.STS_SEEN, "all reporters used the policy as served");
        }
        return Finding.of(
                Check.STS_SEEN,
                State.NOTE,
                older.stream()
                        .map(form -> form.reporter() + " used \"" + form.form().toLowerCase(Locale.ROOT) + "\"")
                        .collect(Collectors.joining(", ")),
                "These reporters still use an older policy. They may do so until the older max_age expires. Wait until"
                        + " then.");
    }
}
