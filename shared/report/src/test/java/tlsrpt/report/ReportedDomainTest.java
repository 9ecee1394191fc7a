package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static tlsrpt.testkit.ReportText.aReport;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlsrpt.testkit.ReportText;

/// Which domains a report is about, and the two numbers it gives for each.
class ReportedDomainTest {

    @Test
    void isThePolicyDomainOfTheEntry() {
        var domains = domains(aReport().sts("Example.COM.", "enforce", 40).failed("certificate-expired", null, 2));

        assertThat(domains).extracting(ReportedDomain::domain).containsExactly("example.com");
        assertThat(domains.getFirst().headline()).isEqualTo(new Headline(40, 2));
    }

    @Test
    void isEachOfSeveralPolicyDomains() {
        var domains = domains(aReport()
                .sts("example.com", "enforce", 4)
                .noPolicyFound("example.org", 5)
                .sts("example.com", "enforce", 6));

        assertThat(domains)
                .extracting(ReportedDomain::domain, ReportedDomain::headline)
                .containsExactly(tuple("example.com", new Headline(10, 0)), tuple("example.org", new Headline(5, 0)));
    }

    @Test
    void countsSessionsOnceThatWereJudgedUnderBothPolicies() {
        var microsoft = aReport()
                .from("microsoft.com")
                .sts("example.com", "enforce", 8)
                .failed("validation-failure", null, 1)
                .tlsa("example.com", 7)
                .failed("tlsa-invalid", null, 3);

        assertThat(domains(microsoft).getFirst().headline()).isEqualTo(new Headline(7, 3));
    }

    @Test
    void addsSessionsUnderDaneOfTheMxHost() {
        var postfix = aReport()
                .from("example.net")
                .sts("example.com", "enforce", 8)
                .tlsa("mx1.example.com", 7)
                .failed("tlsa-invalid", null, 3);

        var domain = domains(postfix).getFirst();
        assertThat(domain.headline()).isEqualTo(new Headline(15, 3));
        assertThat(domain.mxOf(domain.entries().get(0))).isNull();
        assertThat(domain.mxOf(domain.entries().get(1))).isEqualTo("mx1.example.com");
    }

    @Test
    void addsSeveralDaneEntriesOfTheDomainItself() {
        var domain =
                domains(aReport().tlsa("example.com", 8).tlsa("example.com", 7)).getFirst();

        assertThat(domain.headline()).isEqualTo(new Headline(15, 0));
        assertThat(domain.mxOf(domain.entries().getFirst())).isNull();
    }

    @Test
    void givesAnMxHostToTheDomainItLiesIn() {
        var domains = domains(aReport()
                .sts("example.com", "enforce", 1)
                .noPolicyFound("example.org", 2)
                .tlsa("mx1.mail.example.org", 4)
                .tlsa("mx.example.net", 8));

        assertThat(domains)
                .extracting(ReportedDomain::domain, d -> d.headline().ok())
                .containsExactly(tuple("example.com", 9L), tuple("example.org", 6L));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "missing",
            value = {
                "header.example, subject.example, file.example, 1_id.example, header.example",
                "missing,        subject.example, file.example, 1_id.example, subject.example",
                "missing,        missing,         file.example, 1_id.example, file.example",
                "missing,        missing,         missing,      1_ID.example, id.example",
                "missing,        missing,         missing,      1_id,         mx.example.com",
                "missing,        missing,         missing,      id.example,   mx.example.com",
                "missing,        missing,         missing,      missing,      mx.example.com",
            })
    void isWhatTheWrappingNamesWhereOnlyAnMxHostIsNamed(
            String header, String subject, String file, String id, String domain) {
        var json = aReport().tlsa("mx.example.com", 3).id(id == null ? "" : id);

        assertThat(ReportedDomain.in(report(json), new Hints(header, null, subject, file, null)))
                .extracting(ReportedDomain::domain)
                .containsExactly(domain);
    }

    @Test
    void trustsTheBodyMoreThanTheWrapping() {
        assertThat(ReportedDomain.in(
                        report(aReport().sts("example.com", "enforce", 1)),
                        new Hints("evil.example", null, "evil.example", "evil.example", null)))
                .extracting(ReportedDomain::domain)
                .containsExactly("example.com");
    }

    @Test
    void takesAnEntryWithoutAPolicyDomainToTheOthers() {
        var json = aReport().sts("example.com", "enforce", 4).noPolicyFound("", 5);

        assertThat(domains(json).getFirst().headline()).isEqualTo(new Headline(9, 0));
    }

    @Test
    void takesAnEntryWithoutAPolicyDomainToTheDomainThatTheHeaderNames() {
        var json = aReport()
                .sts("example.com", "enforce", 4)
                .sts("example.org", "enforce", 2)
                .noPolicyFound("", 5);

        assertThat(ReportedDomain.in(report(json), new Hints("example.org", null, null, null, null)))
                .extracting(d -> d.headline().ok())
                .containsExactly(4L, 7L);
    }

    @Test
    void isNoneWhereNothingNamesOne() {
        assertThat(domains(aReport().noPolicyFound("", 5).id("1"))).isEmpty();
    }

    @Test
    void isTheDomainOfAPolicyTypeThatWeDoNotKnow() {
        var json = aReport().sts("example.com", "enforce", 4).json().replace("\"sts\"", "\"new\"");

        assertThat(ReportedDomain.in(read(json), Hints.NONE))
                .extracting(ReportedDomain::domain, ReportedDomain::headline)
                .containsExactly(tuple("example.com", new Headline(4, 0)));
    }

    @Test
    void countsNothingWhereNoCountsAreGiven() {
        var json = aReport().sts("example.com", "enforce", 4).json().replaceAll("\"total-[a-z-]+\":\\d+,?", "");

        assertThat(ReportedDomain.in(read(json), Hints.NONE).getFirst().headline())
                .isEqualTo(Headline.NONE);
    }

    @Test
    void addsUpWithoutNegativeSessions() {
        assertThat(new Headline(1, 2).plus(new Headline(3, 4))).isEqualTo(new Headline(4, 6));
        assertThat(new Headline(1, 2).total()).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> new Headline(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Headline(0, -1));
    }

    private static List<ReportedDomain> domains(ReportText json) {
        return ReportedDomain.in(report(json), Hints.NONE);
    }

    private static Report report(ReportText json) {
        return read(json.json());
    }

    private static Report read(String json) {
        return Reads.read(json).report();
    }
}
