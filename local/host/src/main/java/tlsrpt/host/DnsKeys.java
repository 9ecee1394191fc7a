package tlsrpt.host;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import tlsrpt.intake.KeyLookup;

/// DKIM keys in live DNS. Each name is asked for once an hour, also if there was no answer, so that mail cannot make
/// the collector ask without end.
final class DnsKeys implements KeyLookup {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MOST_KEPT = 10_000;
    private static final int PAYLOAD = 1232;

    private final LookupSession session;
    private final Duration patience;
    private final Clock clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(Answer answer, Instant until) {}

    DnsKeys(List<InetSocketAddress> servers, Clock clock) {
        this(servers, PATIENCE, clock);
    }

    DnsKeys(List<InetSocketAddress> servers, Duration patience, Clock clock) {
        var each = servers.stream().map(SimpleResolver::new).toArray(Resolver[]::new);
        for (var one : each) {
            one.setTimeout(patience.multipliedBy(2).dividedBy(5));
        }
        var resolver = new ExtendedResolver(each);
        resolver.setRetries(2);
        resolver.setTimeout(patience);
        resolver.setEDNS(0, PAYLOAD, 0, List.of());
        session = LookupSession.builder().resolver(resolver).build();
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Answer find(String name) {
        var known = known(name);
        if (known != null) {
            return known;
        }
        var answer = ask(name);
        synchronized (kept) {
            kept.remove(name);
            kept.put(name, new Kept(answer, clock.instant().plus(KEPT)));
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return answer;
    }

    private @Nullable Answer known(String name) {
        synchronized (kept) {
            var found = kept.get(name);
            return found != null && clock.instant().isBefore(found.until()) ? found.answer() : null;
        }
    }

    private Answer ask(String name) {
        try {
            var asked = Name.concatenate(Name.fromString(name), Name.root);
            var records = session.lookupAsync(asked, Type.TXT)
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .getRecords();
            return new Answer.Records(records.stream()
                    .filter(TXTRecord.class::isInstance)
                    .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                    .toList());
        } catch (TextParseException | NameTooLongException e) {
            return new Answer.Records(List.of()); // No such name can exist.
        } catch (ExecutionException e) {
            var cause = e.getCause();
            return cause instanceof NoSuchDomainException || cause instanceof NoSuchRRSetException
                    ? new Answer.Records(List.of())
                    : new Answer.Failed("the name server did not answer for " + name);
        } catch (TimeoutException e) {
            return new Answer.Failed("no name server answered for " + name + " in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Failed("interrupted");
        }
    }
}
