package tlsrpt.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// JavaScript modules as one script. Each becomes a function that returns what the module exports.
///
/// It reads the form in which the page's modules are written: imports by name, and exports at a declaration.
final class ScriptBundle {

    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{ ([^}]*) } from '\\./([a-z]+)\\.js';$");
    private static final Pattern EXPORT =
            Pattern.compile("(?m)^export ((?:async function|function|class|const|let) (\\w+))");
    private static final Pattern OTHER =
            Pattern.compile("(?m)^(?:import|export)\\b.*$|\\bimport\\(|\\bimport\\.meta\\b");

    private final StringBuilder text = new StringBuilder();
    private final List<String> added = new ArrayList<>();

    /// @throws IllegalArgumentException if the module imports from one that was not added before it, or is written in
    ///     another form
    void add(String name, String module) {
        var imported = IMPORT.matcher(module).replaceAll(this::destructured);
        var exports = new ArrayList<String>();
        var body = EXPORT.matcher(imported).replaceAll(match -> {
            exports.add(match.group(2));
            return match.group(1);
        });
        var other = OTHER.matcher(body);
        if (other.find()) {
            throw new IllegalArgumentException(name + ".js: " + other.group());
        }
        text.append("const $").append(name).append(" = (() => {\n").append(body);
        text.append("return { ").append(String.join(", ", exports)).append(" };\n})();\n");
        added.add(name);
    }

    private String destructured(MatchResult match) {
        if (!added.contains(match.group(2))) {
            throw new IllegalArgumentException(match.group() + " comes before " + match.group(2) + ".js");
        }
        return "const { " + match.group(1).replace(" as ", ": ") + " } = \\$" + match.group(2) + ";";
    }

    String text() {
        return text.toString();
    }
}
