/// The ledger: reports, each counted exactly once, and the sums over them, in one [table][tlsrpt.table.Table].
///
/// Start with [Ledger], which records; [Contribution] is what a report adds, [Views] reads it back, [HeldObjects] keeps
/// held reports, [Settings] is what an operator may change. Nothing here knows mail, HTTP, Lambda or the database.
///
/// | item | pk | sk |
/// |---|---|---|
/// | [StoredReport] | `D#domain` | `R#day#identity` |
/// | [ReporterDay] | `D#domain` | `A#day#trust#submitter` |
/// | [FailureDay] | `D#domain` | `F#day#trust#submitter#policy#diagnosis#mx` |
/// | [DomainDay] | `DAY#day` | `domain` |
/// | anonymous reports of a day | `D#listed domain` | `Q#day` |
/// | [KnownDomain] | `DOMAINS` | `domain` |
/// | [HeldObject] | `HELD#shard` | `object key` |
/// | [StoredAlert], [AlertItems] | `D#domain`, `ALERTS#month`, `ALERTS#open`, `M#name` | see there |
/// | [Settings] | `SETTINGS` | `name` |
@NullMarked
package tlsrpt.store;

import org.jspecify.annotations.NullMarked;
