package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import tlsrpt.cli.ForeignText;
import tlsrpt.report.DomainName;
import tlsrpt.store.Settings;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;

/// The settings of a collector in AWS, shown and changed.
final class StackSettings {

    private StackSettings() {}

    /// The changes that an operator requested.
    ///
    /// @param retention `null` where it stays; so `countUnsigned`
    record Change(
            List<String> added,
            List<String> removed,
            @Nullable Integer retention,
            @Nullable Boolean countUnsigned) {}

    static String show(String stack, @Nullable String region, boolean json) throws IOException {
        return with(stack, region, table -> {
            var settings = Settings.read(table);
            return json ? json(settings) : words(settings);
        });
    }

    /// Makes the change and shows what holds now.
    ///
    /// @throws IllegalArgumentException if a domain is invalid or not listed, or the retention is out of range
    static String change(String stack, @Nullable String region, Change change, LocalDate today) throws IOException {
        return with(stack, region, table -> {
            var before = Settings.read(table);
            var domains = new LinkedHashSet<>(before.domains());
            change.removed().forEach(domain -> remove(domains, domain));
            change.added().forEach(domain -> add(domains, domain));
            var retention = change.retention();
            var countUnsigned = change.countUnsigned();
            var changed = new Settings(
                    new ArrayList<>(domains),
                    retention == null ? before.retention() : before.retention().changed(retention, today),
                    countUnsigned == null ? before.countUnsigned() : countUnsigned);
            changed.write(table);
            return words(changed);
        });
    }

    private static void add(Set<String> domains, String said) {
        var domain = DomainName.normal(said);
        if (!domain.equals("*") && !DomainName.isDomain(domain)) {
            throw new IllegalArgumentException("'" + ForeignText.line(said, 80) + "' is not a domain");
        }
        domains.add(domain);
    }

    private static void remove(Set<String> domains, String said) {
        if (!domains.remove(DomainName.normal(said))) {
            throw new IllegalArgumentException(
                    "'" + ForeignText.line(said, 80) + "' is not listed; these are: " + String.join(", ", domains));
        }
    }

    private interface Task {
        String on(Table table) throws IOException;
    }

    private static String with(String stack, @Nullable String region, Task task) throws IOException {
        try (var opened = Stack.open(stack, region)) {
            return task.on(opened.table());
        } catch (SdkException | TableException e) {
            throw Aws.trouble(e);
        }
    }

    private static String words(Settings settings) {
        var text = new StringBuilder();
        var domains = settings.domains();
        text.append("domains         ")
                .append(domains.isEmpty() ? "none: every report is held" : String.join(", ", domains));
        text.append('\n');
        for (var step : settings.retention().steps()) {
            text.append("retention       ").append(step.days()).append(" days");
            if (step.from().isAfter(LocalDate.EPOCH)) {
                text.append(", for reports of ").append(step.from()).append(" and later");
            }
            text.append('\n');
        }
        text.append("count-unsigned  ").append(settings.countUnsigned()).append('\n');
        return text.toString();
    }

    private static String json(Settings settings) throws IOException {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("domains");
            for (var domain : settings.domains()) {
                json.writeString(domain);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("retention");
            for (var step : settings.retention().steps()) {
                json.writeStartObject();
                json.writeStringField("from", step.from().toString());
                json.writeNumberField("days", step.days());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("count-unsigned", settings.countUnsigned());
            json.writeEndObject();
        }
        return text + "\n";
    }
}
