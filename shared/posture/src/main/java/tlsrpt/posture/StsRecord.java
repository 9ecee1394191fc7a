package tlsrpt.posture;

import java.util.ArrayList;
import java.util.List;

/// The TXT records at `_mta-sts.<domain>` as senders read them.
///
/// @param text the one record that senders use; empty where they use none
/// @param id of the policy; empty where there is none
/// @param fault why senders use none; empty where they use one
/// @param oddities what some senders may stumble over
///
/// Spec: RFC 8461 §3.1
record StsRecord(String text, String id, String fault, List<String> oddities) {

    static final String VERSION = "v=STSv1";

    private static final int LONGEST_ID = 32;

    StsRecord {
        oddities = List.copyOf(oddities);
    }

    static StsRecord of(List<String> texts) {
        var records = texts.stream()
                .filter(text -> RecordFields.isVersioned(text, VERSION))
                .toList();
        if (records.size() > 1) {
            return faulty("has " + records.size() + " records that begin with " + VERSION
                    + ", which senders treat as no record: " + String.join(" and ", records));
        }
        if (records.isEmpty()) {
            return faulty(texts.stream()
                    .filter(text -> RecordFields.isMisspelled(text, VERSION))
                    .findFirst()
                    .map(text -> "does not begin with exactly " + VERSION + ";: " + text)
                    .orElse("is missing"));
        }
        var record = records.getFirst();
        var fields = RecordFields.parse(record, VERSION);
        var ids = fields.values("id");
        if (ids.isEmpty()) {
            return faulty("has no id: " + record);
        }
        var id = ids.getFirst();
        if (!isId(id)) {
            return faulty("has an id that is not 1 to 32 letters and digits: " + record);
        }
        var oddities = new ArrayList<String>();
        if (fields.blankBeforeDelimiter()) {
            oddities.add("a blank before the first semicolon");
        }
        if (ids.size() > 1) {
            oddities.add("a second id, which senders ignore");
        }
        return new StsRecord(record, id, "", oddities);
    }

    private static StsRecord faulty(String fault) {
        return new StsRecord("", "", fault, List.of());
    }

    boolean isUsable() {
        return fault.isEmpty();
    }

    boolean isMissing() {
        return fault.equals("is missing");
    }

    private static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }
}
