package tlsrpt.probe;

import java.security.cert.TrustAnchor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.CheckContext;
import tlsrpt.posture.CheckContext.ObservedPolicy;
import tlsrpt.posture.CheckContext.Published;
import tlsrpt.posture.Finding;
import tlsrpt.posture.Posture;
import tlsrpt.report.Check;
import tlsrpt.report.Step;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.StoredPosture;

/// Converts the result of a check to its stored form, and the stored form to the background of the next check.
public final class PostureMemory {

    private PostureMemory() {}

    public static PostureLook look(Posture posture) {
        return new PostureLook(
                posture.domain(),
                posture.at(),
                notes(posture),
                posture.findings().stream().map(PostureMemory::line).toList(),
                posture.policy()
                        .map(seen -> new PostureLook.Served(seen.id(), seen.fingerprint()))
                        .orElse(null),
                new PostureLook.Passing(
                        posture.serversDiffer().orElse(null),
                        posture.spareRecords().orElse(null)));
    }

    /// @param destinations where reports should go; empty where that is not known
    static CheckContext background(Set<TrustAnchor> roots, List<String> destinations, Optional<StoredPosture> before) {
        var published = EnumSet.noneOf(Published.class);
        for (var token : before.map(StoredPosture::published).orElse(Set.of())) {
            published.add(token.equals(Check.TLSRPT_RECORD.token()) ? Published.TLSRPT_RECORD : Published.STS_RECORD);
        }
        return new CheckContext(
                roots,
                destinations,
                published,
                before.map(PostureMemory::policy).orElse(null),
                before.map(StoredPosture::differSince).orElse(null),
                before.map(StoredPosture::sparesSince).orElse(Map.of()),
                before.map(StoredPosture::modeChanged).orElse(null),
                // The probe may not read reports: the dashboard compares the policy with theirs.
                List.of());
    }

    private static @Nullable ObservedPolicy policy(StoredPosture before) {
        var agreed = before.agreed();
        return agreed == null ? null : new ObservedPolicy(agreed.id(), agreed.text(), before.staleSince());
    }

    private static List<String> notes(Posture posture) {
        var vantage = posture.facts().vantage();
        var notes = new ArrayList<>(Stream.of(vantage.noDnssec(), vantage.noIpv6(), vantage.noSmtp())
                .filter(Objects::nonNull)
                .toList());
        if (posture.lacksPort25()) {
            notes.add("every connection to port 25 timed out, so this network probably blocks it");
        }
        notes.addAll(posture.facts().cut());
        return notes;
    }

    private static PostureLine line(Finding finding) {
        var check = finding.check();
        var step = finding.firstStep();
        return new PostureLine(
                check.token(),
                finding.state().token(),
                finding.host(),
                finding.address(),
                finding.severity() == null ? null : finding.severity().token(),
                finding.diagnosis() == null ? null : finding.diagnosis().token(),
                finding.seen(),
                finding.meaning(),
                step.map(Step::text).orElse(null),
                step.map(Step::command).orElse(null),
                finding.until() == null ? null : finding.until().toString());
    }
}
