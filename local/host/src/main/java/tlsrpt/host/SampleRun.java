package tlsrpt.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.TextFormat;

/// Shows a collector at work: mails of a folder go into its inbox, everything else is POSTed, then the totals are told.
/// Their days are moved, so that the latest is yesterday, and each waits for the one before, as senders do.
final class SampleRun {

    private final Collector collector;
    private final URI host;
    private final Announcer out;

    SampleRun(Collector collector, URI host, Announcer out) {
        this.collector = collector;
        this.host = host;
        this.out = out;
    }

    void run(Path folder) throws IOException, InterruptedException {
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files = listed.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(eml|json|gz)"))
                    .sorted()
                    .toList();
        }
        var yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        var days = SampleDays.ending(yesterday, files);
        out.remark("Samples   " + TextFormat.count(files.size(), "file") + " of sample reports, with dates moved by "
                + days.moved() + " to end yesterday, " + yesterday);
        out.remark("          The sample messages are unsigned. They count here, as with --count-unsigned.");
        var byDay = new TreeMap<LocalDate, List<Path>>();
        for (var file : files) {
            byDay.computeIfAbsent(SampleDays.day(file), _ -> new ArrayList<>()).add(file);
        }
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            for (var day : byDay.values()) {
                takeIn(day, days, http);
            }
        }
        out.remark("");
        collector.status().totals().lines().forEach(out::remark);
        out.remark("");
        out.remark("See it at " + host + "/");
    }

    private void takeIn(List<Path> files, SampleDays days, HttpClient http) throws IOException, InterruptedException {
        var mails = new ArrayList<Path>();
        for (var file : files) {
            var name = String.valueOf(file.getFileName());
            if (name.endsWith(".eml")) {
                mails.add(drop(name, days.of(file)));
            } else {
                var post = HttpRequest.newBuilder(host.resolve("/v1/tlsrpt"))
                        .POST(BodyPublishers.ofByteArray(days.of(file)))
                        .build();
                var answer = http.send(post, BodyHandlers.ofString());
                out.remark("POST      " + ForeignText.line(name) + "  " + answer.statusCode() + " "
                        + answer.body().strip());
            }
        }
        while (mails.stream().anyMatch(Files::exists) || !collector.isIdle()) {
            Thread.sleep(50);
        }
    }

    private Path drop(String name, byte[] mail) throws IOException {
        var unfinished = Files.createTempFile(collector.data().scratch(), "sample", null);
        Files.write(unfinished, mail);
        return Files.move(unfinished, collector.data().inbox().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
