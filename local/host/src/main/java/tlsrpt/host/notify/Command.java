package tlsrpt.host.notify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tlsrpt.health.Alert;

/// A command of the operator's own. It reads the alert's JSON from standard input; exit code 0 accepts the alert.
final class Command implements Destination {

    private final List<String> words;
    private final Duration timeout;

    Command(List<String> words, Duration timeout) {
        this.words = List.copyOf(words);
        this.timeout = timeout;
    }

    @Override
    public void send(Alert alert) throws DeliveryException, InterruptedException {
        var process = start(alert);
        try {
            var input = Thread.ofVirtual().start(() -> feed(process, alert));
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DeliveryException(
                        words.getFirst() + " did not end within " + timeout.toSeconds() + " seconds and was stopped");
            }
            input.join();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new DeliveryException(words.getFirst() + " ended with exit code " + process.exitValue());
        }
    }

    private Process start(Alert alert) throws DeliveryException {
        var builder = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        environment.put("TLSRPT_SUBJECT", alert.subject());
        environment.put("TLSRPT_DOMAIN", alert.domain());
        environment.put("TLSRPT_SEVERITY", alert.severity().token());
        environment.put("TLSRPT_KIND", alert.kind().token());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new DeliveryException("cannot start " + words.getFirst()
                    + ". Check that the file exists and that this user may execute it.");
        }
    }

    private static void feed(Process process, Alert alert) {
        try (var in = process.getOutputStream()) {
            in.write(alert.json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException | UncheckedIOException _) {
            // A command need not read it.
        }
    }
}
