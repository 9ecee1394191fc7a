package tlsrpt.publish;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.aws.ServiceRequests.ServiceException;

/// Custom domain names of API Gateway, each of which leads to the API that serves policies.
final class HostNames {

    private static final String NAMES = "/v2/domainnames";
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final ServiceRequests apiGateway;
    private final String api;

    /// @param api the id of the API that serves policies
    HostNames(ServiceRequests apiGateway, String api) {
        this.apiGateway = apiGateway;
        this.api = api;
    }

    /// A custom domain name.
    ///
    /// @param target where DNS must lead
    /// @param status API Gateway's word
    record HostName(String certificate, String target, String status) {

        boolean isReady() {
            return !target.isEmpty() && !status.equals("PENDING") && !status.equals("UPDATING");
        }
    }

    Optional<HostName> find(String host) {
        var answer = apiGateway.send("GET", NAMES + "/" + host, Map.of(), null);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        var configuration =
                Json.read(done("GetDomainName", answer).body()).at("domainNameConfigurations").items().stream()
                        .findFirst()
                        .orElse(new Json(null));
        return Optional.of(new HostName(
                configuration.at("certificateArn").text(),
                configuration.at("apiGatewayDomainName").text(),
                configuration.at("domainNameStatus").text()));
    }

    /// Creates a name.
    ///
    /// @return why it could not be created; `null` if it was, or if an earlier request had created it
    @Nullable
    String create(String host, String certificate) {
        var answer = apiGateway.send("POST", NAMES, JSON, """
                {"domainName":"%s","domainNameConfigurations":[{"certificateArn":"%s","endpointType":"REGIONAL",\
                "securityPolicy":"TLS_1_2","ipAddressType":"dualstack"}]}""".formatted(host, certificate));
        if (answer.isDone()) {
            return null;
        }
        return switch (answer.status()) {
            case 409 ->
                find(host).isPresent()
                        ? null
                        : "another AWS account, which has a custom domain name " + host + ". Ask AWS Support";
            case 429 -> "API Gateway, which creates one custom domain name in 30 seconds";
            case 400 ->
                answer.body().contains("LimitExceeded") || answer.body().contains("exceed")
                        ? "a higher quota: raise \"Custom domain names\" of API Gateway in Service Quotas"
                        : "API Gateway, which answered " + answer;
            default -> throw new ServiceException("API Gateway refused CreateDomainName: " + answer, null);
        };
    }

    /// Lets a name use another certificate.
    void use(String host, String certificate) {
        done("UpdateDomainName", apiGateway.send("PATCH", NAMES + "/" + host, JSON, """
                {"domainNameConfigurations":[{"certificateArn":"%s","endpointType":"REGIONAL",\
                "securityPolicy":"TLS_1_2","ipAddressType":"dualstack"}]}""".formatted(certificate)));
    }

    /// Lets a name lead to the API that serves policies; nothing changes if it does.
    void map(String host) {
        for (var mapping : mappings(host).items()) {
            if (mapping.at("apiId").text().equals(api)) {
                return;
            }
            delete(host, mapping);
        }
        var answer = apiGateway.send("POST", NAMES + "/" + host + "/apimappings", JSON, """
                {"apiId":"%s","stage":"$default"}""".formatted(api));
        if (answer.status() != 409) {
            done("CreateApiMapping", answer);
        }
    }

    private Json mappings(String host) {
        var answer = apiGateway.send("GET", NAMES + "/" + host + "/apimappings", Map.of(), null);
        return answer.status() == 404
                ? new Json(null)
                : Json.read(done("GetApiMappings", answer).body()).at("items");
    }

    private void delete(String host, Json mapping) {
        gone(
                "DeleteApiMapping",
                NAMES + "/" + host + "/apimappings/"
                        + mapping.at("apiMappingId").text());
    }

    /// Deletes a name, if it exists.
    ///
    /// @return whether it is gone; API Gateway deletes one name in 30 seconds
    boolean remove(String host) {
        mappings(host).items().forEach(mapping -> delete(host, mapping));
        return gone("DeleteDomainName", NAMES + "/" + host);
    }

    private boolean gone(String operation, String path) {
        var answer = apiGateway.send("DELETE", path, Map.of(), null);
        if (answer.status() == 429) {
            return false;
        }
        if (answer.status() != 404) {
            done(operation, answer);
        }
        return true;
    }

    private static ServiceRequests.Answer done(String operation, ServiceRequests.Answer answer) {
        if (!answer.isDone()) {
            throw new ServiceException("API Gateway refused " + operation + ": " + answer, null);
        }
        return answer;
    }
}
