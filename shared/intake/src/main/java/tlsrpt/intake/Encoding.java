package tlsrpt.intake;

import java.io.InputStream;

/// A Content-Transfer-Encoding. An unknown one is treated as identity. Spec: RFC 2045 §6
enum Encoding {
    NONE,
    BASE64,
    QUOTED_PRINTABLE;

    static Encoding of(Entity entity) {
        var name = entity.get(Field.CONTENT_TRANSFER_ENCODING);
        if (name == null) {
            return NONE;
        }
        return switch (Parameters.of(name).value()) {
            case "base64", "x-base64" -> BASE64;
            case "quoted-printable", "x-quoted-printable" -> QUOTED_PRINTABLE;
            default -> NONE;
        };
    }

    boolean encodes() {
        return this != NONE;
    }

    InputStream decoding(Source in) {
        return switch (this) {
            case NONE -> in;
            case BASE64 -> new Base64(in);
            case QUOTED_PRINTABLE -> new QuotedPrintable(in);
        };
    }
}
