package tlsrpt.health;

/// How much must have been seen to say that nothing goes wrong.
///
/// @param days looked back on
/// @param daysEach on how many of them each of the reporters must have reported
record Enough(int days, int reporters, int daysEach, long sessions) {

    static final Enough USUAL = new Enough(14, 2, 5, 100);

    /// For domains of little mail.
    static final Enough THIN = new Enough(28, 2, 1, 20);
}
