package tlsrpt.report;

/// Which key is likely to follow which: the one that did last time, since the rows of a report have their keys in the
/// same order, and so have the reports of one reporter.
///
/// Threads may share one without a lock: a key that another thread puts in place of ours makes a guess worse, never a
/// reading wrong.
final class KeyOrder {

    private final Key[] followers = Key.values();

    KeyOrder() {
        System.arraycopy(followers, 1, followers, 0, followers.length - 1);
    }

    @SuppressWarnings("EnumOrdinal") // asked for each key: an EnumMap takes four times as long
    Key after(Key key) {
        return followers[key.ordinal()];
    }

    @SuppressWarnings("EnumOrdinal")
    void learn(Key key, Key follower) {
        followers[key.ordinal()] = follower;
    }
}
