package tlsrpt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.console.Check;
import tlsrpt.console.LocalDoctor;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.mail.Receiver;
import tlsrpt.host.mail.ReceiverException;
import tlsrpt.posture.TlsRptRecord;
import tlsrpt.posture.look.Dns;
import tlsrpt.posture.look.Resolvers;

/// Looks at what is around a collector on this machine, and says what to do about what is wrong.
public final class HostDoctor implements LocalDoctor {

    private static final Path USUAL = Path.of("/etc/tlsrpt/tlsrpt.toml");
    private static final Path DATA = Path.of("tlsrpt-data");

    private final Clock clock;

    public HostDoctor(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Path examine(@Nullable Path file, @Nullable Path data, Consumer<Check> found)
            throws IOException, InterruptedException {
        var named = file == null && Files.exists(USUAL) ? USUAL : file;
        if (named == null) {
            found.accept(Check.well("configuration", "", "no configuration file; pass one with --config"));
            return data == null ? DATA : data;
        }
        HostConfig config;
        try {
            config = HostConfig.read(named, clock);
        } catch (ConfigException e) {
            e.problems()
                    .forEach(problem -> found.accept(new Check(
                            "configuration", "", problem, "edit the file; docs/configuration.md describes all keys")));
            return data == null ? DATA : data;
        }
        found.accept(Check.well("configuration", named.toString(), "is valid"));
        records(config, found);
        for (var way : config.allWays()) {
            found.accept(test(way));
        }
        if (config.channels().isEmpty()) {
            found.accept(new Check(
                    "channel", "", "no one receives alerts", "add a [[channel]], as docs/configuration.md shows"));
        }
        return data == null ? config.data().orElse(DATA) : data;
    }

    static Check test(Receiver way) {
        try {
            return Check.well("receiver", way.state().name(), way.test());
        } catch (ReceiverException e) {
            return new Check("receiver", way.state().name(), e.problem(), "follow the message");
        }
    }

    private void records(HostConfig config, Consumer<Check> found) throws InterruptedException {
        if (config.domains().isEmpty()) {
            found.accept(new Check(
                    "domains",
                    "",
                    "none are listed, so a domain counts only after a pinned or approved reporter has reported it",
                    "list yours: domains = [\"example.com\"]"));
            return;
        }
        var dns = new Dns(config.resolver().map(Resolvers::parse).orElseGet(Resolvers::ofThisMachine), clock);
        for (var domain : config.domains()) {
            found.accept(record(dns, domain, config.address().orElse(null)));
        }
    }

    /// Looks at the record of a domain, which must name the address if that is known.
    static Check record(Dns dns, String domain, @Nullable String address) throws InterruptedException {
        var name = "_smtp._tls." + domain;
        var wanted = "mailto:" + (address == null ? "tlsrpt@" + domain : address);
        List<String> texts;
        try {
            texts = dns.texts(name);
        } catch (IOException e) {
            return new Check("txt", domain, String.valueOf(e.getMessage()), "try again, or set resolver");
        }
        var record = TlsRptRecord.of(texts);
        var fault = address == null && record.isUsable()
                ? null
                : record.faultFor(wanted).orElse(null);
        if (fault != null) {
            return new Check(
                    "txt",
                    domain,
                    "the record at " + name + " " + fault,
                    "publish this record there, and no other: v=TLSRPTv1; rua=" + wanted);
        }
        return Check.well(
                "txt",
                domain,
                address == null ? "requests reports; set address to check where they are sent" : "sends reports here");
    }
}
