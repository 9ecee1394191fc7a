package tlsrpt.report;

import java.util.Map;

/// The type of policy that a reporter applied. An unknown type is kept unchanged.
///
/// Spec: RFC 8460 §4.4
public sealed interface PolicyType {

    /// Returns the type as written in the report.
    String token();

    enum Registered implements PolicyType {
        /// DANE: TLSA records of the MX host.
        TLSA("tlsa"),
        /// MTA-STS.
        STS("sts"),
        /// Neither was found.
        NO_POLICY_FOUND("no-policy-found");

        private static final Map<String, Registered> BY_TOKEN =
                Map.of(TLSA.token, TLSA, STS.token, STS, NO_POLICY_FOUND.token, NO_POLICY_FOUND);

        private final String token;

        Registered(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }
    }

    record Unregistered(String token) implements PolicyType {}

    static PolicyType of(String token) {
        var known = Registered.BY_TOKEN.get(token);
        return known != null ? known : new Unregistered(token);
    }
}
