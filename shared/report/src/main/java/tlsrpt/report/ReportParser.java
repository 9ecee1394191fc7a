package tlsrpt.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Reading.Refused.Why;

/// One pass over one document. It knows the shape of a report; what a single value may look like is in [Values].
final class ReportParser {

    private static final int MAX_REPORTS = 1_000;
    private static final int MAX_POLICIES = 1_000;
    private static final int MAX_DETAILS =
            50_000; // of one document: bounds the memory that a stranger can make us take
    private static final Policy NO_POLICY = new Policy(null, List.of(), null, List.of());
    private static final Summary NO_SUMMARY = new Summary(null, null);
    private static final FailureDetail NO_DETAIL = new FailureDetail(null, null, null, null, null, null, null, null);
    private static final long SECONDS_A_DAY = 86_400;
    private static final Duration LONGEST_RANGE = Duration.ofDays(31);
    private static final Duration FURTHEST_AHEAD = Duration.ofDays(2);

    private static final long OF_REPORT = Key.bits(Key.ORGANIZATION_NAME, Key.CONTACT_INFO, Key.REPORT_ID);
    private static final long OF_RESULT = Key.bits(Key.POLICY, Key.SUMMARY);
    private static final long OF_FAILED_RESULT = Key.bits(Key.POLICY, Key.SUMMARY, Key.FAILURE_DETAILS);
    private static final long OF_POLICY = Key.bits(Key.POLICY_TYPE, Key.POLICY_DOMAIN);
    private static final long OF_SUMMARY =
            Key.bits(Key.TOTAL_SUCCESSFUL_SESSION_COUNT, Key.TOTAL_FAILURE_SESSION_COUNT);
    private static final long OF_DETAIL =
            Key.bits(Key.RESULT_TYPE, Key.SENDING_MTA_IP, Key.RECEIVING_IP, Key.FAILED_SESSION_COUNT);

    private final JsonTokens json;
    private final Clock clock;
    private final @Nullable String encodingQuirk;
    private final Keys keys;
    private final Quirks quirks;
    private final Values values;
    private final List<Reading> readings = new ArrayList<>(1);
    private int details;
    private FailureDetail previousDetail = NO_DETAIL;
    private boolean malformed;

    ReportParser(JsonTokens json, KeyOrder order, Clock clock, @Nullable String encodingQuirk) {
        this.json = json;
        this.clock = clock;
        this.encodingQuirk = encodingQuirk;
        this.quirks = new Quirks(json);
        this.keys = new Keys(json, quirks, order);
        this.values = new Values(json, quirks);
    }

