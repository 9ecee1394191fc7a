package tlsrpt.host.config;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;

/// A configuration file in TOML. Every problem is found before any is reported.
public final class ConfigFile {

    /// Makes a value of the file.
    public interface Reader<T> {
        T read(ConfigTable table);
    }

    private ConfigFile() {}

    /// Reads a file.
    ///
    /// @param reader asks for every key that it knows; any other in the file is a problem
    public static <T> T read(Path file, Reader<T> reader) throws IOException, ConfigException {
        var credentials = System.getenv("CREDENTIALS_DIRECTORY");
        return read(file, credentials == null ? null : Path.of(credentials), reader);
    }

    static <T> T read(Path file, @Nullable Path credentials, Reader<T> reader) throws IOException, ConfigException {
        var problems = new Problems(file);
        var toml = Toml.parse(file);
        toml.errors().forEach(error -> problems.add(error.position(), String.valueOf(error.getMessage())));
        problems.throwIfAny();
        var table = new ConfigTable(toml, file, credentials, null, problems);
        var value = reader.read(table);
        table.refuseOtherKeys();
        problems.throwIfAny();
        return value;
    }
}
