package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tlsrpt.store.PostureLook.Served;
import tlsrpt.table.Limits;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

class PostureItemsTest {

    private static final String DOMAIN = "example.com";
    private static final Instant MONDAY = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));
    private static final Instant WEDNESDAY = MONDAY.plus(Duration.ofDays(2));
    private static final Served TESTING = new Served("1", "testing 86400 mx1.example.com");
    private static final Served ENFORCE = new Served("1", "enforce 86400 mx1.example.com");

    private final Table table = Tables.inMemory();
    private final PostureItems items = new PostureItems(table, Clock.fixed(WEDNESDAY, ZoneOffset.UTC));

    @Test
    void readsTheLatestLookAsItWasWritten() {
        var expiry = new PostureLine(
                "mx-expiry",
                "warn",
                "mx1.example.com",
                "192.0.2.1",
                "medium",
                "certificate-expired",
                "ends 2026-06-09",
                "Senders refuse it then.",
                "Renew it.",
                "certbot renew",
                "2026-06-09T00:00:00Z");
        items.record(Optional.empty(), new PostureLook(DOMAIN, MONDAY, List.of("no IPv6"), List.of(expiry), TESTING));

        var latest = items.latest(DOMAIN).orElseThrow();

        assertThat(latest.look())
                .isEqualTo(new PostureLook(DOMAIN, MONDAY, List.of("no IPv6"), List.of(expiry), TESTING));
        assertThat(latest.knownOf(expiry)).contains(new StoredPosture.Known("warn", MONDAY));
    }

    @Test
    void recordsNoChangeAtTheFirstLook() {
        look(MONDAY, TESTING, line("mx-starttls", "mx1.example.com", "fail"));

        assertThat(items.changes(DOMAIN, 10)).isEmpty();
    }

    @Test
    void recordsAChangeOfStateWithWhatWasSeen() {
        look(MONDAY, TESTING, line("mx-starttls", "mx1.example.com", "pass"));
        look(TUESDAY, TESTING, line("mx-starttls", "mx1.example.com", "fail"));

        assertThat(items.changes(DOMAIN, 10))
                .containsExactly(new PostureChange(
                        TUESDAY, "mx-starttls", "STARTTLS", "mx1.example.com", "pass", "fail", "seen fail"));
        assertThat(items.latest(DOMAIN).orElseThrow().changed()).isTrue();
    }

    @Test
    void keepsTheStateOfWhatCouldNotBeSeen() {
        look(MONDAY, TESTING, line("mx-starttls", "mx1.example.com", "pass"));
        look(TUESDAY, TESTING, line("mx-starttls", "mx1.example.com", "unseen"));
        look(WEDNESDAY, TESTING, line("mx-starttls", "mx1.example.com", "pass"));

        assertThat(items.changes(DOMAIN, 10)).isEmpty();
        assertThat(items.latest(DOMAIN).orElseThrow().known())
                .containsEntry("mx-starttls#mx1.example.com", new StoredPosture.Known("pass", MONDAY));
    }

    @Test
    void keepsTheStateOfHostsWhileDnsDoesNotAnswer() {
        look(MONDAY, TESTING, line("mx-records", null, "pass"), line("mx-starttls", "mx1.example.com", "pass"));
        look(TUESDAY, TESTING, line("mx-records", null, "unseen"));
        look(WEDNESDAY, TESTING, line("mx-records", null, "pass"), line("mx-starttls", "mx1.example.com", "fail"));

        assertThat(items.changes(DOMAIN, 10))
                .extracting(PostureChange::check, PostureChange::from)
                .containsExactly(tuple("mx-starttls", "pass"));
    }

    @Test
    void recordsANewPolicyUnderAnUnchangedId() {
        look(MONDAY, TESTING);
        look(TUESDAY, ENFORCE);
        look(WEDNESDAY, ENFORCE);

        assertThat(items.changes(DOMAIN, 10))
                .containsExactly(new PostureChange(
                        TUESDAY, "policy", "MTA-STS policy", null, TESTING.text(), ENFORCE.text(), "id 1 unchanged"));
        var latest = items.latest(DOMAIN).orElseThrow();
        assertThat(latest.agreed()).isEqualTo(TESTING);
        assertThat(latest.staleSince()).isEqualTo(TUESDAY);
        assertThat(latest.modeChanged()).isEqualTo(TUESDAY);
    }

    @Test
    void remembersSinceWhenNameServersDiffer() {
        passing(MONDAY, new PostureLook.Passing(true, null));
        passing(TUESDAY, new PostureLook.Passing(true, null));
        assertThat(items.latest(DOMAIN).orElseThrow().differSince()).isEqualTo(MONDAY);

        passing(WEDNESDAY, PostureLook.Passing.UNSEEN);
        assertThat(items.latest(DOMAIN).orElseThrow().differSince()).isEqualTo(MONDAY);

        passing(WEDNESDAY.plusSeconds(60), new PostureLook.Passing(false, null));
        assertThat(items.latest(DOMAIN).orElseThrow().differSince()).isNull();
    }

    @Test
    void remembersSinceWhenATlsaRecordFitsNoAddress() {
        passing(MONDAY, new PostureLook.Passing(null, Set.of("3 1 1 aa")));
        passing(TUESDAY, new PostureLook.Passing(null, Set.of("3 1 1 aa", "3 1 1 bb")));
        passing(WEDNESDAY, PostureLook.Passing.UNSEEN);

        assertThat(items.latest(DOMAIN).orElseThrow().sparesSince())
                .containsOnly(entry("3 1 1 aa", MONDAY), entry("3 1 1 bb", TUESDAY));

        passing(WEDNESDAY.plusSeconds(60), new PostureLook.Passing(null, Set.of()));
        assertThat(items.latest(DOMAIN).orElseThrow().sparesSince()).isEmpty();
    }

    private void passing(Instant at, PostureLook.Passing passing) {
        items.record(items.latest(DOMAIN), new PostureLook(DOMAIN, at, List.of(), List.of(), TESTING, passing));
    }

    @Test
    void agreesOnANewPolicyOnceItHasANewId() {
        var renewed = new Served("2", ENFORCE.text());
        look(MONDAY, TESTING);
        look(TUESDAY, ENFORCE);
        look(WEDNESDAY, renewed);

        var latest = items.latest(DOMAIN).orElseThrow();
        assertThat(latest.agreed()).isEqualTo(renewed);
        assertThat(latest.staleSince()).isNull();
    }

    @Test
    void remembersThePolicyWhileItIsNotSeen() {
        look(MONDAY, TESTING);
        look(TUESDAY, null);

        assertThat(items.latest(DOMAIN).orElseThrow().look().policy()).isEqualTo(TESTING);
        assertThat(items.changes(DOMAIN, 10)).isEmpty();
    }

    @Test
    void forgetsThatARecordWasPublishedAfterModeNone() {
        look(MONDAY, TESTING, line("sts-record", null, "pass"), line("tlsrpt-record", null, "pass"));
        look(TUESDAY, new Served("2", "none 86400 "), line("sts-record", null, "pass"));

        assertThat(items.latest(DOMAIN).orElseThrow().published()).containsExactly("tlsrpt-record");
    }

    @Test
    void summarizesTheLatestLookForListsOfDomains() {
        look(MONDAY, TESTING, line("mx-chain", "mx1.example.com", "pass"));
        look(
                TUESDAY,
                TESTING,
                line("mx-chain", "mx1.example.com", "fail"),
                line("tlsrpt-record", null, "warn"),
                line("mx-name", "mx1.example.com", "unseen"));

        assertThat(items.summaries("a.example", "z.example"))
                .containsOnly(entry(DOMAIN, new PostureSummary(TUESDAY, "mx-chain", 1, 1, 1)));
        assertThat(items.summaries("a.example", "b.example")).isEmpty();
        assertThat(items.latest(DOMAIN).orElseThrow().summary().title()).isEqualTo("certificate chain");
    }

    @Test
    void keepsAFaultInTheSummaryThatTheLatestLookCouldNotObserve() {
        look(MONDAY, TESTING, line("mx-chain", "mx1.example.com", "fail"));
        look(TUESDAY, TESTING, line("mx-chain", "mx1.example.com", "unseen"));

        assertThat(items.latest(DOMAIN).orElseThrow().summary())
                .isEqualTo(new PostureSummary(TUESDAY, "mx-chain", 1, 0, 0));
    }

    @Test
    void refusesALookThatAnotherOvertook() {
        look(MONDAY, TESTING);
        var before = items.latest(DOMAIN);
        look(WEDNESDAY, TESTING);

        assertThat(items.record(before, new PostureLook(DOMAIN, TUESDAY, List.of(), List.of(), TESTING)))
                .isEmpty();
        assertThat(items.latest(DOMAIN).orElseThrow().look().at()).isEqualTo(WEDNESDAY);
    }

    @Test
    void staysWithinOneItemHoweverMuchAHostileDomainShows() {
        var longest = "x".repeat(5000);
        var lines = new ArrayList<PostureLine>();
        for (int host = 0; host < 20; host++) {
            for (int check = 0; check < 30; check++) {
                lines.add(new PostureLine(
                        "check-" + check,
                        "fail",
                        host + "." + "h".repeat(240),
                        longest,
                        "medium",
                        "certificate-expired",
                        longest,
                        longest,
                        longest,
                        longest,
                        null));
            }
        }

        items.record(Optional.empty(), new PostureLook(DOMAIN, MONDAY, List.of(), lines, TESTING));

        assertThat(table.all(Range.of("P#" + DOMAIN))).hasSize(1).allMatch(item -> Limits.size(item) < 350_000);
    }

    private void look(Instant at, @Nullable Served policy, PostureLine... lines) {
        items.record(items.latest(DOMAIN), new PostureLook(DOMAIN, at, List.of(), List.of(lines), policy));
    }

    private static PostureLine line(String check, @Nullable String host, String state) {
        return new PostureLine(check, state, host, null, null, null, "seen " + state, "", null, null, null);
    }
}
