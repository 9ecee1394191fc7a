package tlsrpt.health;

/// How much must have been seen to say that nothing goes wrong.
///
/// @param days looked back on
/// @param daysEach on how many of them each of the reporters must have reported
record EvidenceRequirement(int days, int reporters, int daysEach, long sessions) {

    static final EvidenceRequirement USUAL = new EvidenceRequirement(14, 2, 5, 100);

    /// For domains of little mail.
    static final EvidenceRequirement THIN = new EvidenceRequirement(28, 2, 1, 20);
}
