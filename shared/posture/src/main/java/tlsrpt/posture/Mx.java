package tlsrpt.posture;

import tlsrpt.report.DomainName;

/// One MX record.
///
/// @param host lower-case A-labels without a trailing dot; empty for the null MX (RFC 7505 §3)
public record Mx(int preference, String host) {

    public Mx {
        host = DomainName.normal(host);
    }

    public boolean isNull() {
        return host.isEmpty();
    }

    @Override
    public String toString() {
        return preference + " " + (isNull() ? "." : host);
    }
}
