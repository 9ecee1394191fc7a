package tlsrpt.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.CauseLook;
import tlsrpt.report.Check;
import tlsrpt.report.DecidingChecks;
import tlsrpt.report.Diagnosis;

/// One check of a domain, as it is stored.
///
/// @param notes what was left out, and why
/// @param policy what the policy host serves, with the id of the record; `null` where it was not seen
/// @param passing what is a fault only once it lasts
public record PostureLook(
        String domain,
        Instant at,
        List<String> notes,
        List<PostureLine> lines,
        @Nullable Served policy,
        Passing passing)
        implements CauseLook {

    /// An MTA-STS policy and its id.
    ///
    /// @param text mode, max_age and patterns, separated by blanks: the same for policies that mean the same
    public record Served(String id, String text) {

        public String mode() {
            return text.substring(0, text.indexOf(' '));
        }

        /// Mode and patterns, as reports tell them.
        public String form() {
            var words = text.split(" ", 3);
            return words[0] + " " + (words.length < 3 ? "" : words[2]);
        }
    }

    /// What is as it should be for a while, and a fault once it lasts.
    ///
    /// @param serversDiffer whether the name servers of the domain differ; `null` where that was not seen
    /// @param spareRecords TLSA records that fit no address; `null` where that was not seen
    public record Passing(
            @Nullable Boolean serversDiffer, @Nullable Set<String> spareRecords) {

        /// Nothing of it was seen.
        public static final Passing UNSEEN = new Passing(null, null);

        public Passing {
            spareRecords = spareRecords == null ? null : Set.copyOf(spareRecords);
        }
    }

    /// Of more lines, those that pass are not remembered.
    static final int MOST_LINES = 120;

    private static final String MX_RECORDS = Check.MX_RECORDS.token();

    public PostureLook {
        notes = List.copyOf(notes);
        lines = List.copyOf(lines);
    }

    /// A look that shows nothing that passes.
    public PostureLook(
            String domain, Instant at, List<String> notes, List<PostureLine> lines, @Nullable Served policy) {
        this(domain, at, notes, lines, policy, Passing.UNSEEN);
    }

    /// Whether nothing is left to see of a cause that reports name: all checks that decide it were made and pass, or
    /// its
    /// MX host is none any more.
    @Override
    public boolean refutes(Diagnosis.Known cause, boolean underDane, @Nullable String mx) {
        var deciding = DecidingChecks.of(cause, underDane);
        if (!deciding.refute()) {
            return false;
        }
        if (mx != null && isNoMailHost(mx)) {
            return true;
        }
        var about = lines.stream()
                .filter(line -> line.known().filter(deciding.checks()::contains).isPresent())
                .filter(line -> mx == null || line.host() == null || line.host().equals(mx))
                .toList();
        return about.stream().allMatch(PostureLine::isClean)
                // That a host can be reached decides nothing.
                && about.stream()
                        .anyMatch(line -> line.isPass() && !line.check().equals(Check.MX_REACH.token()))
                && lines.stream().noneMatch(line -> cause.token().equals(line.explains()));
    }

    private boolean isNoMailHost(String mx) {
        return lines.size() < MOST_LINES
                && lines.stream().anyMatch(line -> line.check().equals(MX_RECORDS) && line.isPass())
                && lines.stream().noneMatch(line -> mx.equals(line.host()));
    }
}
