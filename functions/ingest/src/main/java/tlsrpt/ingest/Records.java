package tlsrpt.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The list `Records` in which AWS wraps SQS and S3 notifications.
final class Records {

    private Records() {}

    /// Reads one record where the parser has entered it, to its end.
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    /// All records of the document that the parser stands before; none where it has no such list.
    static <T> List<T> read(JsonParser json, Reader<T> reader) throws IOException {
        var records = new ArrayList<T>();
        try (json) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = "Records".equals(json.currentName());
                json.nextToken();
                if (!found) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    records.add(reader.read(json));
                }
            }
        }
        return records;
    }
}
