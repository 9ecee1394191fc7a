package tlsrpt.posture;

import static tlsrpt.posture.World.CA;
import static tlsrpt.posture.World.POLICY;
import static tlsrpt.posture.World.POLICY_HOST;
import static tlsrpt.posture.World.absent;
import static tlsrpt.posture.World.fetch;
import static tlsrpt.posture.World.found;
import static tlsrpt.report.Check.STS_FETCH;
import static tlsrpt.report.Check.STS_HOST_CERT;
import static tlsrpt.report.Check.STS_HOST_DNS;
import static tlsrpt.report.Check.STS_HOST_EXPIRY;
import static tlsrpt.report.Check.STS_HOST_REACH;
import static tlsrpt.report.Check.STS_ID;
import static tlsrpt.report.Check.STS_MAX_AGE;
import static tlsrpt.report.Check.STS_POLICY;
import static tlsrpt.report.Check.STS_RECORD;
import static tlsrpt.report.Check.STS_SEEN;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis.Known;

/// The MTA-STS record and policy.
final class PolicyCases {

    private static final String V4 = "192.0.2.80";
    private static final String V6 = "2001:db8::80";
    private static final String RECORD = "_mta-sts.example.com";
    private static final String FINGERPRINT = "enforce 604800 *.example.com mx1.example.com";

    private PolicyCases() {}

    static Stream<Case> all() {
        return Stream.of(records(), hosts(), fetches(), files(), memory()).flatMap(cases -> cases);
    }

    private static Stream<Case> records() {
        return Stream.of(
                Case.of(STS_RECORD, State.PASS, "one record", world -> {}, "id=20261101"),
                record(State.PASS, "other texts are ignored", null, "id=1", "v=spf1 -all", "v=STSv1; id=1"),
                record(State.WARN, "a second id", null, "a second id", "v=STSv1; id=1; id=2"),
                record(State.WARN, "a blank before the semicolon", null, "a blank", "v=STSv1 ; id=1"),
                record(
                        State.FAIL,
                        "two records",
                        Known.STS_RECORD_INVALID,
                        "has 2 records",
                        "v=STSv1; id=1",
                        "v=STSv1; id=2"),
                record(State.FAIL, "no id", Known.STS_RECORD_INVALID, "has no id", "v=STSv1;"),
                record(
                        State.FAIL,
                        "a hyphen in the id",
                        Known.STS_RECORD_INVALID,
                        "letters and digits",
                        "v=STSv1; id=2026-11"),
                record(
                        State.FAIL,
                        "33 digits",
                        Known.STS_RECORD_INVALID,
                        "letters and digits",
                        "v=STSv1; id=" + "1".repeat(33)),
                record(State.FAIL, "the wrong case", Known.STS_RECORD_INVALID, "exactly", "v=stsv1; id=1"),
                Case.of(
                        STS_RECORD,
                        State.FAIL,
                        "gone while the file is there",
                        world -> world.stsRecord = absent(RECORD),
                        Known.STS_RECORD_INVALID,
                        "is missing"),
                Case.of(
                        STS_RECORD,
                        State.FAIL,
                        "gone although an earlier look saw it",
                        world -> world.withoutMtaSts()
                                .background(known -> World.published(known, CheckContext.Published.STS_RECORD)),
                        Known.STS_RECORD_INVALID,
                        "is missing"),
                Case.of(STS_RECORD, State.NONE, "never published", World::withoutMtaSts, "has no MTA-STS record"),
                Case.of(
                        STS_RECORD,
                        State.FAIL,
                        "a broken signature",
                        world -> world.stsRecord = World.bogus(RECORD),
                        Known.STS_RECORD_INVALID,
                        "signature"),
                Case.of(
                        STS_RECORD,
                        State.UNSEEN,
                        "no answer",
                        world -> world.stsRecord = World.timedOut(RECORD),
                        "no answer"));
    }

