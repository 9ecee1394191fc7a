package tlsrpt.publish;

import java.util.Map;
import tlsrpt.aws.ServiceRequests;
import tlsrpt.aws.ServiceRequests.ServiceException;

/// Records of the stack's own zone in Route 53.
///
/// Three requests, of which only one has an answer that matters. A record to delete is sent back as it was read, since
/// Route 53 deletes only what is described exactly; so no reader of XML is needed, nor the SDK's client.
final class Zone {

    private static final String VERSION = "/2013-04-01/hostedzone/";

    private final ServiceRequests route53;
    private final String id;

    Zone(ServiceRequests route53, String id) {
        this.route53 = route53;
        this.id = id;
    }

    /// Lets a name have one record, whatever it had of that type before.
    void put(String name, String type, int ttl, String value) {
        change("UPSERT", """
                <ResourceRecordSet><Name>%s.</Name><Type>%s</Type><TTL>%d</TTL><ResourceRecords><ResourceRecord>\
                <Value>%s</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>""".formatted(name, type, ttl, value));
    }

    /// Deletes the records of that name and type, if there are some.
    void remove(String name, String type) {
        var answer =
                route53.send("GET", VERSION + id + "/rrset?maxitems=1&name=" + name + "&type=" + type, Map.of(), null);
        var body = done("ListResourceRecordSets", answer).body();
        int start = body.indexOf("<ResourceRecordSet>");
        int end = body.indexOf("</ResourceRecordSet>");
        if (start < 0 || end < start) {
            return;
        }
        var first = body.substring(start, end + "</ResourceRecordSet>".length());
        // The list begins at the name, or behind it if there is none.
        if (first.contains("<Name>" + name + ".</Name>") && first.contains("<Type>" + type + "</Type>")) {
            change("DELETE", first);
        }
    }

    private void change(String action, String recordSet) {
        done(
                "ChangeResourceRecordSets",
                route53.send("POST", VERSION + id + "/rrset", Map.of("Content-Type", "text/xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch>\
                <Changes><Change><Action>%s</Action>%s</Change></Changes></ChangeBatch>\
                </ChangeResourceRecordSetsRequest>""".formatted(
                                action, recordSet)));
    }

    private static ServiceRequests.Answer done(String operation, ServiceRequests.Answer answer) {
        if (!answer.isDone()) {
            throw new ServiceException("Route 53 refused " + operation + ": " + answer, null);
        }
        return answer;
    }
}
