package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli.Result;

/// What `tlsrpt read` makes of what it cannot read, and of what is not a report.
class UnreadableTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void putAReportThere() throws IOException {
        Files.write(
                folder.resolve("good.json"),
                aReport().sts("example.com", "enforce", 5).bytes());
    }

    @Test
    void countsOtherMailsAndFilesOfAFolderWithoutAWord() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "Buy milk.");
        Files.createDirectories(folder.resolve("cur"));
        Files.writeString(folder.resolve("cur/1:2,S"), mail("Lunch?"));

        var result = read(folder);

        assertThat(result.out()).endsWith("\n1 report read, 2 other messages and files ignored.\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void namesWhatClaimsToBeAReportAndIsNot() throws IOException {
        Files.writeString(folder.resolve("broken.json"), "{\"organization-name\":\"Google Inc.\",\"date-range\":{}");

        var result = read(folder);

        assertThat(result.err()).startsWith("FOLDER/broken.json: date-range: ").hasLineCount(1);
        assertThat(result.out()).contains("✓ example.com").endsWith("\n1 report read, 1 unreadable.\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void namesWhateverTheUserNamedAndIsNoReport() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "Buy milk.");
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(folder.resolve("lunch.eml"), mail("Lunch?"));

        var result = read(folder.resolve("notes.txt"), folder.resolve("empty"), folder.resolve("lunch.eml"));

        assertThat(result.err().lines().map(line -> line.substring(0, line.indexOf(": "))))
                .containsExactly("FOLDER/notes.txt", "FOLDER/empty", "FOLDER/lunch.eml");
        assertThat(result.out()).isEqualTo("0 reports read, 3 unreadable.\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void namesTheMessageOfAnMboxThatCannotBeRead() throws IOException {
        var broken = "From a@example.com Mon Mar  2 04:10:00 2026\nSubject: Report Domain: example.com Submitter: "
                + "google.com Report-ID: <1@google.com>\nContent-Type: application/tlsrpt+json\n\n{\"date-range\":\n\n";
        var other = "From b@example.com Mon Mar  2 04:11:00 2026\n" + mail("Lunch?") + "\n";
        Files.writeString(folder.resolve("mails.mbox"), other + broken);

        var result = read(folder.resolve("mails.mbox"));

        assertThat(result.err()).startsWith("FOLDER/mails.mbox: message 2: ").hasLineCount(1);
        assertThat(result.out()).isEqualTo("""
                0 reports read, 1 unreadable, 1 other message or file ignored.
                """);
    }

    @Test
    void readsTheRestWhenAFileIsMissing() {
        var result = read(folder.resolve("missing.json"), folder.resolve("good.json"), "no\0name");

        assertThat(result.err()).isEqualTo("FOLDER/missing.json: no such file\nno\uFFFDname: no such file\n");
        assertThat(result.out()).contains("✓ example.com");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void saysWhatItMayNotRead() throws IOException {
        var secret = Files.writeString(folder.resolve("secret.json"), "{}");
        var secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(secret), "root reads everything");

        assertThat(read(folder).err()).isEqualTo("""
                FOLDER/secret.json: permission denied
                FOLDER/secrets: permission denied
                """);
    }

    @Test
    void followsNoLinkInsideAFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(folder.resolve("same.json"), folder.resolve("good.json"));
        var named = Files.createSymbolicLink(folder.resolve("named.json"), folder.resolve("good.json"));

        assertThat(read(folder).out()).endsWith("\n1 report read.\n");
        assertThat(read(named).out()).endsWith("\n1 report read.\n");
    }

    @Test
    void leavesAloneWhatAMaildirIsStillReceiving() throws IOException {
        for (var name : new String[] {"cur", "new", "tmp"}) {
            Files.createDirectories(folder.resolve(".Reports").resolve(name));
        }
        Files.move(folder.resolve("good.json"), folder.resolve(".Reports/cur/1"));
        Files.writeString(folder.resolve(".Reports/tmp/2"), "{\"organization-name\":\"half");

        var result = read(folder);

        assertThat(result.out()).endsWith("\n1 report read.\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void failsOnFailuresOnlyWhenAskedAndWhenAllWasRead() throws IOException {
        assertThat(read("--fail-on-failures", folder).exit()).isZero();

        Files.write(
                folder.resolve("bad.json"),
                aReport()
                        .sts("example.org", "enforce", 5)
                        .failed("certificate-expired", "mx.example.org", 1)
                        .bytes());

        assertThat(read(folder).exit()).isZero();
        assertThat(read("--fail-on-failures", folder).exit()).isEqualTo(3);
        assertThat(read("--fail-on-failures", "--domain", "example.com", folder).exit())
                .isZero();
        assertThat(read("--fail-on-failures", folder, folder.resolve("missing")).exit())
                .isEqualTo(1);
    }

    @Test
    void refusesACommandLineThatItDoesNotUnderstand() {
        assertThat(read().err()).contains("Missing required parameter: 'PATH'");
        assertThat(read("--from", "yesterday", folder).err()).contains("'yesterday' is not a day such as 2026-03-01");
        assertThat(read("--json", "--csv", folder).exit()).isEqualTo(2);
        assertThat(read("--jsn\u001b[2J", folder).err()).contains("Unknown option: '--jsn\uFFFD[2J'");
        assertThat(new Cli().run("reed").exit()).isEqualTo(2);
    }

    private static String mail(String subject) {
        return "From: a@example.com\nTo: b@example.com\nSubject: " + subject
                + "\nMessage-ID: <1@example.com>\n\nHello.\n";
    }

    private Result read(Object... args) {
        var result = new Cli().run("read", args);
        return new Result(
                result.exit(),
                result.out().replace(folder.toString(), "FOLDER"),
                result.err().replace(folder.toString(), "FOLDER"));
    }
}
