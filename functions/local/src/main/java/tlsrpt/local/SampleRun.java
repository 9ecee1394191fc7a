package tlsrpt.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;

/// Shows a collector at work: mails of a folder go into its inbox, everything else is POSTed, then the totals are told.
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
        var mails = new ArrayList<Path>();
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .build();
                var files = Files.list(folder)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                if (name.endsWith(".eml")) {
                    mails.add(drop(file));
                } else if (name.endsWith(".json") || name.endsWith(".gz")) {
                    var post = HttpRequest.newBuilder(host.resolve("/v1/tlsrpt"))
                            .POST(BodyPublishers.ofFile(file))
                            .build();
                    var answer = http.send(post, BodyHandlers.ofString());
                    out.say("POST      " + ForeignText.line(name) + "  " + answer.statusCode() + " "
                            + answer.body().strip());
                }
            }
        }
        while (mails.stream().anyMatch(Files::exists) || !collector.isIdle()) {
            Thread.sleep(50);
        }
        out.say("");
        collector.status().totals().lines().forEach(out::say);
        out.say("");
        out.say("See it at " + host + "/");
    }

    private Path drop(Path mail) throws IOException {
        var unfinished = Files.createTempFile(collector.data().scratch(), "sample", null);
        Files.copy(mail, unfinished, StandardCopyOption.REPLACE_EXISTING);
        return Files.move(
                unfinished, collector.data().inbox().resolve(mail.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
}
