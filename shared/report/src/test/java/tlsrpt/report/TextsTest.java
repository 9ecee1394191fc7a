package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.read;
import static tlsrpt.testkit.ReportText.aReport;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a text may be, and what becomes of one that is none.
class TextsTest {

    @Test
    void keepsAMissingTextMissing() {
        var read = read(JSON.replace("\"contact-info\": \"tlsrpt@example.net\",", ""));

        assertThat(read.report().contactInfo()).isNull();
        assertThat(read.quirks()).containsExactly(new Quirk("contact-info", "is missing"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "missing",
            value = {
                "null,                      missing,            is null; read as missing",
                "{},                        missing,            `is an object, not a string; it was skipped`",
                "[],                        missing,            is a list; its first string was read",
                "`[{\"a\":[]},\"a@b.c\",\"d\"]`, a@b.c,          is a list; its first string was read",
                "\"\",                      ``,                 is empty",
                "42,                        42,                 is not a string; kept as written",
                "true,                      true,               is not a string; kept as written",
            })
    void readsATextThatIsNone(String json, String text, String note) {
        var read = read(JSON.replace("\"tlsrpt@example.net\"", json));

        assertThat(read.report().contactInfo()).isEqualTo(text);
        assertThat(read.quirks()).containsExactly(new Quirk("contact-info", note));
    }

    @ParameterizedTest
    @ValueSource(strings = {"organization-name", "contact-info", "report-id"})
    void namesTheTextsThatAreMissing(String key) {
        assertThat(read(JSON.replace("\"" + key + "\"", "\"x\"")).quirks())
                .extracting(Quirk::path)
                .containsExactly("x", key);
    }

    @Test
    void givesRowsThatNameTheSameMxTheSameText() {
        var details = read(aReport()
                        .sts("example.com", "enforce", 1)
                        .failed("certificate-expired", "mx1.example.com", 1)
                        .failed("certificate-expired", "mx1.example.com", 1)
                        .json())
                .report()
                .policies()
                .getFirst()
                .failureDetails();

        assertThat(details.get(1).receivingMxHostname()).isSameAs(details.get(0).receivingMxHostname());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "192.0.2.1,          none",
                "2001:DB8::1,        none",
                "unknown,            is not an IP address; kept unchanged",
                "192,                is not an IP address; kept unchanged",
                "fe80::1%eth0,       is not an IP address; kept unchanged",
                "'',                 is empty",
            })
    void keepsAnAddressAsItCame(String address, String note) {
        var read = read(JSON.replace("\"192.0.2.1\"", "\"" + address + "\""));

        assertThat(read.report()
                        .policies()
                        .getFirst()
                        .failureDetails()
                        .getFirst()
                        .sendingMtaIp())
                .isEqualTo(address);
        assertThat(read.quirks())
                .isEqualTo(
                        note == null
                                ? List.of()
                                : List.of(new Quirk("policies[0].failure-details[0].sending-mta-ip", note)));
    }

    @Test
    void readsUlabelsAsAlabels() {
        var read = read(JSON.replace("\"policy-domain\": \"example.com\"", "\"policy-domain\": \"bücher.example\""));

        assertThat(read.report().policies().getFirst().policy().policyDomain()).isEqualTo("xn--bcher-kva.example");
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.policy-domain", "has U-labels; read as xn--bcher-kva.example"));
    }
}
