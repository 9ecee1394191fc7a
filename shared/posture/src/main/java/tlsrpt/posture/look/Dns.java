package tlsrpt.posture.look;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import tlsrpt.posture.Answer;
import tlsrpt.posture.Mx;

/// Single questions to DNS, past every cache of this process.
public final class Dns {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<InetSocketAddress> resolvers;
    private final Clock clock;

    public Dns(List<InetSocketAddress> resolvers, Clock clock) {
        this.resolvers = resolvers;
        this.clock = clock;
    }

    /// The texts at a name, the strings of each joined without a blank (RFC 7208 §3.3); none where there is no name.
    public List<String> texts(String name) throws IOException {
        return found(name, Records.TXT);
    }

    /// The MX hosts of a domain, the preferred ones first.
    public List<String> mxHosts(String domain) throws IOException {
        return found(domain, Records.MX).stream()
                .sorted(Comparator.comparingInt(Mx::preference))
                .map(Mx::host)
                .toList();
    }

    /// The names that CNAME records lead to from a name, the next one first; none where there is no such record.
    public List<String> aliases(String name) throws IOException {
        return answer(name, Records.TXT).aliases();
    }

    private <T> List<T> found(String name, Records<T> records) throws IOException {
        return answer(name, records).records();
    }

    private <T> Answer<T> answer(String name, Records<T> records) throws IOException {
        var vicinity = new LookOptions(
                resolvers, "", AddressRule.PUBLIC, LookOptions.Ports.STANDARD, Bounds.STANDARD, "", "not used", clock);
        Answer<T> answer =
                DnsClient.unvalidated(vicinity, Deadline.in(PATIENCE)).ask(name, records);
        if (!answer.isFound() && !answer.isAbsent()) {
            throw new IOException("the name server does not answer: " + answer.detail());
        }
        return answer;
    }
}
