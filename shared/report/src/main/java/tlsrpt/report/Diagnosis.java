package tlsrpt.report;

/// What lies below a result type.
public sealed interface Diagnosis {

    /// One word for keys and JSON, such as `mx-not-in-policy`.
    String token();

    /// A result type that we do not know, as it came.
    record Unknown(String token) implements Diagnosis {}

    static Diagnosis of(Policy policy, FailureDetail detail) {
        return new Unknown(
                detail.resultType() == null ? "unknown" : detail.resultType().token());
    }
}
