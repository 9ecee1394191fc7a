package tlsrpt.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

/// The records that senders look up, as a real name server gives them.
class DnsTest {

    @Test
    void joinsTheStringsOfOneTextAndKeepsTextsApart() throws IOException {
        var name = Name.fromString("_smtp._tls.example.com.");
        try (var server = new NameServer(
                new TXTRecord(name, DClass.IN, 60, List.of("v=TLSRPTv1; ", "rua=mailto:reports@tlsrpt.example.com")),
                new TXTRecord(name, DClass.IN, 60, "v=TLSRPTv1; rua=mailto:old@example.com"))) {
            assertThat(new Dns(server.address()).texts("_smtp._tls.example.com"))
                    .containsExactlyInAnyOrder(
                            "v=TLSRPTv1; rua=mailto:reports@tlsrpt.example.com",
                            "v=TLSRPTv1; rua=mailto:old@example.com");
        }
    }

    @Test
    void namesThePreferredMailHostFirst() throws IOException {
        var name = Name.fromString("tlsrpt.example.com.");
        try (var server = new NameServer(
                new MXRecord(name, DClass.IN, 60, 20, Name.fromString("mx2.example.com.")),
                new MXRecord(name, DClass.IN, 60, 10, Name.fromString("inbound-smtp.eu-west-1.amazonaws.com.")))) {
            assertThat(new Dns(server.address()).mailHosts("tlsrpt.example.com"))
                    .containsExactly("inbound-smtp.eu-west-1.amazonaws.com", "mx2.example.com");
        }
    }

    @Test
    void findsNothingWhereThereIsNoName() throws IOException {
        try (var server = new NameServer()) {
            assertThat(new Dns(server.address()).texts("_smtp._tls.example.com"))
                    .isEmpty();
        }
    }

    @Test
    void tellsNoAnswerFromNoRecord() throws IOException {
        String closed;
        try (var server = new NameServer()) {
            closed = server.address();
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Dns(closed).texts("_smtp._tls.example.com"))
                .withMessageContaining("gives no answer");
    }
}
