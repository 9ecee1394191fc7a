package tlsrpt.act;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import tlsrpt.actions.ActionRequests;
import tlsrpt.actions.ActionResult;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// Lets one change be made at a time, in whatever instance: an action looks first and writes then.
///
/// Who makes a change holds an item of the table. One that was cut off holds it until no instance can be at work
/// any more.
final class Turn implements ActionRequests.Maker {

    /// How long an instance can be at work: the function's time-out in the template.
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Key KEY = new Key("ACTIONS", "turn");
    private static final String UNTIL = "until";
    private static final String HOLDER = "holder";

    private final Table table;
    private final Clock clock;
    private final ActionRequests.Maker maker;

    Turn(Table table, Clock clock, ActionRequests.Maker maker) {
        this.table = table;
        this.clock = clock;
        this.maker = maker;
    }

    @Override
    public ActionResult make(String json, String who) throws InterruptedException {
        var holder = UUID.randomUUID().toString();
        if (!take(holder)) {
            return new ActionResult.Conflict(
                    "Another change is being made. Try again when the list of changes shows its outcome.");
        }
        try {
            return maker.make(json, who);
        } finally {
            table.write(new Write.Delete(KEY, new Condition.Same(HOLDER, Value.of(holder))));
        }
    }

    /// A try whose answer was lost finds itself there.
    boolean take(String holder) {
        long now = clock.instant().getEpochSecond();
        long until = now + LONGEST.toSeconds();
        var item = Item.at(KEY)
                .put(HOLDER, holder)
                .put(UNTIL, until)
                .put("expires", until)
                .item();
        return table.write(new Write.Put(item, new Condition.MissingOrBelow(UNTIL, Value.of(now))))
                || table.get(KEY)
                        .map(present -> present.text(HOLDER).equals(holder))
                        .orElse(false);
    }
}
