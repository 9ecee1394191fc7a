package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Headline;
import tlsrpt.store.Damage;

/// Reports whose item, or whose claim, cannot be read any more.
class DamagedItemTest {

    private final Collector collector = new Collector();

    @Test
    void holdsADuplicateWhoseClaimCannotBeReadAndCountsTheOtherDomain() throws IOException {
        collector.domains("example.com", "example.net");
        collector.take("mail/a", mail(5));
        Damage.ofClaims(collector.table(), "example.com");

        assertThat(collector.take("mail/b", mail(6))).isEqualTo(Collector.DONE);

        assertThat(collector.held("mail/b").reason().token()).isEqualTo("damaged");
        assertThat(collector.held("mail/b").detail())
                .contains("item D#example.com C#2026-03-01#")
                .contains("restore it from a backup");
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(5, 0));
        assertThat(collector.sum("example.net")).isEqualTo(new Headline(7, 0));
    }

    @Test
    void countsAHeldReportOnceTheItemIsRestored() throws IOException {
        collector.take("mail/a", google(5));
        var intact = collector.items();
        Damage.ofClaims(collector.table(), "example.com");
        collector.take("mail/b", google(5));
        assertThat(collector.heldKeys()).containsExactly("mail/b");

        Damage.undo(collector.table(), intact);
        collector.invoke(Collector.copied("m2", "mail/b"));

        assertThat(collector.heldKeys()).isEmpty();
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(5, 0));
    }

    @Test
    void takesTheOtherMessagesOfABatch() throws IOException {
        collector.domains("example.com", "example.net");
        collector.take("mail/a", google(5));
        Damage.ofReports(collector.table(), "example.com");
        collector.put("mail/b", google(5));
        collector.put(
                "mail/c",
                aMail().report(aReport().sts("example.net", "enforce", 3).json())
                        .storedBySes("google.com")
                        .bytes());

        assertThat(collector.invoke(Collector.created("m1", "mail/b"), Collector.created("m2", "mail/c")))
                .isEqualTo(Collector.DONE);
        assertThat(collector.sum("example.net")).isEqualTo(new Headline(3, 0));
    }

    private static byte[] google(int sessions) {
        return aMail().report(aReport().sts("example.com", "enforce", sessions).json())
                .storedBySes("google.com")
                .bytes();
    }

    /// Google's report about two domains; the second one arrives only with six sessions.
    private static byte[] mail(int sessions) {
        var report = aReport().sts("example.com", "enforce", sessions);
        return aMail().report((sessions == 6 ? report.sts("example.net", "enforce", 7) : report).json())
                .storedBySes("google.com")
                .bytes();
    }
}
