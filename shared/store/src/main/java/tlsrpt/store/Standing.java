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
        int trust = fresh.provenance().trust().compareTo(known.provenance().trust());
        if (trust != 0) {
            return trust > 0 ? BETTER : KNOWN;
        }
        int reader = Integer.compare(fresh.text().reader(), known.text().reader());
        if (fresh.body().hash().equals(known.body().hash())) {
            return reader > 0 ? BETTER : KNOWN;
        }
        if (fresh.text().hash().equals(known.text().hash()) && reader != 0) {
            return reader > 0 ? BETTER : KNOWN;
        }
        return CONTRARY;
    }
}
