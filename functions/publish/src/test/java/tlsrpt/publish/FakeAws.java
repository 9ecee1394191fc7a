package tlsrpt.publish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/// ACM, API Gateway and Route 53 as far as hosted policies need them, and stricter than emulators: a certificate is
/// issued only after its record is published, an unissued one is refused, names are created once in 30 seconds, a
/// certificate in use, or until minutes ago, is not deleted, and a record is deleted only as it is.
final class FakeAws implements SdkHttpClient {

    static final String API = "policies";
    private static final Pattern SERVICE = Pattern.compile("Credential=[^/]+/\\d+/[^/]+/([^/]+)/");
    private static final Duration BETWEEN_NAMES = Duration.ofSeconds(30);
    private static final Duration NOTICED = Duration.ofMinutes(7);

    /// By ARN.
    final Map<String, Certificate> certificates = new TreeMap<>();

    /// By host name.
    final Map<String, Name> names = new TreeMap<>();

    /// Values by name and type.
    final Map<String, String> records = new TreeMap<>();

    /// Whether DNS shows a CNAME record that the owner of a domain publishes.
    Predicate<String> published = _ -> false;

    /// Called with the name, type and value of each record that is put.
    interface Watch {
        void put(String name, String type, String value);
    }

    Watch watch = (_, _, _) -> {};

    /// Whether the answer to a request of that number is lost, after it was done.
    IntPredicate lost = _ -> false;

    Instant now = Instant.parse("2026-11-30T06:00:00Z");
    int requests;
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, String> sets = new HashMap<>();
    private final Map<String, Instant> inUseUntil = new HashMap<>();
    private Instant nextName = Instant.MIN;
    private int made;

    static final class Certificate {
        final String host;
        boolean refused;
        private int described;

        Certificate(String host) {
            this.host = host;
        }
    }

    record Name(String certificate, Map<String, String> mappings) {}

    private record Reply(int status, String body) {}

    static String proofOf(String host) {
        return "_proof." + host;
    }

    static String targetOf(String host) {
        return "d-" + host.replace('.', '-') + ".execute-api.eu-west-1.amazonaws.com";
    }

    boolean isIssued(String arn) {
        var certificate = certificates.get(arn);
        return certificate != null && !certificate.refused && published.test(proofOf(certificate.host));
    }

    /// Whether a name leads to the API that serves policies, with a valid certificate.
    boolean serves(String host) {
        return Optional.ofNullable(names.get(host))
                .filter(name -> isIssued(name.certificate()) && name.mappings().containsValue(API))
                .isPresent();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                var reply = reply(request);
                if (lost.test(++requests)) {
                    throw new IOException("the connection ended");
                }
                InputStream body = new ByteArrayInputStream(reply.body().getBytes(StandardCharsets.UTF_8));
                return HttpExecuteResponse.builder()
                        .response(SdkHttpResponse.builder()
                                .statusCode(reply.status())
                                .build())
                        .responseBody(AbortableInputStream.create(body))
                        .build();
            }

