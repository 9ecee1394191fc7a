package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that starts the command, with JDKs that only say how they were called.
class LauncherTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(folder.resolve("target"));
        executable(folder.resolve("target/tlsrpt"), Files.readString(Path.of("src/main/launcher/tlsrpt")));
        // The JDKs of this machine are none of the test's business.
        Files.writeString(
                folder.resolve("target/java-home"),
                Files.readString(Path.of("src/main/launcher/java-home"))
                        .replaceAll(
                                "(/usr/lib/jvm|/opt/java|/Library/Java/JavaVirtualMachines|/opt/homebrew)/",
                                "/nowhere/"));
    }

    @Test
    void startsTheJavaOfJavaHomeWhenItIsNewEnough() throws Exception {
        var jdk = jdk("jdk25", "25.0.3");

        assertThat(run(folder.resolve("target/tlsrpt"), jdk, jdk("jdk26", "26")))
                .startsWith(jdk + "/bin/java -XX:AOTCache=" + folder + "/target/lib/tlsrpt.aot ")
                .endsWith(" -cp " + folder + "/target/lib/tlsrpt-command.jar tlsrpt.command.Tlsrpt read a b\n");
    }

    @Test
    void addsTheCollectorsLibrariesForTheCollectorOnly() throws Exception {
        var jdk = jdk("jdk25", "25");

        assertThat(run(folder.resolve("target/tlsrpt"), jdk, jdk, "serve", "--port", "0"))
                .contains(" --enable-native-access=ALL-UNNAMED ")
                .endsWith("/target/lib/tlsrpt-command.jar:" + folder + "/target/lib/host/* tlsrpt.command.Tlsrpt"
                        + " serve --port 0\n");
    }

    /// Else a new command would start without them.
    @Test
    void addsNoneForWhatReadsReportsOnly() throws Exception {
        var jdk = jdk("jdk25", "25");

        for (var command : List.of("read", "ready", "explain", "check", "--version")) {
            assertThat(run(folder.resolve("target/tlsrpt"), jdk, jdk, command)).doesNotContain("/host/*");
        }
        for (var command : List.of("new", "sts")) {
            assertThat(run(folder.resolve("target/tlsrpt"), jdk, jdk, command)).contains("/host/*");
        }
    }

    @Test
    void startsTheJavaOfTheArchiveWhateverElseIsThere() throws Exception {
        Files.move(folder.resolve("target"), folder.resolve("bin"));
        Files.delete(folder.resolve("bin/java-home"));
        Files.createDirectories(folder.resolve("lib/native"));
        jdk("runtime", "25.0.3");
        var jdk = jdk("jdk26", "26");

        assertThat(run(folder.resolve("bin/tlsrpt"), jdk, jdk, "serve"))
                .startsWith(
                        folder + "/bin/../runtime/bin/java -XX:SharedArchiveFile=" + folder + "/bin/../lib/tlsrpt.jsa ")
                .endsWith(" -cp " + folder + "/bin/../lib/tlsrpt-command.jar:" + folder + "/bin/../lib/host/*"
                        + " -Dorg.sqlite.lib.path=" + folder + "/bin/../lib/native tlsrpt.command.Tlsrpt serve\n");
    }

    @Test
    void passesOverAJavaThatIsTooOld() throws Exception {
        assertThat(run(folder.resolve("target/tlsrpt"), jdk("jdk17", "17.0.15"), jdk("jdk26", "26-ea")))
                .startsWith(folder + "/jdk26/bin/java ");
        assertThat(run(folder.resolve("target/tlsrpt"), jdk("jdk17", "17.0.15"), jdk("jdk8", "1.8.0_402")))
                .isEqualTo("""
                        tlsrpt needs Java 25 or newer, and found none.
                        Install one, for instance Temurin 25 from https://adoptium.net, or set JAVA_HOME to it.
                        """);
    }

    @Test
    void findsAJavaInTheFolderOfSdkman() throws Exception {
        jdk(".sdkman/candidates/java/25.0.1-tem", "25.0.1");

        assertThat(run(folder.resolve("target/tlsrpt"), folder, folder))
                .startsWith(folder + "/.sdkman/candidates/java/25.0.1-tem/bin/java ");
    }

    @Test
    void findsItsFolderThroughLinks() throws Exception {
        var bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("direct"), folder.resolve("target/tlsrpt"));
        var relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("bin/direct"));
        var jdk = jdk("jdk25", "25");

        assertThat(run(relative, jdk, jdk)).contains(" -cp " + folder + "/target/lib/tlsrpt-command.jar ");
    }

    private Path jdk(String name, String version) throws IOException {
        var home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Any\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(Files.createDirectories(home.resolve("bin")).resolve("java"), "#!/bin/sh\necho \"$0 $*\"\n");
        return home;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// What it writes to both streams, from another folder than its own.
    private String run(Path launcher, Path javaHome, Path javaOnPath) throws Exception {
        return run(launcher, javaHome, javaOnPath, "read", "a", "b");
    }

    private String run(Path launcher, Path javaHome, Path javaOnPath, String... command) throws Exception {
        var all = new ArrayList<>(List.of(launcher.toString()));
        all.addAll(List.of(command));
        var builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().put("PATH", javaOnPath + "/bin:/usr/bin:/bin");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
