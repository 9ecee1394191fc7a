package tlsrpt.intake;

import java.util.EnumMap;
import java.util.Map;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.jspecify.annotations.Nullable;

/// The header of a message or of a part of one, as far as we read it: of each field the topmost.
final class Entity implements BodyDescriptor {

    private final Map<Field, String> values = new EnumMap<>(Field.class);
    private final String defaultType;
    private @Nullable Parameters contentType;

    /// @param defaultType where no Content-Type says otherwise
    Entity(String defaultType) {
        this.defaultType = defaultType;
    }

    void add(Field field, String value) {
        values.putIfAbsent(field, value);
    }

    @Nullable
    String get(Field field) {
        return values.get(field);
    }

    boolean has(Field field) {
        return values.containsKey(field);
    }

    Parameters contentType() {
        if (contentType == null) {
            var value = get(Field.CONTENT_TYPE);
            contentType = Parameters.of(value == null || value.indexOf('/') < 0 ? defaultType : value);
        }
        return contentType;
    }

    boolean isMultipart() {
        return contentType().value().startsWith("multipart/") && getBoundary() != null;
    }

    boolean isMessage() {
        var type = contentType().value();
        return type.equals("message/rfc822") || type.equals("message/global");
    }

    boolean isText() {
        return contentType().value().startsWith("text/");
    }

    boolean isTlsReport() {
        return contentType().value().startsWith("application/tlsrpt");
    }

    /// What mime4j is told: it descends into multiparts and, where they are not encoded, messages. Encoded ones are
    /// decoded by us: its decoder of quoted-printable keeps a run of blanks in memory, however long.
    @Override
    public String getMimeType() {
        if (isMultipart()) {
            return contentType().value();
        }
        return isMessage() && !Encoding.of(this).encodes() ? "message/rfc822" : "application/octet-stream";
    }

    @Override
    public @Nullable String getBoundary() {
        var boundary = contentType().get("boundary");
        return boundary == null || boundary.isEmpty() || boundary.length() > Boundary.LONGEST ? null : boundary;
    }

    @Override
    public String getTransferEncoding() {
        return "binary";
    }

    @Override
    public String getMediaType() {
        return getMimeType().substring(0, getMimeType().indexOf('/'));
    }

    @Override
    public String getSubType() {
        return getMimeType().substring(getMimeType().indexOf('/') + 1);
    }

    @Override
    public @Nullable String getCharset() {
        return null;
    }

    @Override
    public long getContentLength() {
        return -1;
    }
}