    private static Stream<Case> hosts() {
        return Stream.of(
                Case.of(STS_HOST_DNS, State.PASS, "two addresses", world -> {}, V4),
                dns(
                        State.FAIL,
                        "no address",
                        world -> {
                            world.policyV4 = absent(POLICY_HOST);
                            world.policyV6 = absent(POLICY_HOST);
                            world.fetches = List.of();
                        },
                        "has no address"),
                dns(
                        State.FAIL,
                        "a broken signature",
                        world -> {
                            world.policyV4 = World.bogus(POLICY_HOST);
                            world.policyV6 = World.bogus(POLICY_HOST);
                            world.fetches = List.of();
                        },
                        "signature"),
                dns(
                        State.FAIL,
                        "private addresses only",
                        world -> world.fetched(
                                fetch(V4, PolicyLook.Outcome.NOT_PUBLIC, "private"),
                                fetch(V6, PolicyLook.Outcome.NOT_PUBLIC, "private")),
                        "senders cannot reach"),
                dns(
                        State.WARN,
                        "the AAAA lookup is bogus",
                        world -> world.policyV6 = World.bogus(POLICY_HOST),
                        "signature"),
                Case.of(
                        STS_HOST_DNS,
                        State.UNSEEN,
                        "no answer",
                        world -> {
                            world.policyV4 = World.timedOut(POLICY_HOST);
                            world.policyV6 = World.timedOut(POLICY_HOST);
                            world.fetches = List.of();
                        },
                        "no answer"),
                Case.of(STS_HOST_REACH, State.PASS, "both addresses answer", world -> {}, V6),
                reach(
                        State.WARN,
                        "one address refuses",
                        world -> world.fetched(fetch(V4), fetch(V6, PolicyLook.Outcome.REFUSED, "connection refused"))),
                reach(
                        State.FAIL,
                        "every address refuses",
                        world -> world.fetched(
                                fetch(V4, PolicyLook.Outcome.REFUSED, "connection refused"),
                                fetch(V6, PolicyLook.Outcome.REFUSED, "connection refused"))),
                Case.of(
                        STS_HOST_REACH,
                        State.UNSEEN,
                        "a time-out is not a failure",
                        world -> world.fetched(fetch(V4, PolicyLook.Outcome.TIMED_OUT, "no connection in 10 seconds")),
                        Known.STS_POLICY_TIMED_OUT,
                        "no connection"),
                Case.of(STS_HOST_CERT, State.PASS, "a public chain for the name", world -> {}, "O=Let's Encrypt"),
                Case.of(
                        STS_HOST_CERT,
                        State.PASS,
                        "a wildcard for the domain",
                        chain(CA.chain(TestCa.leaf("*.example.com"))),
                        "CN=*.example.com"),
                cert(
                        "expired",
                        Known.STS_WEBPKI_EXPIRED,
                        "expired",
                        CA.chain(TestCa.leaf(POLICY_HOST).aged(Duration.ofDays(91), Duration.ofDays(-1)))),
                cert(
                        "not valid yet",
                        Known.STS_WEBPKI_INVALID,
                        "not valid yet",
                        CA.chain(TestCa.leaf(POLICY_HOST).aged(Duration.ofDays(-1), Duration.ofDays(91)))),
                cert(
                        "another name",
                        Known.STS_WEBPKI_HOST_MISMATCH,
                        "not for mta-sts",
                        CA.chain(TestCa.leaf("www.example.com"))),
                cert(
                        "without its intermediate",
                        Known.STS_WEBPKI_NOT_TRUSTED,
                        "intermediate certificate missing",
                        List.of(CA.issue(TestCa.leaf(POLICY_HOST)).certificate())),
                cert(
                        "self-signed",
                        Known.STS_WEBPKI_NOT_TRUSTED,
                        "public CA",
                        List.of(TestCa.selfSigned(World.NOW, TestCa.leaf(POLICY_HOST))
                                .certificate())),
                Case.of(
                        STS_HOST_CERT,
                        State.FAIL,
                        "the handshake fails",
                        world -> world.fetched(fetch(V4, PolicyLook.Outcome.TLS_FAILED, "alert unrecognized_name")),
                        Known.STS_POLICY_TLS,
                        "unrecognized_name"),
                Case.of(STS_HOST_EXPIRY, State.PASS, "80 of 90 days left", world -> {}, "expires on 2027-02-06"),
                Case.of(
                        STS_HOST_EXPIRY,
                        State.WARN,
                        "15 of 90 days left",
                        chain(CA.chain(TestCa.leaf(POLICY_HOST).aged(Duration.ofDays(75), Duration.ofDays(15)))),
                        "expires on 2026-12-03"),
                Case.of(
                        STS_HOST_EXPIRY,
                        State.FAIL,
                        "5 of 90 days left",
                        chain(CA.chain(TestCa.leaf(POLICY_HOST).aged(Duration.ofDays(85), Duration.ofDays(5)))),
                        "expires on 2026-11-23"),
                Case.of(
                        STS_HOST_EXPIRY,
                        State.PASS,
                        "2 of 6 days left is much for a short life",
                        chain(CA.chain(TestCa.leaf(POLICY_HOST).aged(Duration.ofDays(4), Duration.ofDays(2)))),
                        "expires on 2026-11-20"));
    }

