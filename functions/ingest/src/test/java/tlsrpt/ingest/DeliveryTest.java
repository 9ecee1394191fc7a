package tlsrpt.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tlsrpt.ingest.Collector.DONE;
import static tlsrpt.ingest.Collector.copied;
import static tlsrpt.ingest.Collector.created;
import static tlsrpt.ingest.Collector.message;
import static tlsrpt.ingest.Collector.notification;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.report.Headline;
import tlsrpt.store.HeldReason;
import tlsrpt.table.BucketException;
import tlsrpt.table.TableException;

/// What becomes of messages: done, or delivered again; nothing lost, and nothing tried for ever.
class DeliveryTest {

    private static final byte[] REPORT =
            aReport().sts("example.com", "enforce", 40).bytes();

    private final Collector collector = new Collector();

    @Test
    void recordsWhatS3TellsOf() throws IOException {
        assertThat(collector.take("import/report.json.gz", gzip(REPORT))).isEqualTo(DONE);

        assertThat(collector.report().provenance().objectKey()).isEqualTo("import/report.json.gz");
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    void isPrimedWithoutWritingAnythingEvenWhereAwsFails() {
        collector.fail(Collector.Call.QUERY, 1);
        collector.fail(Collector.Call.PUT, 0);
        collector.fail(Collector.Call.CHANGE, 0);
        collector.fail(Collector.Call.DELETE, 0);
        collector.fail(Collector.Call.TRANSACTION, 0);

        collector.prime();
        assertThat(collector.lines("failed")).isEmpty();
        assertThat(collector.lines("ignored")).singleElement().asString().contains("it no longer exists");

        collector.prime();
        assertThat(collector.lines("ignored")).hasSize(1);
    }

    @Test
    void isPrimedWithAnExampleThatWouldCount() throws IOException {
        try (var example = IngestFunction.class.getResourceAsStream("example.eml")) {
            collector.take("mail/r3h3ars4l", example == null ? new byte[0] : example.readAllBytes());
        }

        assertThat(collector.reports("example.com")).hasSize(1);
    }

    @Test
    void decodesKeys() throws IOException {
        var key = "import/März 2026/a+b, c&d=100%.json";

        assertThat(collector.take(key, REPORT)).isEqualTo(DONE);

        assertThat(collector.report().provenance().objectKey()).isEqualTo(key);
    }

    @Test
    void handsBackOnlyTheMessagesThatFail() throws IOException {
        collector.put(
                "import/a", aReport().id("a").sts("example.com", "enforce", 1).bytes());
        collector.put(
                "import/c", aReport().id("c").sts("example.com", "enforce", 4).bytes());
        collector.bucket.put("import/b", () -> broken(REPORT));

        assertThat(collector.invoke(created("m1", "import/a"), created("m2", "import/b"), created("m3", "import/c")))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(5, 0));
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void handsBackWhatThereIsNoTimeFor() throws IOException {
        collector.put("import/a", REPORT);
        collector.put(
                "import/b", aReport().id("b").sts("example.com", "enforce", 1).bytes());
        Iterator<Integer> left = List.of(10_000, 9_999).iterator();
        collector.millisLeft(left::next);

        assertThat(collector.invoke(created("m1", "import/a"), created("m2", "import/b")))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");

        assertThat(collector.reports("example.com")).hasSize(1);
    }

    @Test
    void readsAloneWhatWasReceivedThreeTimes() throws IOException {
        collector.put("import/a", REPORT);
        collector.put(
                "import/b", aReport().id("b").sts("example.com", "enforce", 1).bytes());

        assertThat(collector.invoke(created("m1", "import/a", 2), created("m2", "import/b", 3)))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");

        assertThat(collector.report().provenance().objectKey()).isEqualTo("import/b");
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void readsWhatIsNearestToBeingGivenUpFirst() throws IOException {
        collector.put("import/a", REPORT);
        collector.put(
                "import/b", aReport().id("b").sts("example.com", "enforce", 1).bytes());

        assertThat(collector.invoke(created("m1", "import/a", 3), created("m2", "import/b", 4)))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
    }

    @Test
    void readsOnlyObjectsOfOurBucket() throws IOException {
        collector.put("import/a", REPORT);

        assertThat(collector.invoke(message("m1", 1, notification("ObjectCreated:Put", "another", "import/a"))))
                .isEqualTo(DONE);

        assertThat(collector.reports("example.com")).isEmpty();
        assertThat(collector.lines("ignored")).singleElement().asString().contains("another bucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-03-02T11:00:00.000Z","Bucket":"raw",\
                "RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXA"}""",
                "",
                "hello",
                "{\"Records\":[{\"eventName\":",
                "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"raw\"},\"object\":{\"key\":\"import/%zz\"}}}]}"
            })
    void letsGoOfMessagesThatTellOfNoObject(String body) throws IOException {
        assertThat(collector.invoke(message("m1", 1, body))).isEqualTo(DONE);
        assertThat(collector.lines("ignored")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail/AMAZON_SES_SETUP_NOTIFICATION", "logs/report.json", "report.json"})
    void ignoresWhatIsNoReport(String key) throws IOException {
        assertThat(collector.take(key, REPORT)).isEqualTo(DONE);

        assertThat(collector.reports("example.com")).isEmpty();
        assertThat(collector.heldKeys()).isEmpty();
        assertThat(collector.lines("ignored")).singleElement().asString().contains(key);
    }

    @Test
    void isDoneWithAnObjectThatIsGone() throws IOException {
        assertThat(collector.invoke(created("m1", "import/a", 3))).isEqualTo(DONE);

        assertThat(collector.lines("ignored")).singleElement().asString().contains("it no longer exists");
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void holdsAnObjectWhoseReadingEndsTheProcess() throws IOException {
        collector.bucket.put("https/2026-03-02/bad", () -> {
            throw new Crash();
        });

        for (int received = 1; received <= 3; received++) {
            var message = created("m1", "https/2026-03-02/bad", received);
            assertThatThrownBy(() -> collector.invoke(message)).isInstanceOf(Crash.class);
        }
        assertThat(collector.invoke(created("m1", "https/2026-03-02/bad", 4))).isEqualTo(DONE);

        var held = collector.held("https/2026-03-02/bad");
        assertThat(held.reason()).isEqualTo(HeldReason.HOSTILE);
        assertThat(held.detail()).contains("did not finish").contains("m1");
        assertThat(collector.lines("held")).hasSize(1);
    }

    @Test
    void readsAnObjectAgainThatOnceEndedTheProcess() throws IOException {
        collector.bucket.put("import/a", () -> {
            throw new Crash();
        });
        assertThatThrownBy(() -> collector.invoke(created("m1", "import/a", 3))).isInstanceOf(Crash.class);
        collector.put("import/a", REPORT);

        assertThat(collector.invoke(created("m2", "import/a", 3))).isEqualTo(DONE);

        assertThat(collector.reports("example.com")).hasSize(1);
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void doesNotTakeAFaultOfS3ForThatOfAnObject() throws IOException {
        collector.put(
                "mail/a",
                aMail().report(aReport().sts("example.com", "enforce", 40).json())
                        .bytes());
        collector.invoke(created("m1", "mail/a"));
        var unsigned = collector.held("mail/a");
        collector.bucket.failure = new BucketException("S3 answered 503", null);

        assertThat(collector.invoke(created("m2", "mail/a", 3))).contains("\"m2\"");
        assertThat(collector.held("mail/a")).isEqualTo(unsigned);

        collector.bucket.failure = null;
        assertThat(collector.invoke(created("m2", "mail/a", 4))).isEqualTo(DONE);
        assertThat(collector.held("mail/a")).isEqualTo(unsigned);
    }

    @ParameterizedTest
    @EnumSource(
            value = Collector.Call.class,
            names = {"GET", "CHANGE", "TRANSACTION", "DELETE"})
    void losesNothingIfTheTableFails(Collector.Call call) throws IOException {
        collector.put("import/a", REPORT);
        collector.fail(call, 0);
        assertThat(collector.invoke(created("m1", "import/a"))).contains("\"m1\"");
        assertThat(collector.lines("failed")).singleElement().asString().contains("connection reset");

        collector.heal();
        assertThat(collector.invoke(created("m1", "import/a", 2))).isEqualTo(DONE);

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    void doesNothingWithoutTheSettings() throws IOException {
        collector.put("import/a", REPORT);
        collector.fail(Collector.Call.QUERY, 0);

        assertThatThrownBy(() -> collector.invoke(created("m1", "import/a"))).isInstanceOf(TableException.class);

        collector.heal();
        assertThat(collector.heldKeys()).isEmpty();
        assertThat(collector.reports("example.com")).isEmpty();
    }

    @Test
    void completesAReportOfWhichAFaultLeftHalf() throws IOException {
        collector.put(
                "import/a",
                aReport()
                        .sts("example.com", "enforce", 40)
                        .sts("sub.example.com", "enforce", 2)
                        .bytes());
        collector.fail(Collector.Call.TRANSACTION, 1);
        assertThat(collector.invoke(created("m1", "import/a"))).contains("\"m1\"");
        assertThat(collector.reports("sub.example.com")).isEmpty();

        collector.heal();
        assertThat(collector.invoke(created("m1", "import/a", 2))).isEqualTo(DONE);

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.sum("sub.example.com")).isEqualTo(new Headline(2, 0));
    }

    @Test
    void holdsAPartOfAReportOnlyWhenTheRestIsRecorded() throws IOException {
        collector.put(
                "import/a",
                aReport()
                        .sts("example.net", "enforce", 2)
                        .sts("example.com", "enforce", 40)
                        .bytes());
        collector.fail(Collector.Call.TRANSACTION, 0);
        assertThat(collector.invoke(created("m1", "import/a"))).contains("\"m1\"");
        assertThat(collector.heldKeys()).isEmpty();
        assertThat(collector.lines("held")).isEmpty();

        collector.heal();
        assertThat(collector.invoke(created("m1", "import/a", 2))).isEqualTo(DONE);

        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
        assertThat(collector.held("import/a").detail()).isEqualTo("example.net is not a listed domain");
    }

    /// Every wrapping that a library of Java reads, which might take the fault for one of the bytes.
    static Stream<Arguments> wrappings() throws IOException {
        var json = aReport().sts("example.com", "enforce", 40).json();
        var mail = aMail().report(json).storedBySes("google.com").bytes();
        var mbox = ("From google Mon Mar  2 11:22:33 2026\n" + new String(mail, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        var zip = new ByteArrayOutputStream();
        try (var archive = new ZipOutputStream(zip)) {
            archive.putNextEntry(new ZipEntry("report.json"));
            archive.write(REPORT);
        }
        return Stream.of(
                arguments("json", REPORT),
                arguments("gzip", gzip(REPORT)),
                arguments("mail", mail),
                arguments("mbox", mbox),
                arguments("zip", zip.toByteArray()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrappings")
    void readsAgainWhatBrokeOffInTheMiddle(String wrapping, byte[] bytes) throws IOException {
        collector.bucket.put("import/a", () -> broken(bytes));

        assertThat(collector.invoke(created("m1", "import/a"))).as(wrapping).contains("\"m1\"");
        assertThat(collector.heldKeys()).isEmpty();

        collector.put("import/a", bytes);
        assertThat(collector.invoke(created("m1", "import/a", 2))).isEqualTo(DONE);
        assertThat(collector.sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    void releasesWhatIsRecordedAfterACopy() throws IOException {
        collector.domains("example.net");
        collector.take("https/2026-03-02/a", REPORT);
        assertThat(collector.held("https/2026-03-02/a").reason()).isEqualTo(HeldReason.NOT_OUR_DOMAIN);

        collector.domains("example.com");
        assertThat(collector.invoke(copied("m2", "https/2026-03-02/a"))).isEqualTo(DONE);

        assertThat(collector.reports("example.com")).hasSize(1);
        assertThat(collector.heldKeys()).isEmpty();
    }

    @Test
    void releasesWhatIsRecordedWhenItIsImportedAnew() throws IOException {
        collector.domains("example.net");
        collector.take("import/a", REPORT);
        assertThat(collector.heldKeys()).containsExactly("import/a");

        collector.domains("example.com");
        collector.take("import/a", REPORT);

        assertThat(collector.heldKeys()).isEmpty();
    }

    /// Half of it, then the connection breaks.
    private static InputStream broken(byte[] bytes) {
        return new SequenceInputStream(
                new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length / 2)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("Premature EOF");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        return read();
                    }
                });
    }

    /// The process ends here.
    private static final class Crash extends Error {

        private static final long serialVersionUID = 1;
    }
}
