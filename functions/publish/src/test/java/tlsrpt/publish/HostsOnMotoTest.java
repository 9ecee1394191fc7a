package tlsrpt.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import tlsrpt.aws.Http;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.Tables;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

/// The requests for names, certificates and records against moto, which reads them by AWS's own models. It tells no
/// target of a custom domain name, so this adds one.
@EnabledIfSystemProperty(named = "moto", matches = ".+")
@SuppressWarnings("NullAway.Init")
class HostsOnMotoTest {

    private static final String DOMAIN = "example.com";
    private static final Map<String, String> KEYS =
            Map.of("AWS_REGION", "eu-west-1", "AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test");

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final Clock clock = Clock.systemUTC();
    private final PolicyItems items = new PolicyItems(Tables.inMemory());
    private Process moto;
    private Map<String, String> environment;
    private SdkHttpClient http;
    private String api;
    private String zone;
    private StackHosts hosts;

    @BeforeEach
    void start() throws Exception {
        int port = freePort();
        var builder = new ProcessBuilder(System.getProperty("moto", ""), "-H", "127.0.0.1", "-p", String.valueOf(port));
        builder.environment().put("MOTO_ACM_VALIDATION_WAIT", "1");
        moto = builder.redirectErrorStream(true)
                .redirectOutput(Path.of("target", "moto.log").toFile())
                .start();
        await(port);
        environment = new HashMap<>(KEYS);
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + port);
        http = new AddingTarget(Http.client(Duration.ofSeconds(30)));
        api = Json.read(inRegion("apigateway")
                        .send("POST", "/v2/apis", JSON, "{\"name\":\"policies\",\"protocolType\":\"HTTP\"}")
                        .body())
                .at("apiId")
                .text();
        inRegion("apigateway").send("POST", "/v2/apis/" + api + "/stages", JSON, "{\"stageName\":\"$default\"}");
        var created = route53()
                .send("POST", "/2013-04-01/hostedzone", Map.of("Content-Type", "text/xml"), """
                        <CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">\
                        <Name>sts.tlsrpt.example.net</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>""")
                .body();
        zone = created.replaceAll("(?s).*<Id>/hostedzone/([^<]+)</Id>.*", "$1");
        hosts = new StackHosts(
                items,
                "sts.tlsrpt.example.net",
                new Certificates(inRegion("acm"), "tlsrpt"),
                new HostNames(inRegion("apigateway"), api),
                new Zone(route53(), zone),
                _ -> List.of(),
                () -> {},
                clock,
                _ -> {});
    }

    private ServiceRequests inRegion(String service) {
        return ServiceRequests.inRegion(service, environment, http, Duration.ofSeconds(20));
    }

    private ServiceRequests route53() {
        return ServiceRequests.global("route53", "us-east-1", environment, http, Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws InterruptedException {
        moto.descendants().forEach(ProcessHandle::destroyForcibly);
        moto.destroyForcibly().waitFor();
    }

    @Test
    void makesAndRemovesCertificateNameMappingAndRecords() throws Exception {
        var sighting = new PolicyObservation(
                clock.instant(), new FileSeen.Faulty("cannot be read"), new RecordSeen.Absent(), null);
        var policy = HostedPolicy.prepared(DOMAIN, List.of("mx1.example.com"), sighting, clock.instant());
        items.write(Optional.empty(), policy, null);
        hosts.ensure(policy);
        assertThat(items.name(DOMAIN).orElseThrow().name().proof()).isNotNull();

        for (int i = 0; i < 100 && !items.name(DOMAIN).orElseThrow().name().isServing(); i++) {
            Thread.sleep(100);
            hosts.ensure(policy);
        }
        var name = items.name(DOMAIN).orElseThrow().name();
        assertThat(name.waits()).isEmpty();
        assertThat(records()).contains("<Name>mta-sts.example.com.sts.tlsrpt.example.net.</Name>", name.target());

        var read = policy.after(new PolicyObservation(
                clock.instant(),
                new FileSeen.Served(policy.revision().text(), List.of()),
                new RecordSeen.Absent(),
                null));
        items.write(items.get(DOMAIN), read, null);
        hosts.ensure(read);
        assertThat(records()).contains("v=STSv1; id=" + policy.revision().id() + ";");

        for (int i = 0; i < 50 && !hosts.remove(DOMAIN); i++) {
            Thread.sleep(100);
        }
        assertThat(items.name(DOMAIN)).isEmpty();
        assertThat(records()).doesNotContain("mta-sts.example.com");
        assertThat(inRegion("apigateway")
                        .send("GET", "/v2/domainnames/mta-sts.example.com", Map.of(), null)
                        .status())
                .isEqualTo(404);
    }

    private String records() {
        return route53()
                .send("GET", "/2013-04-01/hostedzone/" + zone + "/rrset", Map.of(), null)
                .body();
    }

    /// moto leaves out where a custom domain name leads.
    private record AddingTarget(SdkHttpClient http) implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            var sent = http.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    var answer = sent.call();
                    if (answer.responseBody().isEmpty()) {
                        return answer;
                    }
                    var body = new String(answer.responseBody().get().readAllBytes(), StandardCharsets.UTF_8)
                            .replaceFirst(
                                    "(?i)(\"domainNameConfigurations\": ?\\[\\{)",
                                    "$1\"apiGatewayDomainName\":\"d-1.execute-api.eu-west-1.amazonaws.com\",");
                    return HttpExecuteResponse.builder()
                            .response(answer.httpResponse())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {
                    sent.abort();
                }
            };
        }

        @Override
        public void close() {
            http.close();
        }
    }

    private static void await(int port) throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException _) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("moto did not start; see target/moto.log");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