    private static Stream<Case> fetches() {
        return Stream.of(
                Case.of(STS_FETCH, State.PASS, "200 and text/plain", world -> {}, "HTTP/1.1 200"),
                Case.of(
                        STS_FETCH,
                        State.WARN,
                        "another type",
                        world -> world.fetched(fetch(V4, 200, "text/html", POLICY, Duration.ZERO)),
                        "text/html"),
                Case.of(
                        STS_FETCH,
                        State.WARN,
                        "slow",
                        world -> world.fetched(fetch(V4, 200, "text/plain", POLICY, Duration.ofSeconds(9))),
                        "9 seconds"),
                Case.of(
                        STS_FETCH,
                        State.WARN,
                        "compressed unasked",
                        world -> world.fetched(new PolicyLook(
                                World.ip(V4),
                                PolicyLook.Outcome.ANSWERED,
                                "HTTP/1.1 200",
                                200,
                                "",
                                "text/plain",
                                true,
                                POLICY,
                                Duration.ZERO,
                                fetch(V4).tls())),
                        "compressed"),
                Case.of(
                        STS_FETCH,
                        State.WARN,
                        "the addresses differ",
                        world -> world.fetched(
                                fetch(V4),
                                fetch(V6, 200, "text/plain", POLICY + "mx: new.example.net\r\n", Duration.ZERO)),
                        "2 different files"),
                status(301, Known.STS_POLICY_REDIRECTED),
                status(403, Known.STS_POLICY_REFUSED),
                status(404, Known.STS_POLICY_NOT_FOUND),
                status(418, Known.STS_POLICY_FETCH_ERROR),
                status(503, Known.STS_POLICY_SERVER_ERROR),
                Case.of(
                        STS_FETCH,
                        State.FAIL,
                        "a redirect, with its target",
                        world -> world.fetched(new PolicyLook(
                                World.ip(V4),
                                PolicyLook.Outcome.ANSWERED,
                                "HTTP/1.1 302 Found",
                                302,
                                "https://www.example.com/",
                                "",
                                false,
                                null,
                                Duration.ZERO,
                                fetch(V4).tls())),
                        Known.STS_POLICY_REDIRECTED,
                        "Location: https://www.example.com/"),
                broken("without end", PolicyLook.Outcome.TOO_LONG, Known.STS_POLICY_FETCH_ERROR),
                broken("cut short", PolicyLook.Outcome.CUT_SHORT, Known.STS_POLICY_FETCH_ERROR),
                broken("a drip", PolicyLook.Outcome.TIMED_OUT, Known.STS_POLICY_TIMED_OUT));
    }