    /// Whether the document is not JSON somewhere.
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
                refuse(first == null ? "is empty" : "is JSON, but not an object");
            }
        } catch (JsonProcessingException e) {
            malformed = true;
            readings.add(refused(quirks.path(), e));
        }
        if (readings.isEmpty()) {
            refuse("is an empty JSON array");
        }
        return readings;
    }

    private void array() throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (isFull()) {
                return;
            }
            if (json.currentToken() == JsonToken.START_OBJECT) {
                readings.add(reading());
            } else {
                readings.add(new Reading.Refused(quirks.path(), "is not an object"));
                json.skipChildren();
            }
        }
    }

    /// Whether the maximum number of reports is reached; a further one is then noted.
    private boolean isFull() {
        if (readings.size() < MAX_REPORTS) {
            return false;
        }
        readings.add(new Reading.Refused(Why.PAST_A_LIMIT, "", "contains more than " + MAX_REPORTS + " reports"));
        return true;
    }

    /// One report, and the others that some tools write behind it without a comma. Other bytes behind it lose nothing.
    private void sequence() throws IOException {
        readings.add(reading());
        try {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                if (isFull()) {
                    return;
                }
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
        if (readings.getLast() instanceof Reading.Read read) {
            var noted = new ArrayList<>(read.quirks());
            noted.add(new Quirk("", "has extra bytes after the report, which were skipped"));
            readings.set(readings.size() - 1, new Reading.Read(read.report(), noted));
        }
    }

    private Reading reading() throws IOException {
        int depth = json.getParsingContext().getNestingDepth();
        quirks.start(encodingQuirk);
        if (depth > 1) {
            quirks.note("is an element of a list; read as a report");
        } else if (!readings.isEmpty()) {
            quirks.note("follows another report; read as a separate report");
        }
        try {
            return new Reading.Read(report(), quirks.all());
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
        long seen = 0;
        for (var key = keys.first(Key.ORGANIZATION_NAME); key != null; key = keys.after(key)) {
            seen = quirks.once(seen, key);
            switch (key) {
                case ORGANIZATION_NAME -> organizationName = values.text(null);
                case DATE_RANGE -> dateRange = dateRange();
                case CONTACT_INFO -> contactInfo = values.text(null);
                case REPORT_ID -> reportId = values.text(null);
                case POLICIES -> policies = policies();
                default -> quirks.skipUnknown();
            }
        }
        if ((seen & ~Key.UNKNOWN.bit()) == 0) {
            throw new Refusal(quirks.path(), "is JSON, but not a TLS report: it has none of a report's keys");
        }
        if (dateRange == null) {
            throw new Refusal(quirks.path(Key.DATE_RANGE), "is missing");
        }
        if (policies == null) {
            throw new Refusal(quirks.path(Key.POLICIES), "is missing");
        }
        quirks.require(seen, OF_REPORT);
        return new Report(organizationName, dateRange, contactInfo, reportId, policies);
    }

    private DateRange dateRange() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new Refusal(quirks.path(), "is not an object with a start-datetime and an end-datetime");
        }
        Instant start = null;
        Instant end = null;
        long seen = 0;
        for (var key = keys.first(Key.START_DATETIME); key != null; key = keys.after(key)) {
            seen = quirks.once(seen, key);
            switch (key) {
                case START_DATETIME -> start = values.dateTime();
                case END_DATETIME -> end = values.dateTime();
                default -> quirks.skipUnknown();
            }
        }
        if (start == null || end == null) {
            throw new Refusal(
                    quirks.path() + (start == null ? ".start-datetime" : ".end-datetime"),
                    "is missing, so the report has no day");
        }
        if (end.isBefore(start)) {
            throw new Refusal(quirks.path(), "ends at " + end + ", before it starts at " + start);
        }
        if (end.getEpochSecond() - start.getEpochSecond() > LONGEST_RANGE.toSeconds()) {
            throw new Refusal(quirks.path(), "spans more than 31 days, from " + start + " to " + end);
        }
        if (end.toEpochMilli() - clock.millis() > FURTHEST_AHEAD.toMillis()) {
            throw new Refusal(Why.IN_THE_FUTURE, quirks.path(), "ends at " + end + ", more than 2 days in the future");
        }
        if (end.isAfter(start) && end.getEpochSecond() % SECONDS_A_DAY == 0) {
            quirks.noteAt(Key.END_DATETIME, "ends at the next midnight; the report day is the day at its middle");
        }
        return new DateRange(start, end);
    }

    private List<PolicyResult> policies() throws IOException {
        if (json.nextToken() == JsonToken.START_OBJECT) {
            quirks.note("is one object; read as a list of one");
            return List.of(policyResult());
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new Refusal(quirks.path(), "is not a list of policies");
        }
        var results = new ArrayList<PolicyResult>(2);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (results.size() == MAX_POLICIES) {
                throw new Refusal(
                        Why.PAST_A_LIMIT,
                        quirks.path(),
                        "is one policy more than the " + MAX_POLICIES + " that are read");
            }
            if (json.currentToken() == JsonToken.START_OBJECT) {
                results.add(policyResult());
            } else {
                quirks.skip("is not an object");
            }
        }
        if (results.isEmpty()) {
            quirks.note("is empty");
        }
        return results;
    }

    private PolicyResult policyResult() throws IOException {
        var policy = NO_POLICY;
        var summary = NO_SUMMARY;
        var failureDetails = List.<FailureDetail>of();
        long seen = 0;
        for (var key = keys.first(Key.POLICY); key != null; key = keys.after(key)) {
            seen = quirks.once(seen, key);
            switch (key) {
                case POLICY -> policy = values.startsObject() ? policy() : NO_POLICY;
                case SUMMARY -> summary = values.startsObject() ? summary() : NO_SUMMARY;
                case FAILURE_DETAILS -> failureDetails = failureDetails();
                default -> quirks.skipUnknown();
            }
        }
        quirks.require(seen, summary.failed() > 0 ? OF_FAILED_RESULT : OF_RESULT);
        return new PolicyResult(policy, summary, failureDetails);
    }

    private Policy policy() throws IOException {
        PolicyType type = null;
        var policyString = List.<String>of();
        String policyDomain = null;
        var mxHost = List.<String>of();
        long seen = 0;
        for (var key = keys.first(Key.POLICY_TYPE); key != null; key = keys.after(key)) {
            seen = quirks.once(seen, key);
            switch (key) {
                case POLICY_TYPE -> type = values.policyType();
                case POLICY_STRING -> policyString = values.policyString();
                case POLICY_DOMAIN -> policyDomain = values.domain();
                case MX_HOST -> mxHost = values.mxHost();
                default -> quirks.skipUnknown();
            }
        }
        quirks.require(seen, OF_POLICY);
        return new Policy(type, policyString, policyDomain, mxHost);
    }

    private Summary summary() throws IOException {
        Long successful = null;
        Long failed = null;
        long seen = 0;
        for (var key = keys.first(Key.TOTAL_SUCCESSFUL_SESSION_COUNT); key != null; key = keys.after(key)) {
            seen = quirks.once(seen, key);
            switch (key) {
                case TOTAL_SUCCESSFUL_SESSION_COUNT -> successful = values.count();
                case TOTAL_FAILURE_SESSION_COUNT -> failed = values.count();
                default -> quirks.skipUnknown();
            }
        }
        quirks.require(seen, OF_SUMMARY);
        return new Summary(successful, failed);
    }

    private List<FailureDetail> failureDetails() throws IOException {
        if (json.nextToken() == JsonToken.START_OBJECT) {
            quirks.note("is one object; read as a list of one");
            return List.of(failureDetail());
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            quirks.skip("is not a list");
            return List.of();
        }
        quirks.enterRows();
        var failureDetails = new ArrayList<FailureDetail>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                failureDetails.add(failureDetail());
            } else {
                quirks.skip("is not an object");
            }
        }
        quirks.leaveRows();
        return failureDetails;
    }

    private FailureDetail failureDetail() throws IOException {
        if (++details > MAX_DETAILS) {
            throw new Refusal(
                    Why.PAST_A_LIMIT,
                    quirks.path(),
                    "is one failure detail more than the " + MAX_DETAILS + " that are read");
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
        long seen = 0;
        for (var key = keys.first(Key.RESULT_TYPE); key != null; key = keys.after(key)) {
            seen = quirks.once(seen, key);
            switch (key) {
                case RESULT_TYPE -> resultType = values.resultType(before.resultType());
                case SENDING_MTA_IP -> sendingMtaIp = values.address(before.sendingMtaIp());
                case RECEIVING_MX_HOSTNAME -> receivingMxHostname = values.text(before.receivingMxHostname());
                case RECEIVING_MX_HELO -> receivingMxHelo = values.text(before.receivingMxHelo());
                case RECEIVING_IP -> receivingIp = values.address(before.receivingIp());
                case FAILED_SESSION_COUNT -> failedSessionCount = values.count();
                case ADDITIONAL_INFORMATION -> additionalInformation = values.text(before.additionalInformation());
                case FAILURE_REASON_CODE -> failureReasonCode = values.text(before.failureReasonCode());
                default -> quirks.skipUnknown();
            }
        }
        quirks.require(seen, OF_DETAIL);
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
            return new Reading.Refused(Why.PAST_A_LIMIT, path, limitBroken(limit.getOriginalMessage()));
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
        return "is a string longer than " + ReportReader.MAX_TEXT + " characters";
    }
}
