package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tlsrpt.store.Tables;
import tlsrpt.table.Table;
import tlsrpt.testkit.MutableClock;

/// A digest that is mailed on Tuesdays at 07:00; looked for every hour. 2026-11-16 is a Monday.
class MailedDigestTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T06:59:00Z"));
    private final Table table = Tables.inMemory();
    private final List<String> mailed = new ArrayList<>();

    @BeforeEach
    void see() {
        digest().sendDue();
        assertThat(mailed)
                .as("a recipient that is new begins with the next week")
                .isEmpty();
        clock.pass(Duration.ofMinutes(1));
    }

    @Test
    void isMailedOncePerWeek() {
        digest().sendDue();
        digest().sendDue();
        clock.pass(Duration.ofHours(1));
        digest().sendDue();
        assertThat(mailed).containsExactly("TLS reports of week 2026-W47: no report");

        clock.pass(WEEK);
        digest().sendDue();
        assertThat(mailed).hasSize(2).endsWith("TLS reports of week 2026-W48: no report");
    }

    @Test
    void isMailedOfTheLatestWeekAloneAfterAStandstill() {
        clock.pass(WEEK.multipliedBy(3));
        digest().sendDue();

        assertThat(mailed).containsExactly("TLS reports of week 2026-W50: no report");
    }

    @Test
    void isTriedAgainWhereSesRefusedIt() {
        var refusing = digest((_, _, _) -> {
            throw new IllegalStateException("ses answered 400");
        });
        assertThatThrownBy(refusing::sendDue).hasMessage("ses answered 400");
        digest().sendDue();
        assertThat(mailed).as("the first try may still be at it").isEmpty();

        clock.pass(Duration.ofHours(1));
        digest().sendDue();
        assertThat(mailed).hasSize(1);
    }

    @Test
    void isNotMailedByTwoInstancesAtATime() {
        digest((subject, _, _) -> {
                    digest().sendDue();
                    mailed.add(subject);
                })
                .sendDue();

        assertThat(mailed).hasSize(1);
    }

    /// Between the mail's acceptance and the mark.
    @Test
    void isMailedOnceMoreWhereAnInstanceEndedBeforeItsMark() {
        var ending = digest((subject, _, _) -> {
            mailed.add(subject);
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(ending::sendDue).hasMessage("killed");
        for (int hour = 0; hour < 24; hour++) {
            clock.pass(Duration.ofHours(1));
            digest().sendDue();
        }

        assertThat(mailed).hasSize(2);
        assertThat(mailed.getFirst()).isEqualTo(mailed.getLast());
    }

    @Test
    void isTextAndHtmlWithTheAddressOfTheDashboard() {
        var bodies = new ArrayList<String>();
        digest((_, text, html) -> bodies.addAll(List.of(text, html))).sendDue();

        assertThat(bodies.getFirst()).contains("More: https://page.example/");
        assertThat(bodies.getLast()).contains("<html", "https://page.example/");
    }

    private MailedDigest digest() {
        return digest((subject, _, _) -> mailed.add(subject));
    }

    private MailedDigest digest(MailedDigest.Mail mail) {
        return new MailedDigest(
                table, Weekly.of("tuesday 07:00"), "desk@example.com", "https://page.example/", mail, clock);
    }
}
