package tlsrpt.api;

import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;

/// `/v1/held`: held objects, the reason for each, and how to count it.
final class HeldView {

    private static final Columns<HeldObject> COLUMNS = new Columns<HeldObject>()
            .text("object", HeldObject::objectKey)
            .text("reason", held -> held.reason().token())
            .text("detail", HeldObject::detail)
            .text("who", HeldObject::who)
            .number("size", HeldObject::size)
            .text("first", HeldObject::first)
            .text("last", HeldObject::last)
            .text("remedy", held -> remedy(held.reason()))
            .text("domain", held -> held.why().domain());

    private final HeldObjects held;

    HeldView(HeldObjects held) {
        this.held = held;
    }

    Answer list(Query query) {
        var page = held.list(query.cursor());
        if (query.wantsCsv()) {
            return Answer.csv("held", COLUMNS.csv(page.items()));
        }
        return Answer.json(json -> {
            COLUMNS.array(json, "held", page.items());
            json.writeStringField("next", page.next());
        });
    }

    private static String remedy(HeldReason reason) {
        return switch (reason) {
            case NOT_A_REPORT ->
                "Look at the object. If it should be readable, upgrade and reprocess it: " + "`tlsrpt reread --held`.";
            case NOT_OUR_DOMAIN ->
                "If the domain is yours, add it (in AWS with `tlsrpt settings set --add-domain`, on one machine to `domains` in the configuration), then run `tlsrpt reread --held`.";
            case UNSIGNED ->
                "Nothing proves its sender. To count it, count unsigned mail, then run `tlsrpt reread --held`; or import "
                        + "this report yourself: `tlsrpt import FILE`.";
            case TOO_OLD -> "Its day is older than the retention. No action is needed.";
            case IN_THE_FUTURE ->
                "Its range ends after it arrived, so the reporter's clock may be wrong. Tell the reporter if it persists.";
            case IMPLAUSIBLE -> "No genuine report has such numbers. Ignore it, or ask the reporter.";
            case FLOOD ->
                "More reports arrived for that day than are counted. If this one matters, import it yourself: "
                        + "`tlsrpt import FILE`.";
            case CONFLICT ->
                "Another report with the same id and range counts. To count this one instead, `tlsrpt forget` the other, then "
                        + "`tlsrpt reread --held`.";
            case BLOCKED -> "You blocked its reporter. To count its reports again: `tlsrpt reporters unblock`.";
            case DAMAGED ->
                "An item of the table cannot be read. Restore the item from a backup, then run `tlsrpt reread --held`.";
            case HOSTILE -> "It is larger, deeper or longer than a report can be. No action is needed.";
        };
    }
}
