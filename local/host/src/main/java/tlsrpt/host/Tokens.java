package tlsrpt.host;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlsrpt.console.Operator;
import tlsrpt.console.Sha256;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// API tokens for scripts. The table has their hashes only; a token has 256 random bits, so a plain hash is enough.
///
/// Only this process changes them, so that it keeps them in memory.
final class Tokens {

    static final int MOST = 100;

    private static final String PREFIX = "tlsrpt_";
    private static final String BEARER = "bearer ";
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST = 100;
    private static final String PARTITION = "TOKENS";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final JsonFactory JSON = new JsonFactory();

    private final Table table;
    private final Clock clock;
    private final SecureRandom random;
    private volatile List<Token> all;

    Tokens(Table table, Clock clock, SecureRandom random) {
        this.table = table;
        this.clock = clock;
        this.random = random;
        this.all = read();
    }

    /// A token, without what is secret of it.
    ///
    /// @param mayWrite whether it may change something, besides reading
    /// @param created the day
    record Token(String name, boolean mayWrite, String created, String hash) {

        String scope() {
            return mayWrite ? "write" : "read";
        }
    }

    private List<Token> read() {
        return table.all(Range.of(PARTITION)).stream()
                .map(item -> new Token(item.key().sk(), item.flag("write"), item.text("created"), item.text("hash")))
                .toList();
    }

    /// Makes a token, which is the answer's text.
    synchronized Operator.Answer add(String name, boolean mayWrite) {
        if (!NAME.matcher(name).matches()) {
            return new Operator.Answer(
                    false, "A name has letters, digits, dots, dashes and underscores, 64 at most, such as 'grafana'.");
        }
        if (all.size() >= MOST) {
            return new Operator.Answer(
                    false, "There are " + MOST + " tokens already. 'tlsrpt tokens revoke NAME' removes one.");
        }
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var item = Item.at(new Key(PARTITION, name))
                .put("hash", hash(token))
                .put("write", mayWrite)
                .put("created", clock.instant().toString().substring(0, 10))
                .item();
        if (!table.write(new Write.Put(item, new Condition.Absent()))) {
            return new Operator.Answer(
                    false, "A token named '" + name + "' exists. Choose another name, or revoke that one first.");
        }
        all = read();
        return new Operator.Answer(true, token);
    }

    /// Ends a token at once.
    synchronized Operator.Answer revoke(String name) {
        if (all.stream().noneMatch(token -> token.name().equals(name))) {
            return new Operator.Answer(false, "Token not found. 'tlsrpt tokens list' shows all tokens.");
        }
        table.write(new Write.Delete(new Key(PARTITION, name), new Condition.Always()));
        all = read();
        return new Operator.Answer(true, "The token '" + name + "' is no longer accepted.");
    }

    /// Returns the text of a request's header `Authorization` after `Bearer`, if it has the form of such a token.
    static Optional<String> presented(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Optional.empty();
        }
        var token = authorization.substring(BEARER.length()).strip();
        return token.startsWith(PREFIX) ? Optional.of(token) : Optional.empty();
    }

    /// Returns the token that a text is. It takes the same time whichever tokens there are, for a number of tokens.
    Optional<Token> find(String presented) {
        if (presented.length() > LONGEST) {
            return Optional.empty();
        }
        var hash = hash(presented).getBytes(StandardCharsets.US_ASCII);
        Token found = null;
        for (var token : all) {
            if (MessageDigest.isEqual(token.hash().getBytes(StandardCharsets.US_ASCII), hash)) {
                found = token;
            }
        }
        return Optional.ofNullable(found);
    }

    private static String hash(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns all, without what is secret: as JSON, one a line, or in words.
    String list(boolean json) throws IOException {
        var text = new StringWriter();
        for (var token : all) {
            if (json) {
                try (var out = JSON.createGenerator(text)) {
                    out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                    out.writeStartObject();
                    out.writeStringField("name", token.name());
                    out.writeStringField("scope", token.scope());
                    out.writeStringField("created", token.created());
                    out.writeEndObject();
                }
            } else {
                text.append(token.name() + "  " + token.scope() + ", created " + token.created());
            }
            text.append('\n');
        }
        return text.toString();
    }
}
