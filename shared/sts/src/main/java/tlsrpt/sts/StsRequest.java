package tlsrpt.sts;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What an operator asks of the policies that a collector hosts.
///
/// @param domain empty for all domains, where the action allows it
/// @param add MX hosts or patterns
/// @param remove MX hosts or patterns
public record StsRequest(Action action, String domain, Set<Option> options, List<String> add, List<String> remove) {

    private static final int MOST_LINES = 500;

    /// What is to be done.
    public enum Action {
        STATUS,
        CHECK,
        ADD,
        ADVANCE,
        AUTO,
        RETREAT,
        LEAVE,
        REMOVE,
        MX
    }

    /// How.
    public enum Option {
        JSON,
        ADOPT,
        ACCEPT_THIN,
        /// Switches it off instead of on.
        OFF
    }

    public StsRequest {
        options = Set.copyOf(options);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /// What came of it.
    ///
    /// @param code the exit code: 0 done, 1 failed, 3 not ready or out of sync
    /// @param text for standard output, or for standard error where the code is 1
    public record Answer(int code, String text) {

        public static Answer read(String text) {
            var parts = text.split("\n", 2);
            return new Answer(Integer.parseInt(parts[0]), parts.length < 2 ? "" : parts[1]);
        }

        /// What [#read] reads.
        @Override
        public String toString() {
            return code + "\n" + text;
        }
    }

    public boolean has(Option option) {
        return options.contains(option);
    }

    /// Reads what [#toString] wrote.
    ///
    /// @throws IllegalArgumentException where it is something else
    public static StsRequest read(String text) {
        var lines = text.lines().limit(MOST_LINES).toList();
        if (lines.size() < 2) {
            throw new IllegalArgumentException("no request");
        }
        var options = EnumSet.noneOf(Option.class);
        var add = new ArrayList<String>();
        var remove = new ArrayList<String>();
        for (var line : lines.subList(2, lines.size())) {
            switch (line.charAt(0)) {
                case '+' -> add.add(line.substring(1));
                case '-' -> remove.add(line.substring(1));
                default -> options.add(Option.valueOf(line));
            }
        }
        return new StsRequest(Action.valueOf(lines.get(0)), lines.get(1), options, add, remove);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(action + "\n" + domain + "\n");
        options.stream().sorted().forEach(option -> text.append(option).append('\n'));
        add.forEach(pattern -> text.append('+').append(pattern).append('\n'));
        remove.forEach(pattern -> text.append('-').append(pattern).append('\n'));
        return text.toString();
    }
}
