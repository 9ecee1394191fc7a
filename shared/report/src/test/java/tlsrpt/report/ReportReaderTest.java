package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a report may look like, from a well-behaved one to what senders really write.
class ReportReaderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);

    /// One policy with two failure details, written out to be changed by the tests.
    private static final String JSON = """
            {
              "organization-name": "Example Mail",
              "date-range": {"start-datetime": "2026-03-01T00:00:00Z", "end-datetime": "2026-03-01T23:59:59Z"},
              "contact-info": "tlsrpt@example.net",
              "report-id": "2026-03-01_example.com",
              "policies": [{
                "policy": {
                  "policy-type": "sts",
                  "policy-string": ["version: STSv1", "mode: enforce", "mx: *.example.com", "max_age: 604800"],
                  "policy-domain": "example.com",
                  "mx-host": ["*.example.com"]
                },
                "summary": {"total-successful-session-count": 40, "total-failure-session-count": 3},
                "failure-details": [{
                  "result-type": "certificate-expired",
                  "sending-mta-ip": "192.0.2.1",
                  "receiving-mx-hostname": "mx1.example.com",
                  "receiving-mx-helo": "mx1",
                  "receiving-ip": "2001:db8::25",
                  "failed-session-count": 2,
                  "additional-information": "https://example.net/why",
                  "failure-reason-code": "X509_V_ERR_CERT_HAS_EXPIRED"
                }, {
                  "result-type": "starttls-not-supported",
                  "sending-mta-ip": "192.0.2.2",
                  "receiving-ip": "203.0.113.25",
                  "failed-session-count": 1
                }]
              }]
            }""";

    private static final String POLICY_STRING =
            "[\"version: STSv1\", \"mode: enforce\", \"mx: *.example.com\", \"max_age: 604800\"]";

    @Test
    void readsEveryValueOfAReport() {
        var read = read(JSON);

        assertThat(read.quirks()).isEmpty();
        assertThat(read.report())
                .isEqualTo(new Report(
                        "Example Mail",
                        new DateRange(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-01T23:59:59Z")),
                        "tlsrpt@example.net",
                        "2026-03-01_example.com",
                        List.of(new PolicyResult(
                                new Policy(
                                        PolicyType.Registered.STS,
                                        List.of(
                                                "version: STSv1",
                                                "mode: enforce",
                                                "mx: *.example.com",
                                                "max_age: 604800"),
                                        "example.com",
                                        List.of("*.example.com")),
                                new Summary(40L, 3L),
                                List.of(
                                        new FailureDetail(
                                                ResultType.Registered.CERTIFICATE_EXPIRED,
                                                "192.0.2.1",
                                                "mx1.example.com",
                                                "mx1",
                                                "2001:db8::25",
                                                2L,
                                                "https://example.net/why",
                                                "X509_V_ERR_CERT_HAS_EXPIRED"),
                                        new FailureDetail(
                                                ResultType.Registered.STARTTLS_NOT_SUPPORTED,
                                                "192.0.2.2",
                                                null,
                                                null,
                                                "203.0.113.25",
                                                1L,
                                                null,
                                                null))))));
    }

    @Test
    void readsKeysInAnyOrder() {
        var read = read("""
                {"policies":[{"failure-details":[{"receiving-ip":"203.0.113.25","failed-session-count":2,
                "sending-mta-ip":"192.0.2.1","result-type":"tlsa-invalid"}],
                "summary":{"total-failure-session-count":2,"total-successful-session-count":1},
                "policy":{"policy-domain":"example.com","policy-type":"tlsa"}}],
                "report-id":"1","contact-info":"a@example.net",
                "date-range":{"end-datetime":"2026-03-01T23:59:59Z","start-datetime":"2026-03-01T00:00:00Z"},
                "organization-name":"Example"}""");

        assertThat(read.quirks()).isEmpty();
        assertThat(read.report()
                        .policies()
                        .getFirst()
                        .failureDetails()
                        .getFirst()
                        .failed())
                .isEqualTo(2);
    }

    // --- texts ---

    @Test
    void keepsAMissingTextMissing() {
        var read = read(JSON.replace("\"contact-info\": \"tlsrpt@example.net\",", ""));

        assertThat(read.report().contactInfo()).isNull();
        assertThat(read.quirks()).containsExactly(new Quirk("contact-info", "is missing"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "missing",
            value = {
                "null,                      missing,            is null; read as missing",
                "{},                        missing,            `is an object, not a text; it was skipped`",
                "[],                        missing,            is a list; its first text was read",
                "`[{\"a\":[]},\"a@b.c\",\"d\"]`, a@b.c,          is a list; its first text was read",
                "\"\",                      ``,                 is empty",
                "42,                        42,                 is no text; kept as it is written",
                "true,                      true,               is no text; kept as it is written",
            })
    void readsATextThatIsNone(String json, String text, String note) {
        var read = read(JSON.replace("\"tlsrpt@example.net\"", json));

        assertThat(read.report().contactInfo()).isEqualTo(text);
        assertThat(read.quirks()).containsExactly(new Quirk("contact-info", note));
    }

    @ParameterizedTest
    @ValueSource(strings = {"organization-name", "contact-info", "report-id"})
    void namesTheTextsThatAreMissing(String key) {
        assertThat(read(JSON.replace("\"" + key + "\"", "\"x\"")).quirks())
                .extracting(Quirk::path)
                .containsExactly("x", key);
    }

    @Test
    void namesWhatAPolicyAndItsDetailsLack() {
        var read = read("""
                {"organization-name":"Example","date-range":
                {"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
                "contact-info":"a@example.net","report-id":"1",
                "policies":[{},{"policy":{},"summary":{},"failure-details":[{}]},
                {"policy":{"policy-type":"sts","policy-domain":"example.com"},
                "summary":{"total-successful-session-count":0,"total-failure-session-count":7}}]}""");

        assertThat(read.quirks())
                .extracting(Quirk::path)
                .containsExactly(
                        "policies[0].policy",
                        "policies[0].summary",
                        "policies[1].policy.policy-type",
                        "policies[1].policy.policy-domain",
                        "policies[1].summary.total-successful-session-count",
                        "policies[1].summary.total-failure-session-count",
                        "policies[1].failure-details[0].result-type",
                        "policies[1].failure-details[0].sending-mta-ip",
                        "policies[1].failure-details[0].receiving-ip",
                        "policies[1].failure-details[0].failed-session-count",
                        "policies[2].failure-details");
        assertThat(read.report().policies().get(1).summary()).isEqualTo(new Summary(null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"nothing\"", "null", "[]", "7"})
    void readsAPolicyThatIsNoObjectAsNone(String json) {
        var read = read(aReportWith("\"policy\":" + json + ",\"summary\":" + json));

        assertThat(read.report().policies().getFirst().policy())
                .isEqualTo(new Policy(null, List.of(), null, List.of()));
        assertThat(read.quirks())
                .contains(
                        new Quirk("policies[0].policy", "is no object; it was skipped"),
                        new Quirk("policies[0].summary", "is no object; it was skipped"));
    }

    @Test
    void givesRowsThatNameTheSameMxTheSameText() {
        var details = read(aReport()
                        .sts("example.com", "enforce", 1)
                        .failed("certificate-expired", "mx1.example.com", 1)
                        .failed("certificate-expired", "mx1.example.com", 1)
                        .json())
                .report()
                .policies()
                .getFirst()
                .failureDetails();

        assertThat(details.get(1).receivingMxHostname()).isSameAs(details.get(0).receivingMxHostname());
    }

    // --- addresses, domains and tokens ---

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "192.0.2.1,          none",
                "2001:DB8::1,        none",
                "unknown,            is no IP address; kept as it came",
                "192,                is no IP address; kept as it came",
                "fe80::1%eth0,       is no IP address; kept as it came",
                "'',                 is empty",
            })
    void keepsAnAddressAsItCame(String address, String note) {
        var read = read(JSON.replace("\"192.0.2.1\"", "\"" + address + "\""));

        assertThat(read.report()
                        .policies()
                        .getFirst()
                        .failureDetails()
                        .getFirst()
                        .sendingMtaIp())
                .isEqualTo(address);
        assertThat(read.quirks())
                .isEqualTo(
                        note == null
                                ? List.of()
                                : List.of(new Quirk("policies[0].failure-details[0].sending-mta-ip", note)));
    }

    @Test
    void readsUlabelsAsAlabels() {
        var read = read(JSON.replace("\"policy-domain\": \"example.com\"", "\"policy-domain\": \"bücher.example\""));

        assertThat(read.report().policies().getFirst().policy().policyDomain()).isEqualTo("xn--bcher-kva.example");
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.policy-domain", "has U-labels; read as xn--bcher-kva.example"));
    }

    @Test
    void keepsUnknownTokensAsTheyCame() {
        var read = read(JSON.replace("\"sts\"", "\"dnssec\"").replace("\"certificate-expired\"", "\"Other\""));

        var result = read.report().policies().getFirst();
        assertThat(result.policy().type()).isEqualTo(new PolicyType.Unregistered("dnssec"));
        assertThat(result.failureDetails().getFirst().resultType()).isEqualTo(new ResultType.Unregistered("Other"));
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.policy-type", "is no policy type of RFC 8460; kept as it came"),
                        new Quirk(
                                "policies[0].failure-details[0].result-type",
                                "is no registered result type; kept as it came"));
    }

    @Test
    void readsTokensInCapitals() {
        var read =
                read(JSON.replace("\"sts\"", "\" STS\"").replace("\"certificate-expired\"", "\"Certificate-Expired\""));

        var result = read.report().policies().getFirst();
        assertThat(result.policy().type()).isEqualTo(PolicyType.Registered.STS);
        assertThat(result.failureDetails().getFirst().resultType())
                .isEqualTo(ResultType.Registered.CERTIFICATE_EXPIRED);
        assertThat(read.quirks())
                .extracting(Quirk::note)
                .containsExactly(
                        "is written with blanks or capitals; read as sts",
                        "is written with blanks or capitals; read as certificate-expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}"})
    void keepsAMissingTokenMissing(String json) {
        var read = read(JSON.replace("\"sts\"", json).replace("\"certificate-expired\"", json));

        assertThat(read.report().policies().getFirst().policy().type()).isNull();
        assertThat(read.report()
                        .policies()
                        .getFirst()
                        .failureDetails()
                        .getFirst()
                        .resultType())
                .isNull();
        assertThat(read.quirks()).hasSize(2);
    }

    // --- counts ---

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "0,               0,             none",
                "8589934592,      8589934592,    none",
                "1000000000000,   1000000000000, none",
                "40.0,            40,            is written as a fraction",
                "4e3,             4000,          is written as a fraction",
                "'\"40\"',        40,            'is a text, not a number'",
                "'\" 40.0 \"',    40,            'is a text, not a number'",
                "'\"\"',          none,          is empty; read as missing",
                "null,            none,          is null; read as missing",
            })
    void readsACountInEveryForm(String json, Long count, String note) {
        var read = read(JSON.replace("40", json));

        var path = "policies[0].summary.total-successful-session-count";
        assertThat(read.report().policies().getFirst().summary().totalSuccessfulSessionCount())
                .isEqualTo(count);
        assertThat(read.quirks()).isEqualTo(note == null ? List.of() : List.of(new Quirk(path, note)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,                    is negative: -1",
        "-1.0,                  is negative: -1",
        "'\"-7\"',              is negative: -7",
        "1000000000001,         is more than 1000000000000 sessions",
        "99999999999999999999,  is more than 1000000000000 sessions",
        "1e300,                 is more than 1000000000000 sessions",
        "40.5,                  is no whole number",
        "'\"NaN\"',             is no whole number",
        "'\"many\"',            is no number",
        "true,                  is no number",
        "[40],                  is no number",
    })
    void refusesACountThatIsNone(String json, String reason) {
        assertThat(refused(JSON.replace("40", json)))
                .isEqualTo(new Reading.Refused("policies[0].summary.total-successful-session-count", reason));
    }

    @Test
    void refusesANegativeCountInADetailWithItsPlace() {
        assertThat(refused(JSON.replace("\"failed-session-count\": 1", "\"failed-session-count\": -1"))
                        .path())
                .isEqualTo("policies[0].failure-details[1].failed-session-count");
    }

    // --- lists ---

    @Test
    void readsOneTextAsAList() {
        var read = read(JSON.replace("[\"*.example.com\"]", "\"*.example.com\""));

        assertThat(read.report().policies().getFirst().policy().mxHost()).containsExactly("*.example.com");
        assertThat(read.quirks()).containsExactly(new Quirk("policies[0].policy.mx-host", "is one text, not a list"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"version: STSv1\\r\\nmode: testing\\r\\nmx: mx1.example.com\"",
                "\"version: STSv1; mode: testing; mx: mx1.example.com\"",
                "[\"version: STSv1\\nmode: testing\\nmx: mx1.example.com\\n\"]",
                "[\"version: STSv1 \", \" mode: testing\", \"mx: mx1.example.com\\r\"]",
                "\"[\\\"version: STSv1\\\",\\\"mode: testing\\\",\\\"mx: mx1.example.com\\\"]\"",
                "[\"[\\\"version: STSv1\\\",\\\"mode: testing\\\",\\\"mx: mx1.example.com\\\"]\"]",
            })
    void readsThePolicyStringInEveryForm(String json) {
        var read = read(JSON.replace(POLICY_STRING, json));

        assertThat(read.report().policies().getFirst().policy().policyString())
                .containsExactly("version: STSv1", "mode: testing", "mx: mx1.example.com");
        assertThat(read.quirks())
                .isNotEmpty()
                .allSatisfy(quirk -> assertThat(quirk.path()).startsWith("policies[0].policy.policy-string"));
    }

    @Test
    void readsMicrosoftsTlsaRecordsOutOfTheText() {
        var read = read(JSON.replace(POLICY_STRING, """
                ["[\\"3 1 1 AB\\",\\"3 1 1 CD\\"]"]"""));

        assertThat(read.report().policies().getFirst().policy().policyString()).containsExactly("3 1 1 AB", "3 1 1 CD");
        assertThat(read.quirks())
                .containsExactly(new Quirk(
                        "policies[0].policy.policy-string[0]", "is a JSON list inside a text; its elements were read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"[not json]\"", "\"[1,2]\"", "\"[\\\"a\\\"\"", "\"<p>it; broke</p>\""})
    void keepsATextThatOnlyLooksLikeAList(String json) {
        assertThat(read(JSON.replace(POLICY_STRING, json))
                        .report()
                        .policies()
                        .getFirst()
                        .policy()
                        .policyString())
                .hasSize(1);
    }

    @Test
    void leavesOutTheMxKeyThatSomePutBeforeTheirPatterns() {
        var read =
                read(JSON.replace("[\"*.example.com\"]", "[\"mx: mx1.example.com\", \"MX:mx2.example.com\", \" b \"]"));

        assertThat(read.report().policies().getFirst().policy().mxHost())
                .containsExactly("mx1.example.com", "mx2.example.com", "b");
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.mx-host[0]", "starts with mx:, which was left out"),
                        new Quirk("policies[0].policy.mx-host[1]", "starts with mx:, which was left out"),
                        new Quirk("policies[0].policy.mx-host[2]", "has blanks around it, which were left out"));
    }

    @Test
    void leavesOutWhatIsNoTextInAList() {
        var read = read(JSON.replace("[\"*.example.com\"]", "[null, {\"a\": [1]}, \"b\", 7]"));

        assertThat(read.report().policies().getFirst().policy().mxHost()).containsExactly("b");
        assertThat(read.quirks())
                .extracting(Quirk::path)
                .containsExactly(
                        "policies[0].policy.mx-host[0]",
                        "policies[0].policy.mx-host[1]",
                        "policies[0].policy.mx-host[3]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{\"a\": 1}"})
    void readsAListThatIsNoneAsEmpty(String json) {
        var read = read(JSON.replace("[\"*.example.com\"]", json));

        assertThat(read.report().policies().getFirst().policy().mxHost()).isEmpty();
        assertThat(read.quirks()).extracting(Quirk::path).containsExactly("policies[0].policy.mx-host");
    }

    @Test
    void readsOneObjectAsAListOfPoliciesOrDetails() {
        var read = read("""
                {"organization-name":"Example","date-range":
                {"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
                "contact-info":"a@example.net","report-id":"1",
                "policies":{"policy":{"policy-type":"sts","policy-domain":"example.com"},
                "summary":{"total-successful-session-count":1,"total-failure-session-count":1},
                "failure-details":{"result-type":"validation-failure","sending-mta-ip":"192.0.2.1",
                "receiving-ip":"192.0.2.2","failed-session-count":1}}}""");

        assertThat(read.report().policies().getFirst().failureDetails()).hasSize(1);
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies", "is one object; read as a list of one"),
                        new Quirk("policies.failure-details", "is one object; read as a list of one"));
    }

    @Test
    void leavesOutPoliciesAndDetailsThatAreNoObjects() {
        var read = read(JSON.replace("\"policies\": [", "\"policies\": [null, [1], ")
                .replace("\"failure-details\": [", "\"failure-details\": [\"x\", "));

        assertThat(read.report().policies()).hasSize(1);
        assertThat(read.report().policies().getFirst().failureDetails()).hasSize(2);
        assertThat(read.quirks())
                .extracting(Quirk::path)
                .containsExactly("policies[0]", "policies[1]", "policies[2].failure-details[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"none\"", "0"})
    void readsFailureDetailsThatAreNoneAsEmpty(String json) {
        var read = read(aReportWith("\"failure-details\":" + json));

        assertThat(read.report().policies().getFirst().failureDetails()).isEmpty();
        assertThat(read.quirks()).contains(new Quirk("policies[0].failure-details", "is no list; it was skipped"));
    }

    @Test
    void readsAReportWithoutAnyPolicyInIt() {
        var read = read(JSON.replaceFirst("(?s)\"policies\": \\[.*", "\"policies\": []}"));

        assertThat(read.report().policies()).isEmpty();
        assertThat(read.quirks()).containsExactly(new Quirk("policies", "is empty"));
    }

    // --- keys ---

    @Test
    void readsTheKeysOfTheDrafts() {
        var read = read(JSON.replace("\"mx-host\"", "\"mx-host-pattern\"")
                .replace("\"additional-information\"", "\"additional-info-uri\"")
                .replace("\"failure-reason-code\"", "\"failure-error-code\""));

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.mx-host-pattern", "is a draft's key; read as mx-host"),
                        new Quirk(
                                "policies[0].failure-details[0].additional-info-uri",
                                "is a draft's key; read as additional-information"),
                        new Quirk(
                                "policies[0].failure-details[0].failure-error-code",
                                "is a draft's key; read as failure-reason-code"));
    }

    @Test
    void skipsUnknownKeys() {
        var read =
                read(JSON.replace("\"summary\": {", "\"summary\": {\"report-id\": 1, \"\\u001b[2J\": {\"a\": [{}]}, "));

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].summary.report-id", "is no key of RFC 8460; it was skipped"),
                        new Quirk("policies[0].summary.?[2J", "is no key of RFC 8460; it was skipped"));
    }

    @Test
    void takesTheLastOfAKeyThatStandsTwice() {
        var read = read(JSON.replace("\"report-id\"", "\"report-id\": \"first\", \"report-id\""));

        assertThat(read.report().reportId()).isEqualTo("2026-03-01_example.com");
        assertThat(read.quirks()).containsExactly(new Quirk("report-id", "stands here again; the last one was read"));
    }

    @Test
    void listsAHundredQuirksAndSaysThatThereAreMore() {
        var quirks = read(JSON.replace("[\"*.example.com\"]", "[" + "7,".repeat(150) + "7]"))
                .quirks();

        assertThat(quirks).hasSize(101);
        assertThat(quirks.getLast().note()).isEqualTo("has more quirks than the 100 that are listed");
    }

    // --- encodings and documents ---

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16"})
    void readsUtf16(String charset) {
        var read = only(JSON.getBytes(Charset.forName(charset)));

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks()).containsExactly(new Quirk("", "is not UTF-8; read as UTF-16"));
    }

    @Test
    void skipsAByteOrderMark() {
        var read = read("\uFEFF" + JSON);

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks()).containsExactly(new Quirk("", "starts with a byte-order mark, which was skipped"));
    }

    @Test
    void readsWrongBytesAsReplacementCharacters() {
        var read = only(JSON.replace("Example Mail", "Beispiel für Mail").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(read.report().organizationName()).isEqualTo("Beispiel f\uFFFDr Mail");
        assertThat(read.quirks())
                .containsExactly(new Quirk("", "is not UTF-8 throughout; wrong bytes were read as U+FFFD"));
    }

    @Test
    void readsAPartOfAnArray() {
        var padded = new ByteArrayOutputStream();
        padded.writeBytes("{{{".getBytes(StandardCharsets.UTF_8));
        padded.writeBytes(JSON.getBytes(StandardCharsets.UTF_8));
        padded.writeBytes("}}}".getBytes(StandardCharsets.UTF_8));

        var readings =
                new ReportReader(CLOCK).read(padded.toByteArray(), 3, JSON.getBytes(StandardCharsets.UTF_8).length);

        assertThat(readings).containsExactly(new Reading.Read(read(JSON).report(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0000", "]", "--boundary--", "7", "\"more\"", "{"})
    void skipsOtherBytesBehindTheReport(String bytes) {
        var readings = readings(JSON + bytes);

        assertThat(readings.getFirst())
                .isInstanceOfSatisfying(
                        Reading.Read.class,
                        read -> assertThat(read.report()).isEqualTo(read(JSON).report()));
    }

    @Test
    void notesOtherBytesBehindTheReport() {
        assertThat(read(JSON + "]").quirks())
                .containsExactly(new Quirk("", "has other bytes behind the report, which were skipped"));
        assertThat(read(JSON + " 7").quirks())
                .containsExactly(new Quirk("", "has other bytes behind the report, which were skipped"));
    }

    @Test
    void keepsTheRefusalOfAReportThatOtherBytesFollow() {
        assertThat(readings(JSON.replace("date-range", "range") + " 7"))
                .containsExactly(new Reading.Refused("date-range", "is missing"));
    }

    @Test
    void readsSeveralReportsInOneArray() {
        var first = aReport().id("1").sts("example.com", "enforce", 1).json();
        var second = aReport().id("2").sts("example.org", "enforce", 2).json();

        assertThat(readings("[" + first + "," + second + "]"))
                .extracting(reading -> ((Reading.Read) reading).report().reportId())
                .containsExactly("1", "2");
    }

    @Test
    void readsReportsOneBehindTheOther() {
        var first = aReport().id("1").sts("example.com", "enforce", 1).json();
        var second = aReport().id("2").sts("example.org", "enforce", 2).json();

        assertThat(readings(first + "\n" + second + "\n"))
                .extracting(reading -> ((Reading.Read) reading).report().reportId())
                .containsExactly("1", "2");
        assertThat(((Reading.Read) readings(first + second).getLast()).quirks())
                .containsExactly(new Quirk("", "follows another report; read as one of its own"));
    }

    @Test
    void readsTheOthersWhereOneOfSeveralIsRefused() {
        var good = aReport().sts("example.com", "enforce", 1).json();
        var bad = good.replace("\"total-successful-session-count\":1", "\"total-successful-session-count\":-1");

        var readings = readings("[7," + good + "," + bad + "," + good + "]");

        assertThat(readings).hasSize(4);
        assertThat(readings.get(0)).isEqualTo(new Reading.Refused("[0]", "is no object"));
        assertThat(readings.get(2))
                .isEqualTo(new Reading.Refused(
                        "[2].policies[0].summary.total-successful-session-count", "is negative: -1"));
        assertThat(readings.get(3))
                .isEqualTo(new Reading.Read(
                        ((Reading.Read) readings.get(1)).report(),
                        List.of(new Quirk("[3]", "is an element of a list; read as a report"))));
    }

    @Test
    void keepsWhatItReadBeforeTheDocumentBreaks() {
        var good = aReport().sts("example.com", "enforce", 1).json();

        var readings = readings("[" + good + "," + good.substring(0, 90));

        assertThat(readings).hasSize(2);
        assertThat(readings.get(0)).isInstanceOf(Reading.Read.class);
        assertThat(readings.get(1)).isInstanceOf(Reading.Refused.class);
    }

    private static String aReportWith(String members) {
        return """
                {"organization-name":"Example","date-range":
                {"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
                "contact-info":"a@example.net","report-id":"1","policies":[{%s}]}""".formatted(members);
    }

    private static Reading.Read read(String json) {
        return only(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Reading.Read only(byte[] document) {
        var readings = new ReportReader(CLOCK).read(document);
        assertThat(readings).hasSize(1);
        return (Reading.Read) readings.getFirst();
    }

    private static Reading.Refused refused(String json) {
        return (Reading.Refused) readings(json).getFirst();
    }

    private static List<Reading> readings(String json) {
        return new ReportReader(CLOCK).read(json.getBytes(StandardCharsets.UTF_8));
    }
}
