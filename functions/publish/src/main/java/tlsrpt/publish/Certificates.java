package tlsrpt.publish;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.aws.ServiceRequests.ServiceException;
import tlsrpt.sts.HostedName.Alias;

/// Certificates of AWS Certificate Manager, which renews each as long as it is in use and its CNAME record stands.
final class Certificates {

    private static final String GONE = "ResourceNotFoundException";

    private final ServiceRequests acm;
    private final String stack;

    /// @param stack the tag of certificates that this stack requested, and may delete
    Certificates(ServiceRequests acm, String stack) {
        this.acm = acm;
        this.stack = stack;
    }

    /// A certificate as ACM describes it.
    ///
    /// @param status ACM's word
    /// @param proof the record that proves the domain; `null` in the first seconds
    record Certificate(String status, @Nullable Alias proof, String failure) {

        boolean isIssued() {
            return status.equals("ISSUED");
        }

        boolean isPending() {
            return status.equals("PENDING_VALIDATION");
        }
    }

    /// Requests a certificate and returns its ARN, the same one for the same token within an hour.
    String request(String host, String token) {
        return Json.read(call("RequestCertificate", """
                        {"DomainName":"%s","ValidationMethod":"DNS","IdempotencyToken":"%s",\
                        "Tags":[{"Key":"tlsrpt-stack","Value":"%s"}]}""".formatted(host, token, stack))
                        .body())
                .at("certificateArn")
                .text();
    }

    /// Returns a certificate; empty if there is none of that ARN.
    Optional<Certificate> find(String arn) {
        var answer = send("DescribeCertificate", "{\"CertificateArn\":\"" + arn + "\"}");
        if (answer.status() == 400 && answer.body().contains(GONE)) {
            return Optional.empty();
        }
        var found = Json.read(done("DescribeCertificate", answer).body()).at("certificate");
        var record = found.at("domainValidationOptions").items().stream()
                .map(option -> option.at("resourceRecord"))
                .filter(one -> one.at("type").text().equals("CNAME"))
                .map(one -> new Alias(name(one.at("name")), name(one.at("value"))))
                .findFirst()
                .orElse(null);
        return Optional.of(new Certificate(
                found.at("status").text(), record, found.at("failureReason").text()));
    }

    private static String name(Json text) {
        var name = text.text();
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /// Deletes a certificate, if it exists.
    ///
    /// @return whether it is gone; ACM notices minutes later that nothing uses it any more
    boolean delete(String arn) {
        var answer = send("DeleteCertificate", "{\"CertificateArn\":\"" + arn + "\"}");
        if (answer.status() == 400 && answer.body().contains("ResourceInUseException")) {
            return false;
        }
        if (answer.status() == 400 && answer.body().contains(GONE)) {
            return true;
        }
        done("DeleteCertificate", answer);
        return true;
    }

    private ServiceRequests.Answer call(String operation, String body) {
        return done(operation, send(operation, body));
    }

    private ServiceRequests.Answer send(String operation, String body) {
        return acm.send(
                "POST",
                "/",
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "CertificateManager." + operation),
                body);
    }

    private static ServiceRequests.Answer done(String operation, ServiceRequests.Answer answer) {
        if (!answer.isDone()) {
            throw new ServiceException("ACM refused " + operation + ": " + answer, null);
        }
        return answer;
    }
}
