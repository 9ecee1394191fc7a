package tlsrpt.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One pass over one document. It knows the shape of a report; what a single value may look like is in [Values].
final class ReportParser {

    private static final int MAX_REPORTS = 1_000;
    private static final int MAX_POLICIES = 1_000;
    private static final int MAX_DETAILS =
            50_000; // of one document: bounds the memory that a stranger can make us take
    private static final Policy NO_POLICY = new Policy(null, List.of(), null, List.of());
    private static final Summary NO_SUMMARY = new Summary(null, null);
    private static final FailureDetail NO_DETAIL = new FailureDetail(null, null, null, null, null, null, null, null);
    private static final Duration LONGEST_RANGE = Duration.ofDays(31);
    private static final Duration FURTHEST_AHEAD = Duration.ofDays(2);

    private final JsonParser json;
    private final Instant now;
    private final @Nullable String encodingQuirk;
    private final Values values;
    private final List<Reading> readings = new ArrayList<>(1);
    private int details;
    private FailureDetail previousDetail = NO_DETAIL;
    private boolean malformed;

    ReportParser(JsonParser json, Instant now, @Nullable String encodingQuirk) {
        this.json = json;
        this.now = now;
        this.encodingQuirk = encodingQuirk;
        this.values = new Values(json);
    }

    /// Whether the document is no JSON somewhere.
    boolean malformed() {
        return malformed;
    }

