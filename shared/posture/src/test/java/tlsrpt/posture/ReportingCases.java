package tlsrpt.posture;

import static tlsrpt.posture.World.OURS;
import static tlsrpt.posture.World.absent;
import static tlsrpt.posture.World.found;
import static tlsrpt.report.Check.TLSRPT_MX_HOST;
import static tlsrpt.report.Check.TLSRPT_RECORD;
import static tlsrpt.report.Check.TLSRPT_TARGET;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tlsrpt.report.Diagnosis;

/// The TLSRPT record.
final class ReportingCases {

    private static final String NAME = "_smtp._tls.example.com";

    private ReportingCases() {}

    static Stream<Case> all() {
        return Stream.of(
                record(State.PASS, "one record", "v=TLSRPTv1"),
                record(State.PASS, "an unknown field is ignored", "x=1", "v=TLSRPTv1; x=1; rua=" + OURS),
                record(State.PASS, "other texts are ignored", "v=TLSRPTv1", "v=spf1 -all", "v=TLSRPTv1; rua=" + OURS),
                record(State.PASS, "an https target", "https:", "v=TLSRPTv1;rua=https://r.example/v1"),
                record(State.WARN, "a blank before the semicolon", "a blank", "v=TLSRPTv1 ; rua=" + OURS),
                record(State.WARN, "two rua fields", "several rua", "v=TLSRPTv1; rua=" + OURS + "; rua=mailto:b@x.net"),
                record(State.WARN, "a raw exclamation mark", "%21", "v=TLSRPTv1; rua=mailto:a@x.net!10m"),
                record(State.WARN, "a raw comma", "%2C", "v=TLSRPTv1; rua=https://x.net/a,b"),
                Case.of(
                        TLSRPT_RECORD,
                        State.WARN,
                        "a TTL of five minutes",
                        world -> world.tlsRpt =
                                World.lasting(world.tlsRpt, Duration.ofMinutes(5), World.NOW.plus(Duration.ofDays(30))),
                        "TTL of 300 seconds"),
                record(
                        State.FAIL,
                        "two records",
                        "has 2 records",
                        "v=TLSRPTv1; rua=" + OURS,
                        "v=TLSRPTv1; rua=mailto:b@x.net"),
                record(State.FAIL, "the wrong case", "does not begin with exactly", "V=TLSRPTV1; rua=" + OURS),
                record(State.FAIL, "a misspelled version", "does not begin with exactly", "v= TLSRPTv1; rua=" + OURS),
                record(State.FAIL, "no rua", "has no rua", "v=TLSRPTv1;"),
                record(State.FAIL, "a bare address", "without mailto:", "v=TLSRPTv1; rua=reports@example.net"),
                record(State.FAIL, "http instead of https", "http:", "v=TLSRPTv1; rua=http://r.example/v1"),
                Case.of(
                        TLSRPT_RECORD,
                        State.FAIL,
                        "gone although reports are expected",
                        world -> world.tlsRpt = absent(NAME),
                        "has no TLSRPT record"),
                Case.of(
                        TLSRPT_RECORD,
                        State.FAIL,
                        "gone although an earlier look saw it",
                        world -> {
                            world.tlsRpt = absent(NAME);
                            world.background = World.published(
                                    CheckContext.of(World.CA.roots(), List.of()), CheckContext.Published.TLSRPT_RECORD);
                        },
                        "has no TLSRPT record"),
                Case.of(
                        TLSRPT_RECORD,
                        State.NONE,
                        "never published",
                        world -> {
                            world.tlsRpt = absent(NAME);
                            world.background = CheckContext.of(World.CA.roots(), List.of());
                        },
                        "has no TLSRPT record"),
                Case.of(
                        TLSRPT_RECORD,
                        State.FAIL,
                        "at a neighboring name",
                        world -> {
                            world.tlsRpt = absent(NAME);
                            world.misplaced = Map.of("_smtp._tcp.example.com", "v=TLSRPTv1; rua=" + OURS);
                        },
                        "but _smtp._tcp.example.com has"),
                Case.of(
                        TLSRPT_RECORD,
                        State.FAIL,
                        "a broken signature",
                        world -> world.tlsRpt = World.bogus(NAME),
                        Diagnosis.Known.DNSSEC_INVALID,
                        "the signature has expired"),
                Case.of(
                        TLSRPT_RECORD,
                        State.UNSEEN,
                        "no answer",
                        world -> world.tlsRpt = World.timedOut(NAME),
                        "no answer"),
                target(State.PASS, "first", "v=TLSRPTv1", "v=TLSRPTv1; rua=" + OURS + ",mailto:b@x.net"),
                target(State.WARN, "second", "Microsoft", "v=TLSRPTv1; rua=mailto:b@x.net," + OURS),
                target(State.FAIL, "elsewhere", "does not send reports here", "v=TLSRPTv1; rua=mailto:b@x.net"),
                Case.of(
                        TLSRPT_MX_HOST,
                        State.PASS,
                        "published at the MX host too",
                        ReportingCases::nothing,
                        "v=TLSRPTv1"),
                Case.of(
                        TLSRPT_MX_HOST,
                        State.NOTE,
                        "not published at the MX host",
                        world -> world.host(
                                World.MX1,
                                host -> new MailHost(
                                        host.name(),
                                        host.v4(),
                                        host.v6(),
                                        host.tlsa(),
                                        absent("_smtp._tls.mx1.example.com"),
                                        host.caa(),
                                        host.looks())),
                        "_smtp._tls.mx1.example.com is missing"));
    }

    private static Case record(State state, String name, String seen, String... texts) {
        return Case.of(TLSRPT_RECORD, state, name, publish(texts), seen);
    }

    private static Case target(State state, String name, String seen, String text) {
        return Case.of(TLSRPT_TARGET, state, name, publish(text), seen);
    }

    private static Consumer<World> publish(String... texts) {
        return texts.length == 0 ? ReportingCases::nothing : world -> world.tlsRpt = found(NAME, texts);
    }

    private static void nothing(World world) {}
}
