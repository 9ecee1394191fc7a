package tlsrpt.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// Where a report came from, and how far its sender is verified.
///
/// @param reporter who provably wrote it; `null` if nothing proves that
/// @param organization whose share of a day it uses up: the registrable domain of the reporter or, of what was POSTed,
///     the network of the client; `null` if that is not known, and in a report that was read from the table
/// @param submitter the reporter's name, for display and counting
/// @param objectKey the key of the raw object that the report was read from
/// @param arrival when that object first arrived
public record Provenance(
        Trust trust,
        Transport transport,
        @Nullable ReporterId reporter,
        @Nullable String organization,
        String submitter,
        String objectKey,
        Instant arrival) {

    Provenance trusted(Trust placed) {
        return new Provenance(placed, transport, reporter, organization, submitter, objectKey, arrival);
    }

    /// The reporter if its word counts for what the report claims.
    @Nullable
    ReporterId proven() {
        return trust.isProven() ? reporter : null;
    }

    /// Whether limits of a reporter are those of its address. A domain that signs for users has many.
    boolean isCountedByAddress() {
        return reporter != null && (trust == Trust.NEW || trust == Trust.ESTABLISHED);
    }

    /// Whether the reporter is one that the collector knows from the start.
    public boolean isPinned() {
        return trust == Trust.VERIFIED && reporter != null && ReporterId.BUILT_IN.contains(reporter);
    }
}
