package tlsrpt.submit;

/// Detects the format of a body from its first bytes.
final class BodySniffer {

    private BodySniffer() {}

    /// Whether it begins as JSON, gzip, zip or mail may. In doubt it does.
    static boolean mayBeReport(byte[] body) {
        for (byte b : body) {
            int c = b & 0xFF;
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                continue;
            }
            // Byte-order marks and UTF-16 begin with bytes that no text begins with; '-' begins a form or a MIME part.
            return c == '{' || c == '[' || c == 0x1F || c == 0 || c == '-' || c >= 0x80 || Character.isLetter(c);
        }
        return false;
    }
}
