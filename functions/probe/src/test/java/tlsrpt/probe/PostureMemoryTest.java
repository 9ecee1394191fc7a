package tlsrpt.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tlsrpt.posture.Catalog;
import tlsrpt.posture.CheckContext;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.store.PostureItems;

/// What a look leaves for the next one.
class PostureMemoryTest {

    private final PostureItems items =
            new PostureItems(Database.inMemory(Schema.ITEMS).table(), Clock.systemUTC());

    private CheckContext after(String name) {
        var seen = Catalog.judged()
                .filter(judged -> judged.toString().endsWith(name))
                .findFirst()
                .orElseThrow();
        items.record(items.latest("example.com"), PostureMemory.look(seen.posture()));
        return PostureMemory.background(Set.of(), List.of("mailto:a@example.net"), items.latest("example.com"));
    }

    @Test
    void namesSinceWhenServersDiffer() {
        assertThat(after(": two that agree").serversDifferSince()).isNull();
        assertThat(after(": two that differ").serversDifferSince()).isNotNull();
    }

    @Test
    void namesSinceWhenATlsaRecordFitsNoAddress() {
        assertThat(after(": no spare while none is due").sparesSince()).isEmpty();
        assertThat(after(": a spare record").sparesSince()).hasSize(1);
    }

    @Test
    void namesTheDestinationThatReportsShouldHave() {
        assertThat(after(": two that agree").destinations()).containsExactly("mailto:a@example.net");
    }
}
