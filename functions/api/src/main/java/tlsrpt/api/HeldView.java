package tlsrpt.api;

import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;

/// `/v1/held`: what was kept and not counted, why, and how to let it in.
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
                "Look at the object. If it is a report that should be readable, a newer version may read it: "
                        + "`tlsrpt reread --held`.";
            case NOT_OUR_DOMAIN ->
                "If the domain is yours, add it to the domains whose reports count, then `tlsrpt reread --held`.";
            case UNSIGNED ->
                "Nothing proves its sender. Let unsigned mail count, then `tlsrpt reread --held`; or import the "
                        + "report by your own hand: `tlsrpt import FILE`.";
            case TOO_OLD -> "It lies before the days that are kept. Nothing is to be done.";
            case IN_THE_FUTURE ->
                "It says that it ends after it arrived. If the reporter's clock is wrong, tell it; else leave it.";
            case IMPLAUSIBLE -> "No honest report says that. Leave it, or ask the reporter.";
            case FLOOD ->
                "More anonymous reports came for that day than are counted. If it matters, import it by your own hand: "
                        + "`tlsrpt import FILE`.";
            case CONFLICT ->
                "Another report of the same identity counts. To count this one instead, `tlsrpt forget` the other, then "
                        + "`tlsrpt reread --held`.";
            case BLOCKED -> "Nothing is to be done. If you trust its reporter again: `tlsrpt reporters unblock`.";
            case HOSTILE -> "It was made to do harm, or cannot be meant. Leave it.";
        };
    }
}
