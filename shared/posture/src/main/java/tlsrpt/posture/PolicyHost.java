package tlsrpt.posture;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// The host that serves the MTA-STS policy.
///
/// @param name `mta-sts.` and the domain
/// @param caa the CAA records that decide who may issue for this name
/// @param looks one for each address
public record PolicyHost(
        String name, Answer<InetAddress> v4, Answer<InetAddress> v6, Answer<Caa> caa, List<PolicyLook> looks) {

    public PolicyHost {
        looks = List.copyOf(looks);
    }

    List<InetAddress> addresses() {
        return Stream.concat(v4.records().stream(), v6.records().stream()).toList();
    }
}
