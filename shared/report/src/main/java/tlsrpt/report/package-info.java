/// What a TLS report says (RFC 8460): its records, the reader that takes what senders really write, the writer of
/// the canonical form, the meaning of each failure, and the arithmetic from a report to the numbers shown.
///
/// Start with [Report], [ReportReader] and [ReportedDomain]. Nothing here knows mail, files or a cloud.
@NullMarked
package tlsrpt.report;

import org.jspecify.annotations.NullMarked;
