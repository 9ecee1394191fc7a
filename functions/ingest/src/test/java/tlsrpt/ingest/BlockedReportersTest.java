package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Headline;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldReason;
import tlsrpt.testkit.ReportText;

/// What becomes of the mail of reporters that the operator decided on.
class BlockedReportersTest {

    private static final ReporterId EVIL = new ReporterId("evil.example", "x@evil.example");
    private static final ReporterId MAILBOX = new ReporterId("gmail.com", "joe@gmail.com");

    private final Collector collector = new Collector();

    @Test
    void row44CountsNothingOfABlockedReporterUntilItIsUnblocked() throws IOException {
        take("mail/a", EVIL, report("a"));
        collector.decisions().block(EVIL);
        take("mail/b", EVIL, report("b"));
        take("mail/a", EVIL, report("a"));

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(0, 0));
        assertThat(collector.held("mail/b").reason()).isEqualTo(HeldReason.BLOCKED);
        assertThat(collector.held("mail/b").detail()).isEqualTo("you blocked evil.example|x@evil.example");

        collector.decisions().unblock(EVIL);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(100, 0));
        take("mail/b", EVIL, report("b"));
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(200, 0));
    }

    @Test
    void countsAStrangerOnceItIsApproved() throws IOException {
        take("mail/a", MAILBOX, report("a").from("gmail.com"));
        assertThat(collector.held("mail/a").why().reporter()).isEqualTo(MAILBOX);

        collector.decisions().approve(MAILBOX);
        take("mail/a", MAILBOX, report("a").from("gmail.com"));

        assertThat(collector.report().provenance().trust()).isEqualTo(Trust.VERIFIED);
        assertThat(collector.heldKeys()).containsExactly("mail/a");
    }

    private void take(String key, ReporterId reporter, ReportText report) throws IOException {
        collector.take(
                key,
                aMail().from(reporter.from())
                        .submitter(null)
                        .report(report.json())
                        .storedBySes(reporter.domain())
                        .bytes());
    }

    private static ReportText report(String id) {
        return aReport().from("evil.example").id(id).sts("example.com", "enforce", 100);
    }
}
