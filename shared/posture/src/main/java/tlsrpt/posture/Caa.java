package tlsrpt.posture;

/// One CAA record. Spec: RFC 8659 §4
public record Caa(boolean critical, String tag, String value) {

    @Override
    public String toString() {
        return (critical ? 128 : 0) + " " + tag + " \"" + value + "\"";
    }
}
