package tlsrpt.api;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.FailureContext;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Hints;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Reading;
import tlsrpt.report.Report;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportedDomain;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Views;

/// The receiving addresses at which sessions failed. The ledger does not count addresses, because their number is
/// unbounded. They are read from a limited number of reports: the latest ones of each cause.
final class FailingAddresses {

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f.:]{2,45}");

    private final Views views;
    private final ReportReader reader;

    FailingAddresses(Views views, Clock clock) {
        this.views = views;
        this.reader = new ReportReader(clock);
    }

    /// What a report says of one address.
    ///
    /// @param address `null` if the row names none
    record Sighting(
            ReportRef report,
            String reporter,
            @Nullable String mx,
            String diagnosis,
            @Nullable String address,
            long failed) {}

    /// What reports that were read say.
    record Sightings(int reports, List<Sighting> all) {}

    /// Reads the latest reports of some causes: one of each cause, the first ones first, then a second one of each.
    Sightings of(List<Cause> causes, int most) {
        var refs = IntStream.range(0, Cause.EXAMPLES)
                .boxed()
                .flatMap(round -> causes.stream()
                        .flatMap(cause -> cause.examples().stream().skip(round).limit(1)))
                .distinct()
                .limit(most)
                .toList();
        return read(new LinkedHashSet<>(refs));
    }

    private Sightings read(Set<ReportRef> refs) {
        var all = new ArrayList<Sighting>();
        int read = 0;
        for (var ref : refs) {
            var stored = views.example(ref).orElse(null);
            var json = stored == null ? null : stored.body().json();
            if (stored == null || json == null) {
                continue;
            }
            read++;
            reports(json)
                    .flatMap(report -> ReportedDomain.in(report, Hints.NONE).stream())
                    .filter(reported -> reported.domain().equals(ref.domain()))
                    .forEach(reported -> sightings(ref, stored.provenance().submitter(), reported, all));
        }
        return new Sightings(read, all);
    }

    private Stream<Report> reports(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8)).stream()
                .flatMap(reading -> reading instanceof Reading.Read read ? Stream.of(read.report()) : Stream.empty());
    }

    /// Where the reporter counted the same sessions under two policies, they are counted once.
    private static void sightings(ReportRef ref, String reporter, ReportedDomain reported, List<Sighting> all) {
        var dane = new LinkedHashMap<Place, Long>();
        var others = new LinkedHashMap<Place, Long>();
        for (var entry : reported.entries()) {
            var sums = entry.policy().type() == PolicyType.Registered.TLSA ? dane : others;
            for (var detail : entry.failureDetails()) {
                if (detail.failed() > 0) {
                    sums.merge(
                            Place.of(FailureContext.of(reported, entry, detail), detail),
                            detail.failed(),
                            Math::addExact);
                }
            }
        }
        boolean both = reported.underTwoPolicies();
        dane.forEach((place, failed) -> others.merge(place, failed, both ? Math::max : Math::addExact));
        others.forEach((place, failed) ->
                all.add(new Sighting(ref, reporter, place.mx, place.diagnosis, place.address, failed)));
    }

    private record Place(
            @Nullable String mx, String diagnosis, @Nullable String address) {

        static Place of(FailureContext situation, FailureDetail detail) {
            var mx = situation.mx();
            return new Place(
                    mx == null ? null : DomainName.normal(mx),
                    situation.diagnosis().token(),
                    FailingAddresses.address(detail));
        }
    }

    private static @Nullable String address(FailureDetail detail) {
        var named = detail.receivingIp();
        var address = named == null ? "" : named.toLowerCase(Locale.ROOT);
        return ADDRESS.matcher(address).matches() ? address : null;
    }
}
