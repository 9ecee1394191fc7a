package tlsrpt.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureContext;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Value;

/// The sums of the table, and the same worked out by hand: one report after the other, in plain arithmetic that shares
/// nothing with how the store does it but the keys, the judgement of sessions that [ProtectionTest] pins, and the
/// folding that [FailureTest] pins.
final class TableSums {

    private TableSums() {}

    /// All counters of the rows of sums, but those that are zero.
    static SortedMap<Key, SortedMap<String, Long>> of(List<Item> items) {
        var sums = new TreeMap<Key, SortedMap<String, Long>>();
        for (var item : items) {
            if (!isSum(item.key())) {
                continue;
            }
            var counters = new TreeMap<String, Long>();
            item.values().forEach((name, value) -> {
                if (value instanceof Value.Whole whole && !name.equals("expires") && whole.n() != 0) {
                    counters.put(name, whole.n());
                }
            });
            if (!counters.isEmpty()) {
                sums.put(item.key(), counters);
            }
        }
        return sums;
    }

    static boolean isSum(Key key) {
        return key.pk().startsWith("DAY#")
                || (key.pk().startsWith("D#")
                        && (key.sk().startsWith("A#")
                                || key.sk().startsWith("F#")
                                || key.sk().startsWith("Q#")));
    }

    /// @param listed the domain whose anonymous reports share a quota
    static void add(SortedMap<Key, SortedMap<String, Long>> sums, Recording recording, String listed) {
        var domain = recording.reported().domain();
        var pk = "D#" + domain;
        var day = recording.report().day();
        var trust = recording.provenance().trust();
        var who = day + "#" + trust + "#" + recording.provenance().submitter();
        var a = new Key(pk, "A#" + who);
        var d = new Key("DAY#" + day, domain);
        var headline = recording.reported().headline();
        var protection = SessionOutcomes.of(recording.reported());
        for (var counter : List.of(
                Map.entry("reports", 1L),
                Map.entry("ok", headline.ok()),
                Map.entry("failed", headline.failed()),
                Map.entry("unprotected", protection.unprotected()),
                Map.entry("refused", protection.refused()),
                Map.entry("unknown", protection.unknown()))) {
            add(sums, a, counter.getKey(), counter.getValue());
            add(sums, d, counter.getKey() + ":" + trust, counter.getValue());
        }
        var reporter = recording.provenance().reporter();
        if (reporter != null && (trust == Trust.NEW || trust == Trust.ESTABLISHED)) {
            add(sums, a, Counter.ofReportsBy(reporter), 1);
        }
        PolicyForm.of(recording.reported()).forEach(form -> add(sums, a, form.counter(), 1));
        var failures = new HashMap<Failure, Long>();
        var effects = new HashMap<Failure, String>();
        for (var entry : recording.reported().entries()) {
            var type = entry.policy().type();
            var policy = type == PolicyType.Registered.STS
                    ? "sts/" + entry.policy().mode().map(m -> m.token()).orElse("unknown")
                    : type instanceof PolicyType.Registered known ? known.token() : "other";
            add(sums, a, "ok:" + policy, entry.summary().ok());
            add(sums, a, "failed:" + policy, entry.summary().failed());
            for (var detail : entry.failureDetails()) {
                if (detail.failed() == 0) {
                    continue;
                }
                var mx = detail.receivingMxHostname() != null
                        ? DomainName.normal(detail.receivingMxHostname())
                        : recording.reported().mxOf(entry);
                var diagnosis = Diagnosis.of(entry.policy(), detail).token();
                var kind = PolicyKind.named(policy).orElseThrow();
                var failure = new Failure(kind, diagnosis, mx == null ? "~" : mx);
                failures.merge(failure, detail.failed(), Long::sum);
                var context = FailureContext.of(recording.reported(), entry, detail);
                effects.putIfAbsent(failure, context.isModeKnown() + " " + context.refused());
            }
        }
        Failure.fold(failures, trust.rows() - 2).forEach((failure, n) -> {
            var cause = failure.policy().token() + "#" + failure.diagnosis() + "#" + failure.mx();
            var f = new Key(pk, "F#" + who + "#" + cause);
            add(sums, f, "failed", n);
            if (recording.reported().underTwoPolicies() && failures.containsKey(failure)) {
                add(sums, f, "overlap", Math.min(n, others(failure, failures, effects)));
            }
        });
        if (trust == Trust.ANONYMOUS) {
            add(sums, new Key("D#" + listed, "Q#" + day), "reports", 1);
        }
    }

    /// Sessions under policies other than DANE that failed in the same way as these under DANE.
    private static long others(Failure dane, Map<Failure, Long> failures, Map<Failure, String> effects) {
        long others = 0;
        for (var other : failures.keySet()) {
            if (dane.policy() == PolicyKind.TLSA
                    && other.policy() != PolicyKind.TLSA
                    && other.diagnosis().equals(dane.diagnosis())
                    && other.mx().equals(dane.mx())
                    && Objects.equals(effects.get(other), effects.get(dane))) {
                others += failures.getOrDefault(other, 0L);
            }
        }
        return others;
    }

    private static void add(SortedMap<Key, SortedMap<String, Long>> sums, Key key, String counter, long n) {
        if (n != 0) {
            sums.computeIfAbsent(key, _ -> new TreeMap<>()).merge(counter, n, Long::sum);
        }
    }
}
