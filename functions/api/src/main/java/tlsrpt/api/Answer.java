package tlsrpt.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// A complete HTTP response.
public final class Answer {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int WORTH_COMPRESSING = 1024;

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body;
    }

    /// What someone writes into an open object.
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static Answer json(Members members) {
        return data("application/json", object(members));
    }

    static Answer csv(String fileName, String text) {
        return data("text/csv; charset=utf-8; header=present", text.getBytes(StandardCharsets.UTF_8))
                .with("content-disposition", "attachment; filename=\"" + fileName + ".csv\"");
    }

    /// Cached by the browser only, which revalidates it each time.
    private static Answer data(String type, byte[] body) {
        return of(200, type, body).with("cache-control", "private, no-cache").with("etag", tag(body));
    }

    static Answer of(int status, String type, byte[] body) {
        return new Answer(status, Map.of("content-type", type, "x-content-type-options", "nosniff"), body);
    }

    static byte[] object(Members members) {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    Answer with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, all, body);
    }

    /// Without the body where the client has it already.
    Answer unlessKnown(Request request) {
        var tag = headers.get("etag");
        var known = request.header("if-none-match");
        if (status != 200
                || tag == null
                || !(known.contains(tag) || known.strip().equals("*"))) {
            return this;
        }
        var kept = new LinkedHashMap<>(headers);
        kept.keySet().removeIf(header -> header.startsWith("content-"));
        return new Answer(304, kept, new byte[0]);
    }

    /// Gzipped, where the client reads that; API Gateway does not do it.
    public Answer compressed(Request request) throws IOException {
        var type = headers.getOrDefault("content-type", "");
        if (body.length < WORTH_COMPRESSING
                || type.startsWith("application/octet-stream")
                || !request.header("accept-encoding").contains("gzip")) {
            return this;
        }
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return new Answer(status, headers, out.toByteArray())
                .with("content-encoding", "gzip")
                .with("vary", "accept-encoding");
    }

    /// As API Gateway takes it.
    void write(OutputStream out) throws IOException {
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", status);
            json.writeObjectFieldStart("headers");
            for (var header : headers.entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeBooleanField("isBase64Encoded", true);
            json.writeBinaryField("body", body);
            json.writeEndObject();
        }
    }

    private static String tag(byte[] body) {
        return '"' + hash(body) + '"';
    }

    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
