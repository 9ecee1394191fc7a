package tlsrpt.bench;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import tlsrpt.intake.DkimCheck;
import tlsrpt.intake.Intake;
import tlsrpt.intake.KeyLookup;
import tlsrpt.intake.Verdict;
import tlsrpt.report.Reading;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Transport;
import tlsrpt.testkit.DkimSigner;

/// Reads one report, warm, on one core; beside it a bare token walk of the same JSON, the least that reading can take.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadBench {

    private final JsonFactory tokens = new JsonFactory();
    private final ReportReader reader = new ReportReader(Clock.systemUTC());
    private final Intake intake = new Intake(reader);
    private final byte[] json = Samples.json();
    private final byte[] zipped = Samples.zipped();
    private final byte[] mail = Samples.mail();
    private final byte[] storedMail = Samples.storedMail();
    private final byte[] signedMail = Samples.signedMail();
    private final DkimCheck dkim =
            new DkimCheck(_ -> new KeyLookup.Answer.Records(List.of(DkimSigner.GOOGLE.keyRecord())));
    private final byte[] large = Samples.large();

    @Benchmark
    public int jsonTokens() throws IOException {
        return walk(json);
    }

    @Benchmark
    public List<Reading> json() {
        return reader.read(json);
    }

    @Benchmark
    public void zipped(Blackhole hole) throws IOException {
        open(zipped, hole);
    }

    @Benchmark
    public void mail(Blackhole hole) throws IOException {
        open(mail, hole);
    }

    @Benchmark
    public void storedMail(Blackhole hole) throws IOException {
        open(storedMail, hole);
    }

    @Benchmark
    public void signedMail(Blackhole hole) throws IOException {
        open(signedMail, hole);
    }

    /// What verification adds to it, the key at hand.
    @Benchmark
    public Verdict dkim() throws IOException {
        var verdict = dkim.check(new ByteArrayInputStream(signedMail), Instant.EPOCH);
        if (!(verdict instanceof Verdict.Verified)) {
            throw new IllegalStateException(verdict.toString());
        }
        return verdict;
    }

    @Benchmark
    public int largeTokens() throws IOException {
        return walk(large);
    }

    @Benchmark
    public List<Reading> large() {
        return reader.read(large);
    }

    private void open(byte[] document, Blackhole hole) throws IOException {
        intake.open(Transport.MAIL, "mail/0123456789", new ByteArrayInputStream(document), opened -> {
            if (opened.delivered().isEmpty()) {
                throw new IllegalStateException(opened.toString());
            }
            hole.consume(opened);
        });
    }

    private int walk(byte[] document) throws IOException {
        int count = 0;
        try (var parser = tokens.createParser(document)) {
            while (parser.nextToken() != null) {
                count++;
            }
        }
        return count;
    }
}
