package tlsrpt.host.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import tlsrpt.cli.Spelling;

/// A table of the file. Each getter makes its key known, and notes a problem where the value is of no use; it then
/// returns what an absent key has, as the file will not be used.
public final class ConfigTable {

    private final @Nullable Path credentials;
    private final TomlTable table;
    private final Path file;
    private final @Nullable TomlPosition position;
    private final Problems problems;
    private final Set<String> known = new TreeSet<>();

    /// @param credentials where systemd puts the secrets of a service; `null` where it starts none
    ConfigTable(
            TomlTable table,
            Path file,
            @Nullable Path credentials,
            @Nullable TomlPosition position,
            Problems problems) {
        this.credentials = credentials;
        this.table = table;
        this.file = file;
        this.position = position;
        this.problems = problems;
    }

    public Optional<String> text(String key) {
        return value(key, String.class, "a text in quotes").filter(text -> {
            if (text.isBlank()) {
                problem(key, "'" + key + "' is empty");
            }
            return !text.isBlank();
        });
    }

    /// Returns a text that must be there.
    public String requiredText(String key) {
        return text(key).orElseGet(() -> missing(key));
    }

    /// Returns a text after a conversion that may refuse it.
    ///
    /// @param conversion throws `IllegalArgumentException` with the reason
    public <T> Optional<T> converted(String key, Function<String, T> conversion) {
        return text(key).flatMap(text -> convert(key, text, conversion));
    }

    public Optional<Boolean> flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    public Optional<Long> number(String key, long least, long most) {
        return value(key, Long.class, "a number").filter(n -> {
            boolean fits = n >= least && n <= most;
            if (!fits) {
                problem(key, "'" + key + "' must be from " + least + " to " + most + ", not " + n);
            }
            return fits;
        });
    }

    /// Returns a list of strings; empty if the key is absent. One text stands for a list of one.
    public List<String> texts(String key) {
        known.add(key);
        if (value(key) instanceof String text) {
            return List.of(text);
        }
        var texts = new ArrayList<String>();
        for (var element : value(key, TomlArray.class, "a list of strings")
                .map(TomlArray::toList)
                .orElse(List.of())) {
            if (element instanceof String text && !text.isBlank()) {
                texts.add(text);
            } else {
                problem(key, "'" + key + "' must be a list of strings");
            }
        }
        return texts;
    }

    /// Returns a list of strings after a conversion that may refuse each.
    public <T> List<T> converted(String key, Function<String, T> conversion, List<T> absent) {
        var texts = texts(key);
        return texts.isEmpty()
                ? absent
                : texts.stream()
                        .flatMap(text -> convert(key, text, conversion).stream())
                        .toList();
    }

    /// Returns a path; a relative one is relative to the folder of the configuration.
    public Optional<Path> path(String key) {
        return text(key).map(file::resolveSibling);
    }

    /// Returns the secret in a file that the key names, without the white space around it.
    public Optional<String> secret(String key) {
        return secretFile(key).flatMap(secret -> {
            try {
                return Optional.of(secret.read());
            } catch (IOException _) {
                return Optional.empty(); // noted already
            }
        });
    }

    /// Returns the file of a secret that the key names. A relative path is relative to the folder of the
    /// configuration; it is first looked for among systemd's credentials, where `LoadCredential=secrets:FOLDER` has
    /// `secrets/name` as `secrets_name`.
    public Optional<SecretFile> secretFile(String key) {
        return text(key).flatMap(name -> {
            var secret = new SecretFile(credential(name).orElseGet(() -> file.resolveSibling(name)));
            try {
                secret.read();
                return Optional.of(secret);
            } catch (IOException e) {
                problem(key, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        });
    }

    private Optional<Path> credential(String name) {
        return Optional.ofNullable(credentials)
                .filter(_ -> !name.startsWith("/") && !name.startsWith("."))
                .map(folder -> folder.resolve(name.replace('/', '_')))
                .filter(Files::exists);
    }

    public String requiredSecret(String key) {
        return secret(key).orElseGet(() -> missing(key));
    }

    /// Returns the tables of a list, such as `[[channel]]`.
    public List<ConfigTable> tables(String key) {
        known.add(key);
        var tables = new ArrayList<ConfigTable>();
        var array = value(key, TomlArray.class, "written as [[" + key + "]]").orElse(null);
        for (int i = 0; array != null && i < array.size(); i++) {
            if (array.get(i) instanceof TomlTable each) {
                tables.add(new ConfigTable(each, file, credentials, array.inputPositionOf(i), problems));
            } else {
                problem(key, "'" + key + "' must be written as [[" + key + "]]");
            }
        }
        return tables;
    }

    /// Returns a table of its own, such as `[imap]`.
    public Optional<ConfigTable> table(String key) {
        return value(key, TomlTable.class, "written as [" + key + "]")
                .map(each -> new ConfigTable(each, file, credentials, table.inputPositionOf(List.of(key)), problems));
    }

    /// Returns a value of any kind as a text that is equal for equal values; empty if the key is absent.
    public Optional<String> source(String key) {
        return Optional.ofNullable(value(key)).map(value -> switch (value) {
            case TomlTable inner -> inner.toJson();
            case TomlArray list -> list.toJson();
            default -> value.toString();
        });
    }

    public boolean has(String key) {
        return value(key) != null;
    }

    /// Notes that every other key of the table is unknown.
    public void refuseOtherKeys() {
        for (var key : table.keySet()) {
            if (!known.contains(key)) {
                problem(
                        key,
                        "unknown key '" + key + "'. Did you mean '"
                                + Spelling.closestFirst(key, known).getFirst() + "'?");
            }
        }
    }

    /// Notes a problem at a key, or at the table's beginning if the key is absent.
    public void problem(String key, String text) {
        var at = table.inputPositionOf(List.of(key));
        problems.add(at == null ? position : at, text);
    }

    private String missing(String key) {
        if (value(key) == null) {
            problem(key, "'" + key + "' is missing");
        }
        return "";
    }

    private <T> Optional<T> convert(String key, String text, Function<String, T> conversion) {
        try {
            return Optional.of(conversion.apply(text));
        } catch (IllegalArgumentException e) {
            problem(key, "'" + key + "' " + e.getMessage());
            return Optional.empty();
        }
    }

    private <T> Optional<T> value(String key, Class<T> type, String what) {
        known.add(key);
        var value = value(key);
        if (value != null && !type.isInstance(value)) {
            problem(key, "'" + key + "' must be " + what);
            return Optional.empty();
        }
        return Optional.ofNullable(type.cast(value));
    }

    private @Nullable Object value(String key) {
        return table.get(List.of(key));
    }
}
