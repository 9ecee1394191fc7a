package tlsrpt.intake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.james.mime4j.io.MaxHeaderLengthLimitException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.BodyDescriptorBuilder;
import org.apache.james.mime4j.stream.FieldBuilder;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.util.ByteArrayBuffer;
import org.apache.james.mime4j.util.RecycledByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/// Picks the fields that we read out of the headers that mime4j finds.
///
/// To mime4j it says that no line is a field ([#build] gives `null`), which spares a string and a parse for each of the
/// dozens of fields that a mail picks up on its way.
final class Fields implements FieldBuilder {

    private final Limits limits;
    private byte[] text = new byte[512];
    private int length;
    private @Nullable Field field;
    private boolean begun;
    private int headerLength;
    private Entity entity = new Entity("text/plain");

    Fields(Limits limits) {
        this.limits = limits;
    }

    /// The header that was read last.
    Entity entity() {
        return entity;
    }

    @Override
    public void reset() {
        length = 0;
        begun = false;
        field = null;
    }

    @Override
    public void append(ByteArrayBuffer line) throws MaxHeaderLengthLimitException {
        headerLength += line.length();
        if (headerLength > limits.headerBytes()) {
            throw new MaxHeaderLengthLimitException("");
        }
        if (!begun) {
            begun = true;
            field = Field.of(line.buffer(), line.length());
        }
        if (field == null) {
            return;
        }
        if (length + line.length() > limits.headerField()) {
            entity.add(field, "");
            field = null;
            return;
        }
        if (length + line.length() > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + line.length()));
        }
        System.arraycopy(line.buffer(), 0, text, length, line.length());
        length += line.length();
    }

    @Override
    public @Nullable RawField build() {
        if (field != null) {
            entity.add(field, value());
        }
        return null;
    }

    /// What stands behind the colon, unfolded and without the blanks around it.
    private String value() {
        int start = 0;
        while (text[start] != ':') {
            start++;
        }
        start++;
        int end = start;
        boolean ascii = true;
        for (int i = start; i < length; i++) {
            byte b = text[i];
            ascii &= b >= 0;
            if (b != '\r' && b != '\n' && (b > ' ' || b < 0 || end > start)) {
                text[end++] = b == '\t' ? (byte) ' ' : b;
            }
        }
        while (end > start && text[end - 1] == ' ') {
            end--;
        }
        return new String(text, start, end - start, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable RecycledByteArrayBuffer getRaw() {
        return null;
    }

    @Override
    public void release() {
        // Nothing is borrowed.
    }

    /// Gives mime4j the entities as descriptors of their bodies, so that both see the same types and boundaries.
    final class Descriptors implements BodyDescriptorBuilder {

        private final String defaultType;
        private Entity described;

        Descriptors(String defaultType) {
            this.defaultType = defaultType;
            this.described = new Entity(defaultType);
        }

        @Override
        public void reset() {
            described = new Entity(defaultType);
            entity = described;
            headerLength = 0;
        }

        @Override
        public org.apache.james.mime4j.stream.@Nullable Field addField(RawField field) {
            return null;
        }

        @Override
        public BodyDescriptor build() {
            return described;
        }

        /// The parts of a digest are messages where they do not say otherwise (RFC 2046 §5.1.5).
        @Override
        public BodyDescriptorBuilder newChild() {
            return new Descriptors(
                    described.contentType().value().equals("multipart/digest") ? "message/rfc822" : "text/plain");
        }
    }
}
