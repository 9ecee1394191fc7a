package tlsrpt.hosting;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.policies.HostedPolicyJson;
import tlsrpt.store.PolicyItems.Change;
import tlsrpt.sts.HostedName;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.MissingCondition;
import tlsrpt.sts.NextStep;
import tlsrpt.sts.NextSteps;
import tlsrpt.sts.StsRequest.Answer;

/// Hosted policies in words, or as JSON, one object a line.
record PolicyPrinter(boolean json, Instant now) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int NOT_READY = 3;

    /// A policy, the name that a stack makes for it, and its newest changes.
    record Known(HostedPolicy policy, @Nullable HostedName name, NextStep.Prospect prospect, List<Change> changes) {

        NextStep next(Instant now) {
            return NextStep.of(policy, name, prospect, now);
        }
    }

    String all(List<Known> policies) {
        if (policies.isEmpty()) {
            return json ? "" : "No policies are hosted here. To host one, run: tlsrpt sts add DOMAIN\n";
        }
        var text = new StringBuilder();
        for (var known : policies) {
            if (json) {
                text.append(object(out -> HostedPolicyJson.write(
                        out, known.policy(), known.name(), known.prospect(), known.changes(), now)));
            } else {
                text.append(text.isEmpty() ? "" : "\n").append(words(known));
            }
        }
        return text.toString();
    }

    /// The next steps of several policies, the earliest first, with the commands that take them.
    String plan(List<Known> policies) {
        var steps = NextSteps.of(policies.stream()
                .map(known -> new NextSteps.Planned(known.policy(), known.next(now)))
                .toList());
        var text = new StringBuilder(
                policies.size() + " policies are hosted here. For one of them, run: tlsrpt sts status DOMAIN\n");
        if (!steps.records().isEmpty()) {
            text.append("\nNow: publish these records\n");
            steps.records().forEach(record -> text.append("    ").append(record).append('\n'));
        }
        String before = "";
        for (var step : steps.commands()) {
            var heading = step.from() == null ? "\nNow\n" : "\nFrom " + minute(step.from()) + "\n";
            text.append(heading.equals(before) ? "" : heading)
                    .append("    ")
                    .append(step.command())
                    .append('\n');
            before = heading;
        }
        if (!steps.waiting().isEmpty()) {
            text.append("\nNothing to do now\n");
            steps.waiting()
                    .forEach(one -> text.append("    %s (%s): %s\n"
                            .formatted(one.domain(), one.stage().token(), dated(one.from(), one.text()))));
        }
        if (!steps.enforcing().isEmpty()) {
            text.append("\nIn enforce mode\n    ")
                    .append(String.join(" ", steps.enforcing()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String dated(@Nullable Instant from, String text) {
        return (from == null ? "" : "From " + minute(from) + ": ") + text;
    }

    private String words(Known known) {
        var policy = known.policy();
        var name = known.name();
        var revision = policy.revision();
        var read = revision.policy();
        var text = new StringBuilder(policy.domain() + "  " + policy.stage().token());
        if (policy.since() != null) {
            text.append(" since ").append(minute(policy.since()));
        }
        text.append('\n');
        line(
                text,
                "Served",
                "mode " + (read.mode() == null ? "" : read.mode().token()) + ", max_age " + read.maxAge() + ", mx "
                        + String.join(" ", policy.patterns()));
        line(
                text,
                "Record",
                "id " + revision.id()
                        + (revision.announced() != null
                                ? ", in DNS since " + minute(revision.announced())
                                : revision.readBack() != null
                                        ? ", not in DNS yet"
                                        : ", waiting until the file can be fetched"));
        if (name != null) {
            line(text, "Host", name.isServing() ? "serves at " + name.target() : "waiting for " + name.waits());
            name.records()
                    .forEach(one ->
                            line(text, "DNS", one.name() + " CNAME " + (name.isSeen(one) ? "is there" : "is missing")));
        }
        line(
                text,
                "Checked",
                policy.seen().looked() == null
                        ? "not yet"
                        : minute(policy.seen().looked())
                                + (policy.seen().inStepSince() == null
                                        ? ""
                                        : ", in sync since "
                                                + minute(policy.seen().inStepSince())));
        policy.seen().faults().forEach(fault -> line(text, "Fault", fault));
        var usable = policy.knownFrom();
        if (usable != null && usable.isAfter(now)) {
            line(text, "MX", "Do not publish newly added MX hosts in DNS before " + minute(usable) + ".");
        }
        var horizon = policy.horizonAt(now);
        if (horizon != null && horizon.isAfter(now)) {
            line(text, "Horizon", "Some senders may use an earlier policy until " + minute(horizon) + ".");
        }
        if (known.prospect().automatic()) {
            line(text, "Auto", "The collector takes the next step toward enforce mode by itself.");
        }
        var next = known.next(now);
        line(text, "Next", dated(next.from(), next.text()));
        if (next.command() != null) {
            text.append("\n    ").append(next.command()).append('\n');
        }
        if (next.record() != null) {
            text.append('\n');
            next.record()
                    .lines()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-8s %s\n".formatted(name, value));
    }

    private static String minute(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES)
                .toString()
                .replace(":00Z", "Z")
                .replace('T', ' ');
    }

    /// Returns what is missing, and the earliest time for it.
    Answer refused(String domain, List<MissingCondition> missing) {
        if (json) {
            return new Answer(NOT_READY, object(out -> {
                out.writeStringField("domain", domain);
                out.writeBooleanField("done", false);
                out.writeArrayFieldStart("missing");
                for (var one : missing) {
                    out.writeStartObject();
                    out.writeStringField("what", one.what());
                    out.writeStringField("from", text(one.from()));
                    out.writeEndObject();
                }
                out.writeEndArray();
            }));
        }
        var text = new StringBuilder(domain + ": nothing was changed. Missing:\n");
        for (var one : missing) {
            text.append("  - ").append(one.what());
            if (one.from() != null) {
                text.append(" From ").append(minute(one.from())).append('.');
            }
            text.append('\n');
        }
        return new Answer(NOT_READY, text.toString());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static String object(Members members) {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }
}
