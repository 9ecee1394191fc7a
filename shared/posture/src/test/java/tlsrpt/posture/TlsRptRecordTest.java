package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What keeps reports away from a destination in the TXT records at `_smtp._tls.example.com`.
class TlsRptRecordTest {

    private static final String ADDRESS = "mailto:reports@tlsrpt.example.com";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com",
                "v=TLSRPTv1;rua=mailto:reports@tlsrpt.example.com",
                "v=TLSRPTv1 ; rua=mailto:Reports@tlsrpt.Example.com ;",
                "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com,https://api.example.com/v1/tlsrpt",
                "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com; ext=1"
            })
    void passesWhereTheAddressIsTheFirst(String record) {
        assertThat(TlsRptRecord.of(List.of(record)).faultFor(ADDRESS)).isEmpty();
    }

    @Test
    void ignoresOtherTextsBesideIt() {
        assertThat(TlsRptRecord.of(List.of("some-verification=42", "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com"))
                        .faultFor(ADDRESS))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=TLSRPTv1; rua=mailto:someone@example.net | does not send reports here",
                "v=TLSRPTv1; rua=mailto:a@example.net,mailto:reports@tlsrpt.example.com | names another target before",
                "v=TLSRPTv1; rua=https://api.example.com/,mailto:reports@tlsrpt.example.com | names another target before",
                "v=TLSRPTv1; rua=reports@tlsrpt.example.com | without mailto:",
                "v=TLSRPTv1; ruf=mailto:reports@tlsrpt.example.com | has no rua=",
                "v=TLSRPTv1 | has no rua=",
                "v=TLSRPTv1 rua=mailto:reports@tlsrpt.example.com | does not begin with exactly",
                "v=tlsrptv1; rua=mailto:reports@tlsrpt.example.com | does not begin with exactly",
                "v=TLSRPT1; rua=mailto:reports@tlsrpt.example.com | does not begin with exactly",
                "v=spf1 -all | is missing"
            })
    void namesWhatKeepsReportsAway(String record, String fault) {
        assertThat(TlsRptRecord.of(List.of(record)).faultFor(ADDRESS))
                .hasValueSatisfying(text -> assertThat(text).contains(fault));
    }

    @Test
    void isMissingWhereThereIsNone() {
        assertThat(TlsRptRecord.of(List.of()).faultFor(ADDRESS)).hasValue("is missing");
    }

    @Test
    void twoRecordsCountAsNone() {
        var record = "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com";

        assertThat(TlsRptRecord.of(List.of(record, record)).faultFor(ADDRESS))
                .hasValueSatisfying(text -> assertThat(text).contains("has 2 records", "as no record"));
    }
}
