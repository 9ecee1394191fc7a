package tlsrpt.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks and prints one table. Arguments pick benchmarks by their names.
public final class Bench {

    private static final Map<String, String> WHAT = new LinkedHashMap<>();

    static {
        WHAT.put("jsonTokens", "1.3 kB JSON, token walk");
        WHAT.put("json", "1.3 kB JSON");
        WHAT.put("zipped", "the same, gzipped");
        WHAT.put("mail", "the same, as a mail");
        WHAT.put("storedMail", "the same, as SES stores it");
        WHAT.put("signedMail", "the same mail, signed");
        WHAT.put("dkim", "its DKIM verified, key at hand");
        WHAT.put("largeTokens", "20,000 details, token walk");
        WHAT.put("large", "20,000 details");
    }

    private Bench() {}

    public static void main(String[] names) throws RunnerException {
        var options = new OptionsBuilder()
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");
        for (var name : names.length == 0 ? WHAT.keySet().toArray(new String[0]) : names) {
            options.include("ReadBench\\." + name + "$");
        }
        print(System.out, List.copyOf(new Runner(options.build()).run()));
    }

    private static void print(PrintStream out, List<RunResult> results) {
        out.printf("%-28s %12s %10s %14s%n", "", "µs", "±", "bytes allocated");
        for (var entry : WHAT.entrySet()) {
            for (var result : results) {
                if (result.getParams().getBenchmark().endsWith("." + entry.getKey())) {
                    var time = result.getPrimaryResult();
                    out.printf(
                            "%-28s %12.2f %10.2f %,14.0f%n",
                            entry.getValue(),
                            time.getScore(),
                            time.getScoreError(),
                            Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                                    .getScore());
                }
            }
        }
    }
}
