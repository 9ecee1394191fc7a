package tlsrpt.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tlsrpt.report.ReporterId;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.AuditLog;
import tlsrpt.store.Decisions;
import tlsrpt.testkit.MutableClock;

/// A process that ends, or a database that fails, between the steps of an action.
class ActionsFaultTest {

    private static final String BLOCK =
            "{\"action\":\"block\",\"reporter\":\"google.com|noreply-smtp-tls-reporting@google.com\"}";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Database database = Database.inMemory(new Schema(1, List.of()));
    private final AuditLog log = new AuditLog(database.table(), clock);

    @Test
    void logsAChangeBeforeItIsMade() {
        assertThatThrownBy(() -> actions(true, false).make(BLOCK, "desk")).hasMessage("killed");

        var entry = log.list(null).items().getFirst();
        assertThat(entry.outcome()).isNull();
        assertThat(entry.isUndoable()).isFalse();
    }

    @Test
    void makesAgainWhatWasNotDone() throws Exception {
        assertThatThrownBy(() -> actions(true, false).make(BLOCK, "desk")).hasMessage("killed");
        clock.pass(Duration.ofMinutes(1));

        assertThat(actions(false, false).make(BLOCK, "desk")).isInstanceOf(ActionResult.Changed.class);
        assertThat(log.list(null).items()).hasSize(2);
        assertThat(isBlocked()).isTrue();
    }

    @Test
    void saysOfWhatWasDoneButNotNotedThatItIsDone() throws Exception {
        assertThatThrownBy(() -> actions(false, true).make(BLOCK, "desk")).hasMessage("killed");

        assertThat(isBlocked()).isTrue();
        assertThat(actions(false, false).make(BLOCK, "desk")).isInstanceOf(ActionResult.Unchanged.class);
        assertThat(log.list(null).items()).hasSize(1);
    }

    private boolean isBlocked() {
        var google = ReporterId.ofKey("google.com|noreply-smtp-tls-reporting@google.com");
        return google != null && Decisions.isBlocked(database.table(), google);
    }

    private Actions actions(boolean diesBefore, boolean diesAfter) {
        var decisions = new Decisions(database.table(), clock, new Random(1));
        return new Actions(
                database.table(),
                clock,
                new Random(2),
                new NoObject(),
                (decision, key) -> {
                    if (diesBefore) {
                        throw new IllegalStateException("killed");
                    }
                    var answer = make(decisions, decision, key);
                    if (diesAfter) {
                        throw new IllegalStateException("killed");
                    }
                    return answer;
                },
                "the settings");
    }

    private static Decision.Result make(Decisions decisions, Decision decision, String key) {
        return decision.make(decisions, key);
    }

    private record NoObject() implements Reprocessing {

        @Override
        public boolean exists(String object) {
            return false;
        }

        @Override
        public boolean isWaiting(String object) {
            return false;
        }

        @Override
        public Optional<String> reprocess(String object) {
            return Optional.empty();
        }

        @Override
        public int queue(List<String> objects) {
            assertThat(objects).isEmpty();
            return 0;
        }
    }
}
