package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What makes two deliveries one report, and who sent it.
class IdentityTest {

    private static final DateRange DAY =
            new DateRange(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-01T23:59:59Z"));

    @Test
    void restsOnReporterReportIdAndRange() {
        assertThat(Identity.of(report("Google Inc.", "tls@google.com", "2026-03-01_example.com")))
                .isEqualTo(new Identity("google.com", "2026-03-01_example.com", DAY.start(), DAY.end()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "missing",
            value = {
                "Example Inc., TLS@Google.COM,          google.com",
                "Example Inc., tls@google.com.,         google.com",
                "Example Inc., google.com,              google.com",
                "Example Inc., tls@bücher.example,      xn--bcher-kva.example",
                "Example Inc., missing,                 ''",
                "Example Inc., '',                      ''",
                "Example Inc., https://example.net/tls, ''",
                "Example Inc., tls@localhost,           ''",
                "missing,      missing,                 ''",
            })
    void namesTheReporterByItsAddressAlone(String organization, String contact, String reporter) {
        assertThat(Identity.of(report(organization, contact, "1")).reporter()).isEqualTo(reporter);
    }

    @Test
    void takesTheCanonicalBodyWhereThereIsNoReportId() {
        var one = Identity.of(report("Example", "a@example.net", null));

        assertThat(one.reportId()).hasSize(64);
        assertThat(one).isEqualTo(Identity.of(report("Example", "a@example.net", null)));
        assertThat(one).isNotEqualTo(Identity.of(report("Example 2", "a@example.net", null)));
        assertThat(Identity.of(report("Example", "a@example.net", "")).reportId())
                .hasSize(64);
    }

    @Test
    void tellsSitesApartThatWriteTheSameIds() {
        assertThat(hash("a@example.net", "1_idx1_example.com"))
                .isNotEqualTo(hash("a@example.org", "1_idx1_example.com"));
    }

    @Test
    void hashesToThirtyTwoHexDigitsThatStayTheSame() {
        assertThat(new Identity("google.com", "1", DAY.start(), DAY.end()).hash())
                .isEqualTo("83d510c002ba54d996f830ca8548f8b7");
    }

    @Test
    void keepsTheBordersOfItsPartsInTheHash() {
        assertThat(new Identity("a\nb", "c", DAY.start(), DAY.end()).hash())
                .isNotEqualTo(new Identity("a", "b\nc", DAY.start(), DAY.end()).hash());
        assertThat(new Identity("a\\", "nb", DAY.start(), DAY.end()).hash())
                .isNotEqualTo(new Identity("a", "\nb", DAY.start(), DAY.end()).hash());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "missing",
            value = {
                "a@google.com, example.org, example.net, Google Inc., google.com",
                "missing,      example.org, example.net, Google Inc., example.org",
                "missing,      missing,     example.net, Google Inc., example.net",
                "missing,      missing,     missing,     Google Inc., Google Inc.",
                "missing,      missing,     missing,     ' ',         unknown",
                "missing,      missing,     missing,     missing,     unknown",
            })
    void showsTheSubmitterByTheBodyThenByTheWrapping(
            String contact, String header, String signer, String organization, String submitter) {
        assertThat(Submitter.of(report(organization, contact, "1"), new Hints(null, header, null, null, signer)))
                .isEqualTo(submitter);
    }

    private static String hash(String contact, String id) {
        return Identity.of(report("Postfix", contact, id)).hash();
    }

    private static Report report(@Nullable String organization, @Nullable String contact, @Nullable String id) {
        return new Report(organization, DAY, contact, id, List.of());
    }
}