            @Override
            public void abort() {
                // nothing waits
            }
        };
    }

    private Reply reply(HttpExecuteRequest request) {
        var http = request.httpRequest();
        var service = SERVICE.matcher(http.firstMatchingHeader("Authorization").orElseThrow());
        if (!service.find()) {
            throw new AssertionError("not signed");
        }
        var body = request.contentStreamProvider()
                .map(content -> {
                    try (var in = content.newStream()) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse("");
        return switch (service.group(1)) {
            case "acm" -> acm(http.firstMatchingHeader("X-Amz-Target").orElseThrow(), Json.read(body));
            case "apigateway" -> apiGateway(http.method() + " " + http.encodedPath(), body);
            case "route53" ->
                route53(
                        http.firstMatchingRawQueryParameter("name").orElse(""),
                        http.firstMatchingRawQueryParameter("type").orElse(""),
                        body);
            case String other -> throw new AssertionError(other);
        };
    }

    private Reply acm(String target, Json body) {
        var arn = body.at("certificateArn").text();
        return switch (target) {
            case "CertificateManager.RequestCertificate" -> {
                assertIs(body.at("validationMethod").text(), "DNS");
                assertIs(body.at("tags").items().getFirst().at("key").text(), "tlsrpt-stack");
                var token = body.at("idempotencyToken").text();
                if (!token.matches("\\w{1,32}")) {
                    throw new AssertionError(token);
                }
                var arnOf = tokens.computeIfAbsent(token, _ -> {
                    var fresh = "arn:aws:acm:eu-west-1:123456789012:certificate/" + ++this.made;
                    certificates.put(
                            fresh, new Certificate(body.at("domainName").text()));
                    return fresh;
                });
                yield new Reply(200, "{\"CertificateArn\":\"" + arnOf + "\"}");
            }
            case "CertificateManager.DescribeCertificate" -> {
                var found = certificates.get(arn);
                if (found == null) {
                    yield new Reply(400, "{\"__type\":\"ResourceNotFoundException\"}");
                }
                // ACM: the record "is only available after the certificate is requested", some seconds later.
                var record = found.described++ == 0
                        ? ""
                        : ",\"ResourceRecord\":{\"Name\":\"%s.\",\"Type\":\"CNAME\",\"Value\":\"_v.acm-validations.aws.\"}"
                                .formatted(proofOf(found.host));
                var status = found.refused ? "VALIDATION_TIMED_OUT" : isIssued(arn) ? "ISSUED" : "PENDING_VALIDATION";
                yield new Reply(200, """
                        {"Certificate":{"Status":"%s","NotAfter":1.8E9,"DomainValidationOptions":[{"DomainName":"%s"%s}]}}""".formatted(status, found.host, record));
            }
            case "CertificateManager.DeleteCertificate" -> {
                if (names.values().stream().anyMatch(name -> name.certificate().equals(arn))
                        || now.isBefore(inUseUntil.getOrDefault(arn, Instant.MIN))) {
                    yield new Reply(400, "{\"__type\":\"ResourceInUseException\"}");
                }
                yield certificates.remove(arn) == null
                        ? new Reply(400, "{\"__type\":\"ResourceNotFoundException\"}")
                        : new Reply(200, "");
            }
            default -> throw new AssertionError(target);
        };
    }

    private Reply apiGateway(String request, String body) {
        var parts = request.split("[ /]+", -1);
        var operation = parts[0] + " " + parts.length;
        var host = parts.length > 3 ? parts[3] : "";
        var name = names.getOrDefault(host, new Name("", Map.of()));
        if (parts.length > 3 && !names.containsKey(host)) {
            return new Reply(404, "{\"message\":\"Invalid domain name identifier specified\"}");
        }
        return switch (operation) {
            case "POST 3" -> {
                var asked = Json.read(body);
                var configuration = asked.at("domainNameConfigurations").items().getFirst();
                var arn = configuration.at("certificateArn").text();
                assertIs(configuration.at("ipAddressType").text(), "dualstack");
                if (now.isBefore(nextName)) {
                    yield new Reply(429, "{\"message\":\"Too Many Requests\"}");
                }
                if (!isIssued(arn)) {
                    yield new Reply(400, "{\"message\":\"The certificate is not issued\"}");
                }
                nextName = now.plus(BETWEEN_NAMES);
                var fresh = asked.at("domainName").text();
                if (names.containsKey(fresh)) {
                    yield new Reply(409, "{\"message\":\"The domain name you provided already exists.\"}");
                }
                names.put(fresh, new Name(arn, new TreeMap<>()));
                yield new Reply(201, "{}");
            }
            case "GET 4" -> new Reply(200, """
                        {"domainName":"%s","domainNameConfigurations":[{"apiGatewayDomainName":"%s","certificateArn":"%s",\
                        "domainNameStatus":"AVAILABLE","hostedZoneId":"Z1"}]}""".formatted(host, targetOf(host), name.certificate()));
            case "PATCH 4" -> {
                var arn = Json.read(body)
                        .at("domainNameConfigurations")
                        .items()
                        .getFirst()
                        .at("certificateArn")
                        .text();
                if (!name.certificate().equals(arn)) {
                    inUseUntil.put(name.certificate(), now.plus(NOTICED));
                }
                names.put(host, new Name(arn, name.mappings()));
                yield new Reply(200, "{}");
            }
            case "DELETE 4" -> {
                if (now.isBefore(nextName)) {
                    yield new Reply(429, "{\"message\":\"Too Many Requests\"}");
                }
                nextName = now.plus(BETWEEN_NAMES);
                names.remove(host);
                yield new Reply(204, "");
            }
            case "GET 5" -> {
                var items = new StringBuilder();
                name.mappings()
                        .forEach((id, api) -> items.append(items.isEmpty() ? "" : ",")
                                .append("{\"apiMappingId\":\"%s\",\"apiId\":\"%s\",\"stage\":\"$default\"}"
                                        .formatted(id, api)));
                yield new Reply(200, "{\"items\":[" + items + "]}");
            }
            case "POST 5" -> {
                if (!name.mappings().isEmpty()) {
                    yield new Reply(409, "{\"message\":\"ApiMapping key already exists for this domain name\"}");
                }
                assertIs(Json.read(body).at("stage").text(), "$default");
                name.mappings().put("m" + ++made, Json.read(body).at("apiId").text());
                yield new Reply(201, "{}");
            }
            case "DELETE 6" -> new Reply(name.mappings().remove(parts[5]) == null ? 404 : 204, "");
            default -> throw new AssertionError(request);
        };
    }

    private Reply route53(String name, String type, String body) {
        if (body.isEmpty()) {
            // The first one at or behind the name; that is enough here.
            var set = sets.get(name + " " + type);
            var other = "<ResourceRecordSet><Name>zzz.</Name><Type>NS</Type></ResourceRecordSet>";
            return new Reply(
                    200,
                    "<?xml version=\"1.0\"?><ListResourceRecordSetsResponse><ResourceRecordSets>"
                            + (set == null ? other : set) + "</ResourceRecordSets></ListResourceRecordSetsResponse>");
        }
        var set = body.substring(body.indexOf("<ResourceRecordSet>"), body.indexOf("</Change>"));
        var named = element(set, "Name").replaceAll("\\.$", "");
        var key = named + " " + element(set, "Type");
        switch (element(body, "Action")) {
            case "UPSERT" -> {
                watch.put(named, element(set, "Type"), element(set, "Value"));
                sets.put(key, set);
                records.put(key, element(set, "Value"));
            }
            case "DELETE" -> {
                if (!set.equals(sets.get(key))) {
                    return new Reply(
                            400, "<ErrorResponse><Error><Code>InvalidChangeBatch</Code></Error></ErrorResponse>");
                }
                sets.remove(key);
                records.remove(key);
            }
            case String other -> throw new AssertionError(other);
        }
        return new Reply(200, "<ChangeResourceRecordSetsResponse/>");
    }

    private static String element(String xml, String name) {
        return xml.substring(xml.indexOf("<" + name + ">") + name.length() + 2, xml.indexOf("</" + name + ">"));
    }

    private static void assertIs(String found, String expected) {
        if (!found.equals(expected)) {
            throw new AssertionError(found + " instead of " + expected);
        }
    }

    @Override
    public void close() {
        // nothing is open
    }
}
