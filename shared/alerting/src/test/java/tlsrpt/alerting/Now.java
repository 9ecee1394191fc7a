package tlsrpt.alerting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that a test moves.
final class Now extends Clock {

    private Instant instant;

    Now(Instant instant) {
        this.instant = instant;
    }

    void at(Instant later) {
        instant = later.isAfter(instant) ? later : instant;
    }

    void pass(Duration duration) {
        instant = instant.plus(duration);
    }

    @Override
    public Instant instant() {
        return instant;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
