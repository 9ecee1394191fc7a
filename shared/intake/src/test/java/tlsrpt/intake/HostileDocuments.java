package tlsrpt.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;
import tlsrpt.testkit.MailText;

/// Opens documents that are made to take long or to fill the memory, each once, and prints the outcome. The
/// documents are streams that hold no bytes, so that the heap is the intake's own.
final class HostileDocuments {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int MB = 1 << 20;
    private static final String BASE64 = "Content-Transfer-Encoding: base64\r\n\r\n";
    private static final String QUOTED = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    private static final String MULTIPART =
            "TLS-Report-Domain: a.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";

    private static final String DETAILS = Opens.REPORT.replace("}}]}", "},\"failure-details\":[");
    private static final String SMALLEST =
            "{\"date-range\":{\"start-datetime\":\"2026-03-01T00:00:00Z\",\"end-datetime\":\"2026-03-01T23:59:59Z\"},"
                    + "\"policies\":[{}]},";

    private HostileDocuments() {}

    public static void main(String[] args) throws IOException {
        open("a report, to warm up", stream(Opens.REPORT));
        var zeros = zipped("", 200);
        open("a gzip of 200 MB of zeros", bytes(zeros));
        open("a gzip of 20 MB in one JSON string", bytes(zipped("{\"organization-name\":\"", 20)));
        open("a gzip of 200 MB in a gzip", bytes(MailText.gzip(zeros)));
        open("a gzip of 50 MB of mail", bytes(zipped(MULTIPART, 50)));
        open("a gzip of 50 MB of mbox", bytes(zipped("From a 00:00\n" + MULTIPART, 50)));
        open("a gzip of 15 MB of details", bytes(details()));
        open("a gzip of 15 MB of details, four times", bytes(zip(4, details(), 1)));
        open("20 MB of details", repeated(DETAILS, "{},", 20 * MB));
        open("15 MB of details", repeated(DETAILS, "{},", 15 * MB));
        open("15 MB of policies", repeated("{\"policies\":[", "{},", 15 * MB));
        open(
                "15 MB of lines of a policy",
                repeated("{\"policies\":[{\"policy\":{\"policy-string\":[", "\"\",", 15 * MB));
        open("15 MB of reports", repeated("[", Opens.REPORT + ",", 15 * MB));
        open(
                "15 MB of small reports in a mail",
                repeated(MULTIPART, "--b\r\n\r\n[" + SMALLEST.repeat(900) + "{}]\r\n", 15 * MB));
        open("a report of 20,000 details", details(20_000));
        open("a report of 100,000 details", details(100_000));
        open("a report of 250,000 details", details(250_000));
        open("15 MB of brackets", repeated("", "[", 15 * MB));
        open("a text of 15 MB", repeated("{\"policies\":[{\"policy\":{\"mx-host\":\"", "mx:", 15 * MB));
        open("15 MB of details, plain but for the last", endingWith("{\"result-type\":\"\\u0061\"}]}]}"));
        open("15 MB of details, the last no UTF-8", endingWith("{\"result-type\":\"\u00ff\"}]}]}"));
        open("15 MB of details, the last cut off", endingWith("{\"result-type\":\"\u00ff"));
        open("a zip of 100 members of 1 MB", bytes(zip(100, new byte[MB], 1)));
        open("a zip of one member of 50 MB", bytes(zip(1, new byte[MB], 50)));
        open("a mail of 400 MB", repeated(MULTIPART, "x".repeat(76) + "\r\n", 400 * MB));
        open("a mail of 400 MB in one line", repeated(MULTIPART, "x", 400 * MB));
        open("400 MB of JSON in a mail", repeated(MULTIPART + "--b\r\n\r\n[", "1,", 400 * MB));
        open("400 MB of base64 of JSON", repeated(MULTIPART + "--b\r\n" + BASE64 + "W3sg", "ICAg", 400 * MB));
        open("400 MB of base64 of nothing", repeated(MULTIPART + "--b\r\n" + BASE64, "....", 400 * MB));
        open("400 MB of blanks in quoted-printable", repeated(MULTIPART + "--b\r\n" + QUOTED + "x", " ", 400 * MB));
        open("400 MB of soft line breaks", repeated(MULTIPART + "--b\r\n" + QUOTED, "=\r\n", 400 * MB));
        open(
                "400 MB of encoded message",
                repeated(MULTIPART + "--b\r\nContent-Type: message/rfc822\r\n" + BASE64, "QTogYg==", 400 * MB));
        open("a header of 400 MB", repeated("", "A: b\r\n", 400 * MB));
        open("a header field of 400 MB", repeated("A: b\r\n", " x\r\n", 400 * MB));
        open("a header line of 400 MB", repeated("Subject: ", "x", 400 * MB));
        open("a million parts", repeated(MULTIPART, "--b\r\n\r\n", 40 * MB));
        open("a million messages in a message", repeated("", "Content-Type: message/rfc822\r\n\r\n", 40 * MB));
        open("multiparts in multiparts", multiparts(30, "=_part_"));
        open("boundaries of hyphens", multiparts(12, "-".repeat(60)));
        open("one boundary of 60 hyphens", multiparts(1, "-".repeat(60)));
        open("one boundary of 40 hyphens", multiparts(1, "-".repeat(40)));
        open("a boundary of 60,000 characters", multiparts(1, "-".repeat(60_000)));
        open("an address of a million parentheses", repeated("From: ", "(\r\n ", 400 * MB));
        var letters = "\u00e5\u009f\u009f".repeat(80);
        var fields = "Subject: Report Domain: " + letters + " Submitter: " + "=?a?q?".repeat(100)
                + "\r\nTLS-Report-Domain: " + letters + "\r\nContent-Type: application/x;" + " a*0*=b;".repeat(100)
                + "\r\nContent-Disposition: x; filename*=utf-8''a!" + letters + "!1!2\r\n\r\n";
        open(
                "messages with costly fields",
                repeated(
                        MULTIPART,
                        "--b\r\nContent-Type: message/rfc822\r\n\r\n" + fields + "[" + SMALLEST.repeat(10) + "{}]\r\n",
                        40 * MB));
        open("gzips of nothing in a row", repeated("", MailText.latin1(MailText.gzip(new byte[0])), 40 * MB));
        open("an mbox of empty messages", repeated("", "From a 00:00\n\n", 40 * MB));
        open("an mbox of short messages", repeated("", "From a 00:00\n" + "A: b\n".repeat(100) + "\n", 40 * MB));
        open(
                Transport.HTTPS,
                "an mbox of claims, POSTed",
                repeated("", "From a 00:00\n" + MULTIPART + "--b\r\n\r\n[]\r\n".repeat(50), 40 * MB));
        open(
                Transport.HTTPS,
                "an mbox of boundaries, POSTed",
                repeated(
                        "",
                        "From a 00:00\n" + MULTIPART.replace("=b", "=" + "-".repeat(60) + "A") + "-".repeat(MB) + "\n",
                        40 * MB));
        open(Transport.HTTPS, "a gzip of 100 MB of mbox, POSTed", bytes(mbox()));
        open("400 MB of brackets", repeated("", "[", 400 * MB));
        open("400 MB of blanks", repeated("", " ", 400 * MB));
        open("400 MB of zeros", repeated("", "\0", 400 * MB));
        open("400 MB of gzip in base64", repeated("H4sI", "AAAA", 400 * MB));
    }

