package tlsrpt.store;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.table.Value;

/// The result of one check at one place. Long texts are cut.
///
/// @param check its token, such as `mx-expiry`
/// @param state `pass`, `note`, `none`, `warn`, `unseen` or `fail`
/// @param host an MX host, where the check is about one
/// @param address the addresses that show it; `null` for all of them
/// @param severity where something has to be done soon
/// @param explains the diagnosis of reported failures that it explains
/// @param seen the evidence
/// @param meaning what senders make of it
/// @param step the first thing to do
/// @param command to paste into a shell
/// @param until when something ends, such as a certificate
public record PostureLine(
        String check,
        String state,
        @Nullable String host,
        @Nullable String address,
        @Nullable String severity,
        @Nullable String explains,
        String seen,
        String meaning,
        @Nullable String step,
        @Nullable String command,
        @Nullable String until) {

    static final String UNSEEN = "unseen";
    static final String PASS = "pass";

    static final Set<String> FAULTS = Set.of("fail", "warn");

    private static final Set<String> CLEAN = Set.of(PASS, "note", "none");

    private static final int EVIDENCE = 303;
    private static final int TEXT = 400;
    private static final int ADDRESSES = 200;

    public PostureLine {
        seen = Keys.cut(seen, EVIDENCE);
        meaning = Keys.cut(meaning, TEXT);
        address = Keys.cutOrNull(address, ADDRESSES);
        step = Keys.cutOrNull(step, TEXT);
        // Half a command must not be pasted.
        command = command == null || command.length() > TEXT ? null : command;
    }

    /// Check and host, of which a history is kept.
    public String place() {
        return check + "#" + (host == null ? "" : host);
    }

    /// Returns the check; empty where a later version wrote it.
    public Optional<Check> known() {
        return Check.of(check);
    }

    public boolean isUnseen() {
        return state.equals(UNSEEN);
    }

    boolean isPass() {
        return state.equals(PASS);
    }

    /// Whether it was seen and has nothing against the domain.
    boolean isClean() {
        return explains == null && CLEAN.contains(state);
    }

    Value value() {
        var values = new TreeMap<String, Value>();
        put(values, "check", check);
        put(values, "state", state);
        put(values, "host", host);
        put(values, "address", address);
        put(values, "severity", severity);
        put(values, "explains", explains);
        put(values, "seen", seen);
        put(values, "meaning", meaning);
        put(values, "step", step);
        put(values, "command", command);
        put(values, "until", until);
        return new Value.Tree(values);
    }

    static PostureLine of(Value value) {
        var values = ((Value.Tree) value).values();
        return new PostureLine(
                text(values, "check"),
                text(values, "state"),
                textOrNull(values, "host"),
                textOrNull(values, "address"),
                textOrNull(values, "severity"),
                textOrNull(values, "explains"),
                text(values, "seen"),
                text(values, "meaning"),
                textOrNull(values, "step"),
                textOrNull(values, "command"),
                textOrNull(values, "until"));
    }

    private static void put(TreeMap<String, Value> values, String name, @Nullable String text) {
        if (text != null) {
            values.put(name, Value.of(text));
        }
    }

    private static String text(SortedMap<String, Value> values, String name) {
        var text = textOrNull(values, name);
        return text == null ? "" : text;
    }

    private static @Nullable String textOrNull(SortedMap<String, Value> values, String name) {
        return values.get(name) instanceof Value.Text value ? value.text() : null;
    }
}
