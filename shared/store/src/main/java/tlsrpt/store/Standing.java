package tlsrpt.store;

/// What a copy of a report is to the one that counts.
enum Standing {
    /// Takes its place.
    BETTER,
    /// Adds nothing to it.
    KNOWN,
    /// Says something else, with no more right.
    CONTRARY;

    static Standing of(StoredReport fresh, StoredReport known) {
        int trust = fresh.trust().compareTo(known.trust());
        if (trust != 0) {
            return trust > 0 ? BETTER : KNOWN;
        }
        int reader = Integer.compare(fresh.reader(), known.reader());
        if (fresh.body().equals(known.body())) {
            return reader > 0 ? BETTER : KNOWN;
        }
        if (fresh.text().equals(known.text()) && reader != 0) {
            return reader > 0 ? BETTER : KNOWN;
        }
        return CONTRARY;
    }
}
