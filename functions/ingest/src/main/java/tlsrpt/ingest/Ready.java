package tlsrpt.ingest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Fault;
import tlsrpt.intake.Organization;
import tlsrpt.report.Identity;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Submitter;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.store.Provenance;
import tlsrpt.store.ReadText;
import tlsrpt.store.Recording;

/// A report or fault found in an object, with everything that can be computed before it is counted. On one machine a
/// single thread counts, so precomputing here uses the other threads.
sealed interface Ready {

    /// Something that could not be read.
    record Unreadable(Fault fault) implements Ready {}

    /// A report.
    ///
    /// @param from whose trust is not [placed][tlsrpt.store.Ledger#placed] yet
    /// @param ahead recordings of the first domains
    record Report(
            Found.ReadReport read,
            Provenance from,
            Identity identity,
            List<ReportedDomain> domains,
            List<Recording> ahead)
            implements Ready {

        /// @param key of the object
        /// @param most recordings to compute now
        static Report of(Found.ReadReport read, String key, Transport transport, int most) {
            var from = new Provenance(
                    read.trust(),
                    transport,
                    read.reporter(),
                    transport == Transport.HTTPS ? network(key) : organization(read.reporter()),
                    Submitter.of(read.report(), read.hints()),
                    key,
                    read.arrival());
            var identity = Identity.of(read.report());
            var domains = ReportedDomain.in(read.report(), read.hints());
            // Most of what is unsigned is never counted.
            int allowed = from.trust() == Trust.UNSIGNED ? 0 : from.trust().domains();
            int n = Math.min(Math.min(domains.size(), allowed), most);
            var ahead = new ArrayList<Recording>(n);
            for (var reported : domains.subList(0, n)) {
                ahead.add(recording(read, reported, identity, from));
            }
            return new Report(read, from, identity, domains, ahead);
        }

        /// Returns what is to be recorded of one of the domains.
        Recording recording(int domain, Provenance placed) {
            return domain < ahead.size()
                    ? ahead.get(domain).from(placed)
                    : recording(read, domains.get(domain), identity, placed);
        }

        private static Recording recording(
                Found.ReadReport read, ReportedDomain reported, Identity identity, Provenance from) {
            return Recording.of(
                    reported, read.report(), identity, from, new ReadText(read.text(), ReportReader.VERSION));
        }

        /// `https/2026-03-02/v4-c63364/…`, if the network of the client is known
        private static @Nullable String network(String key) {
            var parts = key.split("/", -1);
            return parts.length == 4 && parts[2].startsWith("v") ? parts[2] : null;
        }

        private static @Nullable String organization(@Nullable ReporterId reporter) {
            if (reporter == null) {
                return null;
            }
            var organization = Organization.of(reporter.domain());
            // The owner of a public suffix may sign for it.
            return organization == null ? reporter.domain() : organization.domain();
        }
    }
}
