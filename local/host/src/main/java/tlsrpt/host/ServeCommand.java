package tlsrpt.host;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tlsrpt.api.Access;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.Terminal;
import tlsrpt.console.HostAddress;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.https.HttpsReceiver;
import tlsrpt.host.mail.Receiver;
import tlsrpt.host.notify.Channel;
import tlsrpt.hosting.PolicyObserver;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.probe.Prober;

/// `tlsrpt serve`: the collector on this machine, until it is stopped.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Collect reports on this machine, by POST and from an inbox folder.",
        description = {
            "",
            "Keeps everything in one database in the data folder. Listens on this machine only: let your web server "
                    + "forward reports to it, and your mail server deliver mail for the reporting address to the inbox.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tlsrpt serve --port 8460 --data /var/lib/tlsrpt --domains example.com,example.net",
            "  curl --data-binary @report.json.gz http://127.0.0.1:8460/v1/tlsrpt"
        })
public final class ServeCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Read the configuration from this file; docs/configuration.md has its keys. Options override it.")
    private @Nullable Path configFile;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8460",
            description = "Port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port = 8460;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--domains",
            paramLabel = "DOMAIN",
            split = ",",
            description =
                    "Domains to count, with confirmed names below them (default: every domain that a pinned or approved"
                            + " reporter reports).")
    private List<String> domains = new ArrayList<>();

    @Option(
            names = "--count-unsigned",
            description = "Also count reports whose mail has no valid DKIM signature (default: hold them).")
    private boolean countUnsigned;

    @Option(
            names = "--authserv-id",
            paramLabel = "NAME",
            description = "Trust the Authentication-Results that your mail server writes under this name, instead of"
                    + " checking DKIM signatures against DNS.")
    private @Nullable String authservId;

    @Option(
            names = "--resolver",
            paramLabel = "SERVER",
            description =
                    "Recursive name servers, for DKIM keys and checks of domains, such as 192.0.2.53 or 192.0.2.53:53 (default:"
                            + " those of this machine).")
    private @Nullable String resolver;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            split = ",",
            description = "Host names that your web server forwards, besides those of this machine.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "OpenID Connect issuer that users must sign in with; needs --audience.")
    private String issuer = "";

    @Option(
            names = "--audience",
            paramLabel = "ID",
            description =
                    "Audience of the access tokens, and client ID of the dashboard. The tokens need the scope tlsrpt/read.")
    private String audience = "";

    @Option(
            names = "--required-claim",
            paramLabel = "NAME=VALUE",
            description = "Admit only users whose access token has this claim.")
    private String requiredClaim = "";

    @Option(
            names = "--floor",
            paramLabel = "MB",
            description =
                    "Disk space to keep free; with less, no report is accepted and senders retry (default: 2%% of the"
                            + " file system, at least 200).")
    private long floor = -1;

    @Option(
            names = "--no-probe",
            description = "Do not check DNS, policies and mail servers of the domains in --domains (default: check them"
                    + " once per day).")
    private boolean noProbe;

    @Option(
            names = "--log",
            paramLabel = "FORMAT",
            description = "Write the log as text, or as json: an object per line (default: text).")
    private String logFormat = HostConfig.TEXT_LOG;

    @Option(
            names = "--samples",
            paramLabel = "DIR",
            description =
                    "First submit the reports in this folder, by mail and HTTPS, with their days moved to end yesterday."
                            + " Implies --count-unsigned and --no-probe.")
    private @Nullable Path samples;

    private InetSocketAddress listen = ListenAddress.loopback(0);
    private @Nullable HostConfig configured;
    private int retention;
    private List<Channel> channels = List.of();
    private @Nullable HttpsReceiver https;
    private List<Receiver> ways = List.of();

    public ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        listen = ListenAddress.loopback(Math.clamp(port, 0, 65_535));
        try {
            if (configFile != null) {
                configure(HostConfig.read(configFile, Clock.systemUTC()));
            }
        } catch (ConfigException e) {
            e.problems().forEach(problem -> terminal.err().println("tlsrpt: " + ForeignText.line(problem)));
            return ExitCode.USAGE;
        }
        try {
            HostConfig.log(logFormat);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--log " + e.getMessage(), e);
        }
        if (issuer.isEmpty() != audience.isEmpty() || (issuer.isEmpty() && !requiredClaim.isEmpty())) {
            throw new ParameterException(spec.commandLine(), "--issuer and --audience must be given together");
        }
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be from 0 to 65535, not " + port);
        }
        if (issuer.isEmpty() && !listen.getAddress().isLoopbackAddress()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "listen = \"" + ListenAddress.host(listen)
                            + "\" would let everyone read. Set issuer and audience, or" + " listen on 127.0.0.1.");
        }
        if (samples != null && !Files.isDirectory(samples)) {
            throw new ParameterException(spec.commandLine(), "--samples: folder not found: " + samples);
        }
        if (authservId != null && authservId.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--authserv-id must not be empty");
        }
        var trust = mailTrust();
        // No method's type may name what only the collector's jars have: the list of all commands is made without them.
        Access access;
        Discovery discovery;
        try {
            discovery = issuer.isEmpty() ? null : Discovery.of(issuer);
            access = Access.of(
                    requiredClaim,
                    issuer,
                    audience,
                    "openid " + Authorizer.SCOPE,
                    discovery == null ? "" : discovery.tokenOrigin());
        } catch (IllegalStateException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        var locked = DataFolder.lock(data.folder());
        if (locked.isEmpty()) {
            terminal.err()
                    .println("tlsrpt: another collector is using "
                            + ForeignText.line(data.folder().toString()));
            return 1;
        }
        var out = new Announcer(
                new PrintWriter(terminal.out(), false, StandardCharsets.UTF_8),
                logFormat.equals(HostConfig.JSON_LOG),
                Clock.systemUTC());
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            await(stopped);
        }));
        try (var collector = Collector.open(
                locked.get(),
                floor < 0 ? -1 : floor * 1_000_000,
                access,
                Clock.systemUTC(),
                trust,
                channels,
                out::happened)) {
            serve(collector, discovery, out, stop);
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private void serve(Collector collector, @Nullable Discovery discovery, Announcer out, CountDownLatch stop)
            throws IOException, InterruptedException {
        var counted = Reload.counted(domains);
        collector.count(counted, countUnsigned || samples != null);
        if (retention > 0) {
            collector.keep(retention);
        }
        var secret = secret();
        var prober = prober(collector, out);
        if (prober != null && discovery == null) {
            collector.offerChecks(prober::isListed);
        }
        collector.policies().lookBy(PolicyObserver.ofTheInternet(resolvers(), Clock.systemUTC()));
        try (var http = new HttpHost(listen, hosts, collector, secret, authorizer(discovery), prober, https);
                var _ = PolicyLoop.started(collector.policies(), out::happened);
                var _ = prober == null ? null : ProbeLoop.started(prober, collector::checked, out::happened);
                var inbox = new Inbox(collector, out::trouble)) {
            collector.data().announceHost(new HostAddress(http.uri(), secret));
            http.start();
            inbox.start();
            collector.startWays(ways);
            if (configFile != null && configured != null) {
                new Reload(configFile, Clock.systemUTC(), configured, this::isGiven, collector, http, out).at("HUP");
            }
            out.opened(http.uri(), collector.data(), counted);
            if (https != null) {
                out.say("HTTPS", "port " + https.port() + ", certificate until " + https.expires());
            }
            if (prober != null && !domains.isEmpty()) {
                out.remark(
                        "Checks DNS, policies and mail servers of these domains once per day; --no-probe turns this off.");
            }
            if (samples != null) {
                new SampleRun(collector, http.uri(), out).run(samples);
            }
            stop.await();
        }
    }

    /// Takes from the file what no option says.
    private void configure(HostConfig config) {
        configured = config;
        use("--port", config.listen(), value -> listen = value);
        use("--data", config.data(), data::use);
        use("--host", some(config.hosts()), value -> hosts = value);
        use("--domains", some(config.domains()), value -> domains = value);
        use("--count-unsigned", config.countUnsigned(), value -> countUnsigned = value);
        use("--authserv-id", config.authservId(), value -> authservId = value);
        use("--resolver", config.resolver(), value -> resolver = value);
        use("--issuer", config.issuer(), value -> issuer = value);
        use("--audience", config.audience(), value -> audience = value);
        use("--required-claim", config.requiredClaim(), value -> requiredClaim = value);
        use("--floor", config.floor(), value -> floor = value);
        use("--no-probe", config.noProbe(), value -> noProbe = value);
        use("--log", config.log(), value -> logFormat = value);
        config.retention().ifPresent(days -> retention = days);
        channels = config.channels();
        https = config.https().orElse(null);
        ways = config.allWays();
    }

    private <T> void use(String option, Optional<T> value, Consumer<T> field) {
        if (!isGiven(option)) {
            value.ifPresent(field);
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private static Optional<List<String>> some(List<String> texts) {
        return Optional.of(texts).filter(list -> !list.isEmpty());
    }

    private @Nullable Prober prober(Collector collector, Announcer out) {
        if (noProbe || samples != null) {
            return null;
        }
        return Prober.ofTheInternet(
                collector.table(), resolvers(), null, List.of(), Clock.systemUTC(), new ProbeResults(collector, out));
    }

    private List<InetSocketAddress> resolvers() {
        return resolver == null ? Resolvers.ofThisMachine() : Resolvers.parse(resolver);
    }

    private MailTrust mailTrust() {
        try {
            var servers = resolvers();
            return authservId == null
                    ? new MailTrust(null, new DnsKeys(servers, Clock.systemUTC()))
                    : new MailTrust(authservId, null);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--resolver must be an IP address, not '" + resolver + "'.", e);
        }
    }

    private @Nullable Authorizer authorizer(@Nullable Discovery discovery) throws IOException {
        return discovery == null ? null : Authorizer.of(discovery, audience, Clock.systemUTC());
    }

    private static String secret() {
        var secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
