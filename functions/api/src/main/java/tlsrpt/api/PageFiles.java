package tlsrpt.api;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The page: one HTML file with its script and its style in it, so that one invocation shows it. What is loaded later
/// is under a path that names its content, so that a browser keeps it until it changes.
///
/// It is put together when it is asked for, as a function that starts to answer a request for data would wait for it.
final class PageFiles {

    /// Each after those that it imports from.
    private static final List<String> MODULES = List.of(
            "dom",
            "format",
            "place",
            "patience",
            "auth",
            "api",
            "chart",
            "table",
            "states",
            "act",
            "causes",
            "alerts",
            "faults",
            "reports",
            "day",
            "compare",
            "posture",
            "sts",
            "colors",
            "domain",
            "hosts",
            "heat",
            "reporter",
            "fleet",
            "overview",
            "held",
            "reporters",
            "search",
            "policies",
            "changes",
            "main");

    private static final Pattern ENDS_ELEMENT =
            Pattern.compile("</(?:script|style)|<!--|<script", Pattern.CASE_INSENSITIVE);

    private static final String YEAR = "public, max-age=31536000, immutable";

    private final Map<String, String> signIn;
    private final String record;
    private @Nullable Built built;

    /// @param signIn empty if no sign-in is required
    /// @param record shown where no report has come yet
    PageFiles(Map<String, String> signIn, String record) {
        this.signIn = signIn;
        this.record = record;
    }

    /// @param version of the assets
    private record Built(Answer index, String version, Map<String, byte[]> assets) {}

    private synchronized Built built() {
        if (built == null) {
            built = build();
        }
        return built;
    }

    private Built build() {
        var assets = new LinkedHashMap<String, byte[]>();
        assets.put("oidc-client-ts.min.js", resource("oidc-client-ts.min.js"));
        assets.put("icon.svg", resource("icon.svg"));
        var all = new ByteArrayOutputStream();
        assets.values().forEach(all::writeBytes);
        var version = Answer.hash(all.toByteArray());
        var style = inline(text("style.css"));
        var script = inline(script());
        var html = text("index.html")
                .replace("{assets}", "/assets/" + version)
                .replace("{sign-in}", escaped(json(signIn)))
                .replace("{record}", escaped(record))
                .replace("{style}", style)
                .replace("{script}", script);
        var bytes = html.getBytes(StandardCharsets.UTF_8);
        var index = Answer.of(200, "text/html; charset=utf-8", bytes)
                .with("cache-control", "no-cache")
                .with("etag", '"' + Answer.hash(bytes) + '"')
                .with("content-security-policy", policy(style, script, signIn.getOrDefault("origins", "")))
                .with("referrer-policy", "no-referrer")
                .with("cross-origin-opener-policy", "same-origin");
        return new Built(index, version, assets);
    }

    /// @throws IllegalArgumentException if the text would end the element that it is in
    private static String inline(String text) {
        if (ENDS_ELEMENT.matcher(text).find()) {
            throw new IllegalArgumentException("the text has a tag of HTML's that ends a script or a style");
        }
        return text;
    }

    Answer index() {
        return built().index;
    }

    /// @param query the version and the name in its path
    Answer asset(Query query) {
        var page = built();
        var body = page.assets.get(query.part(1));
        if (body == null || !query.part(0).equals(page.version)) {
            throw new Problem(404, "File not found. Reload the page.");
        }
        return Answer.of(200, type(query.part(1)), body).with("cache-control", YEAR);
    }

    /// All modules in one script: each file is an invocation, and a new account may run ten at a time.
    private static String script() {
        var script = new ScriptBundle();
        MODULES.forEach(name -> script.add(name, text(name + ".js")));
        return script.text();
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }

    /// @param origins other origins that the page may contact, separated by blanks
    private static String policy(String style, String script, String origins) {
        return "default-src 'none'; script-src 'self' " + source(script) + "; style-src " + source(style)
                + "; img-src 'self'; connect-src 'self'"
                + (origins.isEmpty() ? "" : " " + origins)
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /// Names a text that may stand in the page, by its hash.
    ///
    /// Spec: Content Security Policy Level 3, hash-source
    private static String source(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static String json(Map<String, String> texts) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (var entry : texts.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String escaped(String attribute) {
        return attribute.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    private static String text(String name) {
        return new String(resource(name), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (var in = PageFiles.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the page lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
