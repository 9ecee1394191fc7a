package tlsrpt.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Spec: <https://systemd.io/CREDENTIALS/>
class CredentialTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void takesASecretFromTheCredentialsOfTheService() throws Exception {
        var credentials = Files.createDirectory(folder.resolve("credentials"));
        Files.writeString(credentials.resolve("password"), "passed on");
        Files.writeString(folder.resolve("password"), "beside the file");
        Files.writeString(folder.resolve("token"), "not passed on");
        Files.writeString(credentials.resolve("secrets_url"), "of a folder");

        assertThat(secret(credentials, "password")).isEqualTo("passed on");
        assertThat(secret(credentials, "./password")).isEqualTo("beside the file");
        assertThat(secret(credentials, "secrets/url")).isEqualTo("of a folder");
        assertThat(secret(credentials, "token")).isEqualTo("not passed on");
    }

    private String secret(Path credentials, String name) throws Exception {
        var file = Files.writeString(folder.resolve("tlsrpt.toml"), "password-file = \"" + name + "\"\n");
        return ConfigFile.read(file, credentials, config -> config.requiredSecret("password-file"));
    }
}
