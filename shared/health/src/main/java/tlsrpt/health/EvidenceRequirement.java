package tlsrpt.health;

/// The reports that are needed to conclude that enforcing is safe.
///
/// @param days to look back
/// @param daysEach on how many of them each of the reporters must have reported
record EvidenceRequirement(int days, int reporters, int daysEach, long sessions) {

    static final EvidenceRequirement USUAL = new EvidenceRequirement(14, 2, 5, 100);

    /// For domains of little mail.
    static final EvidenceRequirement THIN = new EvidenceRequirement(28, 2, 1, 20);
}
