package tlsrpt.host;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import tlsrpt.cli.Documents;
import tlsrpt.console.Check;
import tlsrpt.host.config.ConfigException;

/// Loads the configuration again while the collector runs. What cannot change then waits for a restart, and is named; a
/// file with a problem changes nothing.
final class Reload {

    private static final String AGAIN = "fix the file, then load it again: systemctl reload tlsrpt, or kill -HUP";

    private final Path file;
    private final Clock clock;
    private final HostConfig started;
    private final Predicate<String> isOption;
    private final Collector collector;
    private final HttpHost http;
    private final Announcer out;

    /// @param started the configuration that the collector was started with
    /// @param isOption whether the command line has an option, which then overrides the file
    Reload(
            Path file,
            Clock clock,
            HostConfig started,
            Predicate<String> isOption,
            Collector collector,
            HttpHost http,
            Announcer out) {
        this.file = file;
        this.clock = clock;
        this.started = started;
        this.isOption = isOption;
        this.collector = collector;
        this.http = http;
        this.out = out;
    }

    /// Loads it at each signal of that name, where this system has it.
    ///
    /// By reflection, as the compiler warns of this class, and there is no other.
    void at(String signal) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var listener = Class.forName("sun.misc.SignalHandler");
            var handler = Proxy.newProxyInstance(
                    listener.getClassLoader(), new Class<?>[] {listener}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            now();
                            return null;
                        }
                        return method.invoke(this, arguments);
                    });
            type.getMethod("handle", type, listener)
                    .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
        } catch (ReflectiveOperationException e) {
            out.trouble("the configuration cannot be loaded again without a restart: " + e);
        }
    }

    synchronized void now() {
        try {
            apply(HostConfig.read(file, clock));
        } catch (ConfigException e) {
            refuse(e.problems());
        } catch (IOException e) {
            refuse(List.of("cannot read " + file + ": " + Documents.reason(e)));
        }
    }

    private void refuse(List<String> problems) {
        problems.forEach(problem -> out.trouble("the configuration was not reloaded: " + problem));
        collector.noteConfiguration(new Check(
                "configuration",
                file.toString(),
                "was not reloaded, so the previous one stays in use: " + String.join("; ", problems),
                AGAIN));
    }

    private void apply(HostConfig config) {
        if (!isOption.test("--domains") || !isOption.test("--count-unsigned")) {
            var settings = collector.settings();
            collector.count(
                    isOption.test("--domains") ? settings.domains() : counted(config.domains()),
                    isOption.test("--count-unsigned")
                            ? settings.countUnsigned()
                            : config.countUnsigned().orElse(false));
        }
        config.retention().ifPresent(collector::keep);
        if (!isOption.test("--floor")) {
            collector.room().keepFree(config.floorBytes());
        }
        if (!isOption.test("--host")) {
            http.goBy(config.hosts());
        }
        collector.sendTo(config.channels());
        var waiting = started.changesIn(config);
        if (waiting.isEmpty()) {
            out.say("loaded", file.toString());
            collector.noteConfiguration(null);
        } else {
            var names = String.join(", ", waiting);
            out.say("loaded", file + "; these changes require a restart: " + names);
            collector.noteConfiguration(new Check(
                    "configuration",
                    file.toString(),
                    "these changes require a restart: " + names,
                    "restart the collector: systemctl restart tlsrpt"));
        }
    }

    /// Returns the domains to count of those in a file.
    static List<String> counted(List<String> domains) {
        return domains.isEmpty()
                ? List.of("*")
                : domains.stream()
                        .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                        .toList();
    }
}