    private static void open(String what, InputStream in) throws IOException {
        open(Transport.MAIL, what, in);
    }

    private static void open(Transport transport, String what, InputStream in) throws IOException {
        var intake = new Intake(new ReportReader(Clock.systemUTC()));
        var counts = new int[2];
        var last = new OpenedDocument[1];
        long start = CPU.getCurrentThreadCpuTime();
        intake.open(transport, "", in, opened -> {
            last[0] = opened;
            counts[0]++;
            counts[1] += opened.delivered().size();
        });
        System.out.printf(
                "%5d ms  %-40s %d opened, %d delivered, %s%n",
                (CPU.getCurrentThreadCpuTime() - start) / 1_000_000,
                what,
                counts[0],
                counts[1],
                last[0].faults().stream().limit(2).map(Fault::message).toList());
    }

    private static InputStream multiparts(int depth, String boundary) {
        var header = new StringBuilder("TLS-Report-Domain: a.example\r\n");
        for (int i = 0; i < depth; i++) {
            var own = boundary + (char) ('A' + i);
            header.append("Content-Type: multipart/mixed; boundary=\"")
                    .append(own)
                    .append("\"\r\n\r\n--")
                    .append(own)
                    .append("\r\n");
        }
        return repeated(header + "\r\n", "-", 39 * MB);
    }

    /// 15 MB in so many details.
    private static InputStream details(int count) {
        var detail = "{\"result-type\":\"%s\",\"failed-session-count\":1},".formatted("x".repeat(15 * MB / count - 46));
        return new SequenceInputStream(repeated(DETAILS, detail, (long) count * detail.length()), stream("{}]}]}"));
    }

    private static InputStream endingWith(String end) {
        var detail = "{\"result-type\":\"%s\",\"failed-session-count\":1},".formatted("x".repeat(1000));
        return new SequenceInputStream(repeated(DETAILS, detail, 15_000L * detail.length()), stream(end));
    }

    private static InputStream stream(String text) {
        return bytes(MailText.latin1(text));
    }

    private static InputStream bytes(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static InputStream repeated(String start, String text, long length) {
        return new SequenceInputStream(
                stream(start), new Repeated(MailText.latin1(text.repeat(1 + 4096 / text.length())), length));
    }

    private static byte[] details() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(MailText.latin1(DETAILS));
            for (int i = 0; i < 5000; i++) {
                gzip.write(MailText.latin1("{},".repeat(1000)));
            }
            gzip.write(MailText.latin1("{}]}]}"));
        }
        return bytes.toByteArray();
    }

    /// 100 MB that differ as much as they must to be no bomb.
    private static byte[] mbox() throws IOException {
        var random = new Random(1);
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 100 * MB / 2000; i++) {
                gzip.write(MailText.latin1("From a 00:00\nA: b\n\n" + random.nextLong() + "x".repeat(1960) + "\n"));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zipped(String start, int megabytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(MailText.latin1(start));
            for (int i = 0; i < megabytes; i++) {
                gzip.write(new byte[MB]);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(int members, byte[] content, int times) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < members; i++) {
                zip.putNextEntry(new ZipEntry("member" + i));
                for (int j = 0; j < times; j++) {
                    zip.write(content);
                }
            }
        }
        return bytes.toByteArray();
    }

    /// The same bytes over and over.
    private static final class Repeated extends InputStream {

        private final byte[] unit;
        private final long length;
        private long at;

        Repeated(byte[] unit, long length) {
            this.unit = unit;
            this.length = length;
        }

        @Override
        public int read() {
            return at >= length ? -1 : unit[(int) (at++ % unit.length)] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int wanted) {
            if (at >= length) {
                return -1;
            }
            int start = (int) (at % unit.length);
            int n = (int) Math.min(Math.min(wanted, unit.length - start), length - at);
            System.arraycopy(unit, start, into, offset, n);
            at += n;
            return n;
        }
    }
}
