package tlsrpt.report;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.Map;

/// The keys of a report, object by object, in the order in which senders write them. Spec: RFC 8460 §4.4
enum Key {
    ORGANIZATION_NAME("organization-name"),
    DATE_RANGE("date-range"),
    CONTACT_INFO("contact-info"),
    REPORT_ID("report-id"),
    POLICIES("policies"),
    START_DATETIME("start-datetime"),
    END_DATETIME("end-datetime"),
    POLICY("policy"),
    SUMMARY("summary"),
    FAILURE_DETAILS("failure-details"),
    POLICY_TYPE("policy-type"),
    POLICY_STRING("policy-string"),
    POLICY_DOMAIN("policy-domain"),
    MX_HOST("mx-host"),
    TOTAL_SUCCESSFUL_SESSION_COUNT("total-successful-session-count"),
    TOTAL_FAILURE_SESSION_COUNT("total-failure-session-count"),
    RESULT_TYPE("result-type"),
    SENDING_MTA_IP("sending-mta-ip"),
    RECEIVING_MX_HOSTNAME("receiving-mx-hostname"),
    RECEIVING_MX_HELO("receiving-mx-helo"),
    RECEIVING_IP("receiving-ip"),
    FAILED_SESSION_COUNT("failed-session-count"),
    ADDITIONAL_INFORMATION("additional-information"),
    FAILURE_REASON_CODE("failure-reason-code"),
    /// Any other key.
    UNKNOWN("");

    private static final Map<String, Key> BY_NAME = new HashMap<>();
    private static final Key[] BY_BIT = values();

    static {
        for (var key : values()) {
            BY_NAME.put(key.text, key);
        }
        // The drafts before RFC 8460 had other names, which some senders still write.
        BY_NAME.put("mx-host-pattern", MX_HOST);
        BY_NAME.put("additional-info-uri", ADDITIONAL_INFORMATION);
        BY_NAME.put("failure-error-code", FAILURE_REASON_CODE);
    }

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // it has no setters
    private final SerializedString serialized;

    private final long bit;

    @SuppressWarnings("EnumOrdinal") // a set of keys is one long: no allocation for each row of a report
    Key(String text) {
        this.text = text;
        this.serialized = new SerializedString(text);
        this.bit = 1L << ordinal();
    }

    static Key of(String name) {
        return BY_NAME.getOrDefault(name, UNKNOWN);
    }

    /// A set of keys.
    static long bits(Key... keys) {
        long bits = 0;
        for (var key : keys) {
            bits |= key.bit;
        }
        return bits;
    }

    /// Returns the key as written in a report.
    String text() {
        return text;
    }

    SerializedString serialized() {
        return serialized;
    }

    /// The first key of a set that is not empty.
    static Key first(long bits) {
        return BY_BIT[Long.numberOfTrailingZeros(bits)];
    }

    /// Marks the key in a set of keys.
    long bit() {
        return bit;
    }
}
