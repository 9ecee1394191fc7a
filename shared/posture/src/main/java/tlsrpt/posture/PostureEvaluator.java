package tlsrpt.posture;

import java.util.ArrayList;
import java.util.Comparator;

/// Evaluates all checks on the facts of a look. Pure: the same facts give the same posture.
public final class PostureEvaluator {

    private PostureEvaluator() {}

    public static Posture evaluate(Facts facts, CheckContext background) {
        var observed = ParsedFacts.of(facts, background);
        var findings = new ArrayList<Finding>();
        findings.addAll(new ReportingChecks(observed).judge());
        findings.addAll(new PolicyChecks(observed).judge());
        findings.addAll(new MxChecks(observed).judge());
        boolean takesMail = facts.mx().records().stream().noneMatch(Mx::isNull);
        if (takesMail) {
            for (var host : facts.mailHosts()) {
                findings.addAll(new SmtpChecks(observed, host).judge());
                findings.addAll(new CertificateChecks(observed, host).judge());
                findings.addAll(new DaneChecks(observed, host).judge());
            }
        }
        var dns = new DnsChecks(observed);
        findings.addAll(dns.judge());
        findings.addAll(dns.caa());
        findings.sort(Comparator.comparing(Finding::check));
        return new Posture(facts.domain(), facts.at(), new FindingSeverity(observed, findings).graded(), facts);
    }
}