    private static Stream<Case> files() {
        return Stream.of(
                Case.of(STS_POLICY, State.PASS, "a whole policy", world -> {}, "mode enforce, max_age 604800"),
                file(
                        State.PASS,
                        "bare line feeds and an unknown key",
                        POLICY.replace("\r", "") + "x: 1\n",
                        "mode enforce"),
                file(State.PASS, "mode none needs no mx", "version: STSv1\nmode: none\nmax_age: 86400\n", "mode none"),
                file(State.WARN, "a second mode", POLICY + "mode: none\n", "a second mode"),
                file(State.WARN, "a likely typo", POLICY + "max-age: 1\n", "max-age"),
                bad("a byte order mark", "\uFEFF" + POLICY, "byte order mark"),
                bad("a web page", "<!doctype html><html>", "web page"),
                bad("no version", POLICY.replace("version: STSv1\r\n", ""), "no version"),
                bad("no mode", POLICY.replace("mode: enforce\r\n", ""), "no mode"),
                bad("an unknown mode", POLICY.replace("enforce", "enforced"), "mode other than"),
                bad("no max_age", POLICY.replace("max_age: 604800\r\n", ""), "no max_age"),
                bad("no mx", "version: STSv1\nmode: testing\nmax_age: 86400\n", "no mx"),
                bad("commas between hosts", POLICY + "mx: a.example.com, b.example.com\n", "several hosts"),
                bad("an address", POLICY + "mx: 192.0.2.25\n", "names an address"),
                bad("a U-label", POLICY + "mx: m\u00fc.example\n", "xn--"),
                bad("an asterisk within a label", POLICY + "mx: mx*.example.com\n", "asterisk"),
                bad("a dot at the end", POLICY + "mx: mx1.example.com.\n", "ends with a dot"),
                Case.of(
                        STS_POLICY,
                        State.UNSEEN,
                        "nothing was fetched",
                        world -> world.fetched(fetch(V4, PolicyLook.Outcome.REFUSED, "refused")),
                        "could not be fetched"),
                Case.of(STS_MAX_AGE, State.PASS, "a week under enforce", world -> {}, "604800"),
                maxAge(State.NOTE, 86_400, null),
                maxAge(State.WARN, 3_600, null),
                maxAge(State.FAIL, 31_557_601, Known.STS_POLICY_INVALID),
                Case.of(
                        STS_MAX_AGE,
                        State.NOTE,
                        "an hour in the week after a change of mode",
                        world -> world.policy(POLICY.replace("604800", "3600"))
                                .background(known -> new CheckContext(
                                        known.roots(),
                                        known.destinations(),
                                        known.published(),
                                        null,
                                        null,
                                        known.sparesSince(),
                                        World.NOW.minus(Duration.ofDays(2)),
                                        List.of())),
                        "3600"));
    }

    private static Stream<Case> memory() {
        return Stream.of(
                id(State.PASS, "both as before", "20261101", FINGERPRINT, null, null, "id 20261101"),
                id(State.PASS, "both new", "1", "testing 86400 old.example.com", null, null, "id 20261101"),
                id(State.WARN, "a new id for the same policy", "1", FINGERPRINT, null, null, "same policy"),
                id(
                        State.WARN,
                        "a new policy under the old id, seen once",
                        "20261101",
                        "testing 1 a.example",
                        null,
                        Known.MX_NOT_IN_POLICY,
                        "still 20261101"),
                id(
                        State.FAIL,
                        "a new policy under the old id for over an hour",
                        "20261101",
                        "testing 1 a.example",
                        Duration.ofMinutes(61),
                        Known.MX_NOT_IN_POLICY,
                        "still 20261101"),
                Case.of(
                        STS_ID,
                        State.PASS,
                        "white space and order alone changed",
                        world -> world.policy(
                                        "mode:enforce\nmax_age:  604800\nmx:*.example.com\n\nmx:mx1.example.com\nversion: STSv1")
                                .background(known -> World.seen(
                                        known, new CheckContext.ObservedPolicy("20261101", FINGERPRINT, null))),
                        "id 20261101"),
                seen(
                        State.PASS,
                        "every reporter is up to date",
                        "enforce *.example.com mx1.example.com",
                        "all reporters"),
                seen(State.NOTE, "one still has an older policy", "testing mx0.example.com", "google.com used"));
    }