    /// All the reports that could be read, and what could not be.
    List<Reading> document() throws IOException {
        try (json) {
            var first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                array();
            } else if (first == JsonToken.START_OBJECT) {
                sequence();
            } else {
                refuse(first == null ? "is empty" : "is JSON, but no object");
            }
        } catch (JsonProcessingException e) {
            malformed = true;
            readings.add(refused(values.path(), e));
        }
        if (readings.isEmpty()) {
            refuse("is an empty JSON array");
        }
        return readings;
    }

    private void array() throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (readings.size() == MAX_REPORTS) {
                refuse("holds more than " + MAX_REPORTS + " reports");
                return;
            }
            if (json.currentToken() == JsonToken.START_OBJECT) {
                readings.add(reading());
            } else {
                readings.add(new Reading.Refused(values.path(), "is no object"));
                json.skipChildren();
            }
        }
    }

    /// One report, and the others that some tools write behind it without a comma. Other bytes behind it are no loss.
    private void sequence() throws IOException {
        readings.add(reading());
        try {
            while (json.nextToken() == JsonToken.START_OBJECT && readings.size() < MAX_REPORTS) {
                readings.add(reading());
            }
        } catch (JsonProcessingException e) {
            if (json.getParsingContext().getNestingDepth() > 0) {
                throw e;
            }
            noteTrailingBytes();
            return;
        }
        if (json.currentToken() != null) {
            noteTrailingBytes();
        }
    }

    private void noteTrailingBytes() {
        if (readings.removeLast() instanceof Reading.Read read) {
            var quirks = new ArrayList<>(read.quirks());
            quirks.add(new Quirk("", "has other bytes behind the report, which were skipped"));
            readings.add(new Reading.Read(read.report(), quirks));
        }
    }

    private Reading reading() throws IOException {
        int depth = json.getParsingContext().getNestingDepth();
        values.start(encodingQuirk);
        try {
            return new Reading.Read(report(), values.quirks());
        } catch (Refusal e) {
            while (json.getParsingContext().getNestingDepth() >= depth) {
                json.nextToken();
            }
            return e.reading();
        }
    }

    private Report report() throws IOException {
        String organizationName = null;
        DateRange dateRange = null;
        String contactInfo = null;
        String reportId = null;
        List<PolicyResult> policies = null;
        int seen = 0;
        for (var key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "organization-name" -> {
                    seen = values.once(seen, 1);
                    organizationName = values.text(null);
                }
                case "date-range" -> {
                    seen = values.once(seen, 2);
                    dateRange = dateRange();
                }
                case "contact-info" -> {
                    seen = values.once(seen, 4);
                    contactInfo = values.text(null);
                }
                case "report-id" -> {
                    seen = values.once(seen, 8);
                    reportId = values.text(null);
                }
                case "policies" -> {
                    seen = values.once(seen, 16);
                    policies = policies();
                }
                default -> values.skipUnknown();
            }
        }
        if (seen == 0) {
            throw new Refusal(values.path(), "is JSON, but no TLS report: it has none of a report's keys");
        }
        if (dateRange == null) {
            throw new Refusal(values.path("date-range"), "is missing");
        }
        if (policies == null) {
            throw new Refusal(values.path("policies"), "is missing");
        }
        values.require(seen, 1, "organization-name");
        values.require(seen, 4, "contact-info");
        values.require(seen, 8, "report-id");
        return new Report(organizationName, dateRange, contactInfo, reportId, policies);
    }

    private DateRange dateRange() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new Refusal(values.path(), "is no object with a start-datetime and an end-datetime");
        }
        Instant start = null;
        Instant end = null;
        int seen = 0;
        for (var key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "start-datetime" -> {
                    seen = values.once(seen, 1);
                    start = values.dateTime();
                }
                case "end-datetime" -> {
                    seen = values.once(seen, 2);
                    end = values.dateTime();
                    noteMidnight(start, end);
                }
                default -> values.skipUnknown();
            }
        }
        if (start == null || end == null) {
            throw new Refusal(
                    values.path() + (start == null ? ".start-datetime" : ".end-datetime"),
                    "is missing, so the report has no day");
        }
        if (end.isBefore(start)) {
            throw new Refusal(values.path(), "ends at " + end + ", before it starts at " + start);
        }
        if (Duration.between(start, end).compareTo(LONGEST_RANGE) > 0) {
            throw new Refusal(values.path(), "spans more than 31 days, from " + start + " to " + end);
        }
        if (end.isAfter(now.plus(FURTHEST_AHEAD))) {
            throw new Refusal(values.path(), "ends at " + end + ", more than 2 days in the future");
        }
        return new DateRange(start, end);
    }

    private void noteMidnight(@Nullable Instant start, Instant end) {
        if (start != null && end.isAfter(start) && end.getEpochSecond() % 86_400 == 0) {
            values.quirk("ends at midnight of the next day; the report is counted on the day in the middle");
        }
    }

    private List<PolicyResult> policies() throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            values.quirk("is one object; read as a list of one");
            return List.of(policyResult());
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new Refusal(values.path(), "is no list of policies");
        }
        var results = new ArrayList<PolicyResult>(2);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (results.size() == MAX_POLICIES) {
                throw new Refusal(values.path(), "is one policy more than the " + MAX_POLICIES + " that are read");
            }
            if (json.currentToken() == JsonToken.START_OBJECT) {
                results.add(policyResult());
            } else {
                values.leaveOut("is no object");
            }
        }
        if (results.isEmpty()) {
            values.quirk("is empty");
        }
        return results;
    }

    private PolicyResult policyResult() throws IOException {
        var policy = NO_POLICY;
        var summary = NO_SUMMARY;
        var failureDetails = List.<FailureDetail>of();
        int seen = 0;
        for (var key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "policy" -> {
                    seen = values.once(seen, 1);
                    policy = values.isObject() ? policy() : NO_POLICY;
                }
                case "summary" -> {
                    seen = values.once(seen, 2);
                    summary = values.isObject() ? summary() : NO_SUMMARY;
                }
                case "failure-details" -> {
                    seen = values.once(seen, 4);
                    failureDetails = failureDetails();
                }
                default -> values.skipUnknown();
            }
        }
        values.require(seen, 1, "policy");
        values.require(seen, 2, "summary");
        if (summary.failed() > 0) {
            values.require(seen, 4, "failure-details");
        }
        return new PolicyResult(policy, summary, failureDetails);
    }

    private Policy policy() throws IOException {
        PolicyType type = null;
        var policyString = List.<String>of();
        String policyDomain = null;
        var mxHost = List.<String>of();
        int seen = 0;
        for (var key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "policy-type" -> {
                    seen = values.once(seen, 1);
                    type = values.policyType();
                }
                case "policy-string" -> {
                    seen = values.once(seen, 2);
                    policyString = values.policyString();
                }
                case "policy-domain" -> {
                    seen = values.once(seen, 4);
                    policyDomain = values.domain();
                }
                case "mx-host" -> {
                    seen = values.once(seen, 8);
                    mxHost = values.mxHost();
                }
                case "mx-host-pattern" -> {
                    values.quirk("is a draft's key; read as mx-host");
                    seen = values.once(seen, 8);
                    mxHost = values.mxHost();
                }
                default -> values.skipUnknown();
            }
        }
        values.require(seen, 1, "policy-type");
        values.require(seen, 4, "policy-domain");
        return new Policy(type, policyString, policyDomain, mxHost);
    }

    private Summary summary() throws IOException {
        Long successful = null;
        Long failed = null;
        int seen = 0;
        for (var key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "total-successful-session-count" -> {
                    seen = values.once(seen, 1);
                    successful = values.count();
                }
                case "total-failure-session-count" -> {
                    seen = values.once(seen, 2);
                    failed = values.count();
                }
                default -> values.skipUnknown();
            }
        }
        values.require(seen, 1, "total-successful-session-count");
        values.require(seen, 2, "total-failure-session-count");
        return new Summary(successful, failed);
    }

    private List<FailureDetail> failureDetails() throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            values.quirk("is one object; read as a list of one");
            return List.of(failureDetail());
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            values.leaveOut("is no list");
            return List.of();
        }
        var failureDetails = new ArrayList<FailureDetail>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                failureDetails.add(failureDetail());
            } else {
                values.leaveOut("is no object");
            }
        }
        return failureDetails;
    }

    private FailureDetail failureDetail() throws IOException {
        if (++details > MAX_DETAILS) {
            throw new Refusal(values.path(), "is one failure detail more than the " + MAX_DETAILS + " that are read");
        }
        // Rows of one report resemble each other: a text that stood in the row before is that same text, not a copy.
        var before = previousDetail;
        ResultType resultType = null;
        String sendingMtaIp = null;
        String receivingMxHostname = null;
        String receivingMxHelo = null;
        String receivingIp = null;
        Long failedSessionCount = null;
        String additionalInformation = null;
        String failureReasonCode = null;
        int seen = 0;
        for (var key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "result-type" -> {
                    seen = values.once(seen, 1);
                    resultType = values.resultType(before.resultType());
                }
                case "sending-mta-ip" -> {
                    seen = values.once(seen, 2);
                    sendingMtaIp = values.address(before.sendingMtaIp());
                }
                case "receiving-mx-hostname" -> {
                    seen = values.once(seen, 4);
                    receivingMxHostname = values.text(before.receivingMxHostname());
                }
                case "receiving-mx-helo" -> {
                    seen = values.once(seen, 8);
                    receivingMxHelo = values.text(before.receivingMxHelo());
                }
                case "receiving-ip" -> {
                    seen = values.once(seen, 16);
                    receivingIp = values.address(before.receivingIp());
                }
                case "failed-session-count" -> {
                    seen = values.once(seen, 32);
                    failedSessionCount = values.count();
                }
                case "additional-information" -> {
                    seen = values.once(seen, 64);
                    additionalInformation = values.text(before.additionalInformation());
                }
                case "additional-info-uri" -> {
                    values.quirk("is a draft's key; read as additional-information");
                    seen = values.once(seen, 64);
                    additionalInformation = values.text(before.additionalInformation());
                }
                case "failure-reason-code" -> {
                    seen = values.once(seen, 128);
                    failureReasonCode = values.text(before.failureReasonCode());
                }
                case "failure-error-code" -> {
                    values.quirk("is a draft's key; read as failure-reason-code");
                    seen = values.once(seen, 128);
                    failureReasonCode = values.text(before.failureReasonCode());
                }
                default -> values.skipUnknown();
            }
        }
        values.require(seen, 1, "result-type");
        values.require(seen, 2, "sending-mta-ip");
        values.require(seen, 16, "receiving-ip");
        values.require(seen, 32, "failed-session-count");
        previousDetail = new FailureDetail(
                resultType,
                sendingMtaIp,
                receivingMxHostname,
                receivingMxHelo,
                receivingIp,
                failedSessionCount,
                additionalInformation,
                failureReasonCode);
        return previousDetail;
    }

    private void refuse(String reason) {
        readings.add(new Reading.Refused("", reason));
    }

    /// What a fault of the JSON itself is called. Jackson's own words quote what the stranger wrote.
    static Reading.Refused refused(String path, IOException e) {
        if (e instanceof StreamConstraintsException limit) {
            return new Reading.Refused(path, limitBroken(limit.getOriginalMessage()));
        }
        if (e instanceof JsonEOFException) {
            return new Reading.Refused(path, "the document ends in the middle");
        }
        if (e instanceof JsonProcessingException fault && fault.getLocation() != null) {
            var place = fault.getLocation();
            return new Reading.Refused(
                    path, "is not JSON in line " + place.getLineNr() + ", column " + place.getColumnNr());
        }
        return new Reading.Refused(path, "is not JSON");
    }

    private static String limitBroken(String message) {
        if (message.contains("depth")) {
            return "nests deeper than " + ReportReader.MAX_DEPTH + " levels";
        }
        if (message.contains("Number")) {
            return "is a number of more than " + ReportReader.MAX_NUMBER + " digits";
        }
        if (message.contains("Name") || message.contains("name")) {
            return "has a key longer than " + ReportReader.MAX_NAME + " characters";
        }
        return "is a text longer than " + ReportReader.MAX_TEXT + " characters";
    }
}
