package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

    private record Under(
            @Nullable PolicyType type, @Nullable Mode mode) {

        FailureContext when(Diagnosis diagnosis) {
            return new FailureContext("example.com", type, mode, "mx1.example.com", diagnosis);
        }
    }

    private static final Under DANE = new Under(PolicyType.Registered.TLSA, null);
    private static final Under ENFORCE = new Under(PolicyType.Registered.STS, Mode.ENFORCE);
    private static final Under TESTING = new Under(PolicyType.Registered.STS, Mode.TESTING);
    private static final Under NONE = new Under(PolicyType.Registered.STS, Mode.NONE);
    private static final Under NO_POLICY = new Under(PolicyType.Registered.NO_POLICY_FOUND, null);
    private static final Under UNKNOWN_MODE = new Under(PolicyType.Registered.STS, null);
    private static final Under UNKNOWN_TYPE = new Under(null, null);
    private static final List<Under> ALL = List.of(DANE, ENFORCE, TESTING, NONE, NO_POLICY, UNKNOWN_MODE, UNKNOWN_TYPE);

    private static final Diagnosis FOREIGN = new Diagnosis.Unknown("Other");

    static Stream<Diagnosis> everyDiagnosis() {
        return Stream.concat(Stream.of(Diagnosis.Known.values()), Stream.of(FOREIGN));
    }

    @ParameterizedTest
    @MethodSource("everyDiagnosis")
    void isWholeWhateverHappened(Diagnosis diagnosis) {
        for (var under : ALL) {
            var situation = under.when(diagnosis);
            var explanation = Explanation.of(situation);

            assertThat(explanation.title()).isNotBlank().hasSizeLessThan(60).doesNotEndWith(".");
            assertThat(List.of(explanation.meaning(), explanation.cause(), explanation.mail()))
                    .allSatisfy(text -> assertThat(text).endsWith(".").hasSizeBetween(10, 700));
            assertThat(explanation.steps()).isNotEmpty().doesNotHaveDuplicates();
            assertThat(explanation.steps())
                    .allSatisfy(step -> assertThat(step.text()).endsWith(".").hasSizeLessThan(500));
            assertThat(all(explanation)).doesNotContainPattern("%|  |\\n|(?<!/dev/)null|<domain>|<mx>");
        }
    }

    @ParameterizedTest
    @MethodSource("everyDiagnosis")
    void neverSaysThatMailIsLost(Diagnosis diagnosis) {
        for (var under : ALL) {
            var situation = under.when(diagnosis);
            assertThat(all(Explanation.of(situation)))
                    .doesNotContainPattern("(?i)\\blos[tes]|\\bvanish|\\bgone for good");
        }
    }

    @ParameterizedTest
    @MethodSource("everyDiagnosis")
    void saysDeferredWhereMailIsRefused(Diagnosis diagnosis) {
        for (var under : ALL) {
            var situation = under.when(diagnosis);
            var mail = Explanation.of(situation).mail();

            if (situation.refused()) {
                assertThat(mail).contains("defers the mail and retries", "bounces after hours to days");
            }
            if (situation.delivered() && !situation.isAbout(Family.DANE)) {
                assertThat(mail).contains("delivered").doesNotContain("bounces");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyDiagnosis")
    void mitigatesFirstWhereMailIsRefused(Diagnosis diagnosis) {
        for (var under : ALL) {
            var situation = under.when(diagnosis);
            boolean stripped = List.of("starttls-not-supported", "not-tls")
                    .contains(situation.diagnosis().token());
            var texts =
                    Explanation.of(situation).steps().stream().map(Step::text).toList();

            if (stripped || situation.diagnosis().isTransient()) {
                assertThat(texts).noneMatch(text -> text.startsWith("Mitigate") || text.contains("mode: testing"));
            } else if (situation.refused()) {
                assertThat(texts.getFirst()).startsWith("Mitigate first: ");
                assertThat(texts.subList(1, texts.size())).noneMatch(text -> text.startsWith("Mitigate"));
            }
            assertThat(texts.getFirst().startsWith("Keep your policy")).isEqualTo(stripped && !situation.delivered());
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"CERTIFICATE_.*", "VALIDATION_FAILURE", "TLS_.*", "MX_NOT_IN_POLICY"})
    void relaxesTheEnforcedPolicyByFileThenIdAndRestoresItLast(Diagnosis.Known known) {
        var steps = Explanation.of(ENFORCE.when(known)).steps();

        assertThat(steps.get(0).text())
                .contains("`mode: testing`", "https://mta-sts.example.com/.well-known/mta-sts.txt");
        assertThat(steps.get(0).command())
                .isEqualTo("curl -sS --max-redirs 0 https://mta-sts.example.com/.well-known/mta-sts.txt");
        assertThat(steps.get(1).text()).contains("new id", "the file comes first", "before they give up");
        assertThat(steps.get(1).command()).isEqualTo("dig +short TXT _mta-sts.example.com");
        assertThat(steps.getLast().text()).contains("set the policy back to `mode: enforce`");
        assertThat(Explanation.of(TESTING.when(known)).steps()).doesNotContainAnyElementsOf(steps.subList(0, 2));
    }

    @Test
    void mitigatesUnderAConditionIfTheModeIsUnknown() {
        for (var under : List.of(UNKNOWN_MODE, UNKNOWN_TYPE)) {
            var steps = Explanation.of(under.when(Diagnosis.Known.CERTIFICATE_EXPIRED))
                    .steps();

            assertThat(steps.getFirst().text()).startsWith("If your policy is in enforce mode, mitigate first: ");
        }
    }

    @Test
    void doesNotLetAnUnknownMxIn() {
        var steps =
                Explanation.of(ENFORCE.when(Diagnosis.Known.MX_NOT_IN_POLICY)).steps();

        assertThat(steps.getFirst().text())
                .contains("if mx1.example.com is yours, add the line `mx: mx1.example.com`")
                .contains("If it is not yours, first find out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tlsa-invalid        | add a TLSA record that matches
            tlsa-mismatch       | add a TLSA record that matches
            certificate-expired | add a TLSA record that matches
            validation-failure  | add a TLSA record that matches
            tls-mismatch        | remove the TLSA records of mx1.example.com until the cause is fixed
            dnssec-invalid      | signed again
            dane-required       | ask the sender not to require DANE
            """)
    void mitigatesFirstUnderDane(String token, String text) {
        assertThat(Explanation.of(DANE.when(Diagnosis.of(token)))
                        .steps()
                        .getFirst()
                        .text())
                .startsWith("Mitigate first: ")
                .contains(text);
    }

    @Test
    void computesTheTlsaRecord() {
        assertThat(Explanation.of(DANE.when(Diagnosis.Known.TLSA_INVALID))
                        .steps()
                        .getFirst()
                        .command())
                .isEqualTo("openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com"
                        + " </dev/null 2>/dev/null | openssl x509 -noout -pubkey"
                        + " | openssl pkey -pubin -outform DER | openssl dgst -sha256");
    }

    @Test
    void comparesCertificateAndTlsaUnderDaneOnly() {
        var known = Diagnosis.Known.CERTIFICATE_EXPIRED;

        assertThat(Explanation.of(DANE.when(known)).meaning()).contains("with usage 3 (DANE-EE)");
        assertThat(commands(DANE.when(known))).contains("dig +short TLSA _25._tcp.mx1.example.com");
        assertThat(Explanation.of(ENFORCE.when(known)).meaning()).doesNotContain("DANE");
        assertThat(commands(ENFORCE.when(known))).noneMatch(command -> command.contains("TLSA"));
        assertThat(Explanation.of(DANE.when(Diagnosis.Known.NOT_TLS)).meaning()).doesNotContain("DANE");
        assertThat(commands(DANE.when(Diagnosis.Known.TLS_ALERT))).noneMatch(c -> c.startsWith("dig +short TLSA"));
    }

    @Test
    void comparesAValidationFailureWithThePolicyThatApplied() {
        var known = Diagnosis.Known.VALIDATION_FAILURE;

        assertThat(commands(ENFORCE.when(known))).contains("dig +short MX example.com");
        assertThat(commands(UNKNOWN_TYPE.when(known))).contains("dig +short MX example.com");
        assertThat(commands(DANE.when(known)))
                .contains("dig +short TLSA _25._tcp.mx1.example.com")
                .doesNotContain("dig +short MX example.com");
        assertThat(commands(NO_POLICY.when(known))).noneMatch(command -> command.startsWith("dig"));
    }

    @Test
    void statesTheImpactOnMail() {
        var expired = Diagnosis.Known.CERTIFICATE_EXPIRED;
        assertThat(mail(ENFORCE, expired))
                .isEqualTo("Your policy is in enforce mode, so the sender does not deliver to this MX host. The sender"
                        + " tries your other MX hosts, then defers the mail and retries. If no attempt succeeds, the"
                        + " mail bounces after hours to days.");
        assertThat(mail(DANE, expired))
                .startsWith("Senders that check DANE do not deliver to this MX host. The sender tries")
                .endsWith("after hours to days. Other senders are not affected.");
        assertThat(mail(TESTING, expired))
                .isEqualTo("Your policy is in testing mode, so mail is delivered, encrypted, but without verifying the"
                        + " server. In enforce mode it would have been deferred.");
        assertThat(mail(NONE, expired)).isEqualTo(mail(NO_POLICY, expired));
        assertThat(mail(NO_POLICY, expired))
                .isEqualTo(
                        "No policy forbids delivery, so mail is delivered, encrypted, but without verifying the server.");
        assertThat(mail(UNKNOWN_MODE, expired))
                .startsWith("This depends on your policy")
                .contains(
                        "In enforce mode, or with DANE, the sender does not deliver to this MX host. The sender tries")
                .contains("days. In testing or none mode, or without a policy, mail is delivered");
        assertThat(mail(UNKNOWN_TYPE, expired)).isEqualTo(mail(UNKNOWN_MODE, expired));
        assertThat(mail(TESTING, Diagnosis.Known.STARTTLS_NOT_SUPPORTED)).contains("in cleartext");
        assertThat(mail(TESTING, Diagnosis.Known.HANDSHAKE_CLOSED)).contains("another attempt, or in cleartext");
        assertThat(mail(TESTING, FOREIGN)).contains("another attempt, or in cleartext");
        assertThat(mail(TESTING, Diagnosis.Known.MX_NOT_IN_POLICY)).contains("without verifying the server");
        assertThat(mail(NO_POLICY, Diagnosis.Known.DANE_REQUIRED))
                .startsWith("This sender does not deliver. The sender tries");
        assertThat(mail(NO_POLICY, Diagnosis.Known.DNSSEC_INVALID)).isEqualTo(mail(DANE, expired));
    }

    @Test
    void saysThatTroubleWithThePolicyStopsNoMail() {
        var fetch = Diagnosis.Known.STS_POLICY_FETCH_ERROR;
        assertThat(mail(UNKNOWN_MODE, fetch))
                .startsWith("Mail is still delivered, but without the protection of the policy.")
                .contains("Senders with an older copy");
        assertThat(mail(ENFORCE, fetch))
                .startsWith("Mail is still delivered")
                .contains("This reporter keeps using its copy of your policy (mode enforce)");
        assertThat(mail(ENFORCE, Diagnosis.Known.STS_POLICY_INVALID)).isEqualTo(mail(UNKNOWN_MODE, fetch));
    }

    @ParameterizedTest
    @EnumSource(ResultType.Registered.class)
    void explainsAResultTypeAsSuch(ResultType.Registered type) {
        var explanation = Explanation.of(type);

        assertThat(explanation).isEqualTo(Explanation.of(Diagnosis.of(type.token())));
        assertThat(all(explanation)).contains("<").doesNotContain("example.net");
        assertThat(explanation.steps()).noneMatch(step -> step.text().startsWith("Mitigate first: set"));
    }

    @Test
    void correctsCommonMisreadings() {
        assertThat(Explanation.of(ResultType.Registered.VALIDATION_FAILURE).meaning())
                .contains("A catch-all", "an MX host missing from the policy");
        assertThat(Explanation.of(ResultType.Registered.STS_WEBPKI_INVALID).meaning())
                .contains("the HTTPS certificate of mta-sts.<domain>");
        assertThat(Explanation.of(ResultType.Registered.STS_WEBPKI_INVALID)
                        .steps()
                        .getLast()
                        .text())
                .contains("the certificate of the MX host");
    }

    @ParameterizedTest
    @MethodSource("everyDiagnosis")
    void saysOnceThatPort25IsOftenBlocked(Diagnosis diagnosis) {
        for (var under : ALL) {
            var steps = Explanation.of(under.when(diagnosis)).steps();
            var onPort25 = steps.stream()
                    .filter(step -> step.command() != null && step.command().contains("smtp"))
                    .limit(1)
                    .toList();

            assertThat(steps)
                    .filteredOn(step -> step.text().contains("laptops often cannot reach port 25"))
                    .isEqualTo(onPort25);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            starttls-not-supported    | openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com -verify_hostname mx1.example.com </dev/null
            starttls-not-supported    | dig +short mx1.example.com A mx1.example.com AAAA
            certificate-host-mismatch | openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com </dev/null 2>/dev/null | openssl x509 -noout -subject -ext subjectAltName
            certificate-host-mismatch | dig +short MX example.com
            certificate-expired       | openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com </dev/null 2>/dev/null | openssl x509 -noout -subject -dates
            tls-mismatch              | openssl s_client -starttls smtp -connect mx1.example.com:25 -servername mx1.example.com -verify_hostname mx1.example.com -tls1_2 </dev/null
            sts-policy-fetch-error    | curl -sv --max-redirs 0 https://mta-sts.example.com/.well-known/mta-sts.txt
            sts-policy-fetch-error    | dig +short mta-sts.example.com A mta-sts.example.com AAAA
            sts-policy-invalid        | curl -si --max-redirs 0 https://mta-sts.example.com/.well-known/mta-sts.txt
            sts-policy-dns            | delv mta-sts.example.com A
            sts-policy-tls            | openssl s_client -connect mta-sts.example.com:443 -servername mta-sts.example.com </dev/null
            sts-webpki-expired        | openssl s_client -connect mta-sts.example.com:443 -servername mta-sts.example.com </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName
            sts-record-invalid        | dig +short TXT _mta-sts.example.com
            tlsa-mismatch             | dig +short TLSA _25._tcp.mx1.example.com
            dnssec-invalid            | delv _25._tcp.mx1.example.com TLSA
            dnssec-invalid            | dig +dnssec TLSA _25._tcp.mx1.example.com
            """)
    void givesCommandsToPaste(String token, String first) {
        // The pipe within a command is the delimiter of the table, too.
        var commands = commands(TESTING.when(Diagnosis.of(token)));

        assertThat(commands).anyMatch(command -> command.replace(" |", "").startsWith(first.replace(" |", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(reboot).example.com",
                "a.example.com; rm -rf ~",
                "`id`.example.com",
                "a.example.com\ncurl evil.example",
                "-f.example.com",
                "--config.example.com",
                "a&b.example.com",
                "a'b.example.com",
                "a.example.com>x",
                "＄（id）.example.com",
                "a.example.com\u202e",
                "mx1",
                "203.0.113.5",
                ""
            })
    void putsNoStrangersTextIntoItsWords(String hostile) {
        for (var known : Diagnosis.Known.values()) {
            for (var under : ALL) {
                var situation = new FailureContext(hostile, under.type(), under.mode(), hostile, known);
                var plain = new FailureContext("", under.type(), under.mode(), null, known);

                assertThat(Explanation.of(situation)).isEqualTo(Explanation.of(plain));
            }
        }
    }

    @Test
    void boundsNames() {
        var long_ = new FailureContext("ü".repeat(1_000_000) + ".example", null, null, "a.".repeat(500_000), FOREIGN);

        assertThat(all(Explanation.of(long_))).contains("<mx>");
    }

    @Test
    void showsNamesAsDnsKnowsThem() {
        var situation =
                new FailureContext("Bücher.example.", null, null, "MX1.Example.com.", Diagnosis.Known.MX_NOT_IN_POLICY);

        assertThat(all(Explanation.of(situation)))
                .contains("(mx1.example.com)", "dig +short MX xn--bcher-kva.example")
                .doesNotContain("<", "MX1");
    }

    private static String mail(Under under, Diagnosis diagnosis) {
        return Explanation.of(under.when(diagnosis)).mail();
    }

    private static List<String> commands(FailureContext situation) {
        return Explanation.of(situation).steps().stream()
                .map(Step::command)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String all(Explanation explanation) {
        var texts = new ArrayList<String>();
        texts.add(explanation.title());
        texts.add(explanation.meaning());
        texts.add(explanation.cause());
        texts.add(explanation.mail());
        for (var step : explanation.steps()) {
            texts.add(step.text());
            if (step.command() != null) {
                texts.add(step.command());
            }
        }
        return texts.stream().collect(Collectors.joining(" / "));
    }
}