    private static Case record(State state, String name, @Nullable Known diagnosis, String seen, String... texts) {
        return Case.of(STS_RECORD, state, name, world -> world.stsRecord = found(RECORD, texts), diagnosis, seen);
    }

    private static Case dns(State state, String name, Consumer<World> change, String seen) {
        return Case.of(STS_HOST_DNS, state, name, change, Known.STS_POLICY_DNS, seen);
    }

    private static Case reach(State state, String name, Consumer<World> change) {
        return Case.of(STS_HOST_REACH, state, name, change, Known.STS_POLICY_UNREACHABLE, "connection refused");
    }

    private static Consumer<World> chain(List<X509Certificate> chain) {
        return world -> world.fetched(fetch(V4, chain));
    }

    private static Case cert(String name, @Nullable Known diagnosis, String seen, List<X509Certificate> chain) {
        return Case.of(STS_HOST_CERT, State.FAIL, name, chain(chain), diagnosis, seen);
    }

    private static Case status(int status, @Nullable Known diagnosis) {
        return Case.of(
                STS_FETCH,
                State.FAIL,
                "status " + status,
                world -> world.fetched(fetch(V4, status, "", "", Duration.ZERO)),
                diagnosis,
                "HTTP/1.1 " + status);
    }

    private static Case broken(String name, PolicyLook.Outcome outcome, @Nullable Known diagnosis) {
        return Case.of(
                STS_FETCH,
                State.FAIL,
                name,
                world -> world.fetched(new PolicyLook(
                        World.ip(V4),
                        outcome,
                        "ended",
                        200,
                        "",
                        "",
                        false,
                        null,
                        Duration.ofSeconds(60),
                        fetch(V4).tls())),
                diagnosis,
                "ended");
    }

    private static Case file(State state, String name, String body, String seen) {
        return Case.of(STS_POLICY, state, name, world -> world.policy(body), seen);
    }

    private static Case bad(String name, String body, String seen) {
        return Case.of(STS_POLICY, State.FAIL, name, world -> world.policy(body), Known.STS_POLICY_INVALID, seen);
    }

    private static Case maxAge(State state, long seconds, @Nullable Known diagnosis) {
        return Case.of(
                STS_MAX_AGE,
                state,
                seconds + " seconds under enforce",
                world -> world.policy(POLICY.replace("604800", String.valueOf(seconds))),
                diagnosis,
                String.valueOf(seconds));
    }

    private static Case id(
            State state,
            String name,
            String id,
            String fingerprint,
            @Nullable Duration stale,
            @Nullable Known diagnosis,
            String seen) {
        var since = stale == null ? null : World.NOW.minus(stale);
        return Case.of(
                STS_ID,
                state,
                name,
                world -> world.background(
                        known -> World.seen(known, new CheckContext.ObservedPolicy(id, fingerprint, since))),
                diagnosis,
                seen);
    }

    private static Case seen(State state, String name, String form, String seen) {
        return Case.of(
                STS_SEEN,
                state,
                name,
                world -> world.background(known -> new CheckContext(
                        known.roots(),
                        known.destinations(),
                        known.published(),
                        null,
                        null,
                        known.sparesSince(),
                        null,
                        List.of(new CheckContext.ReporterForm("google.com", form)))),
                seen);
    }
}
