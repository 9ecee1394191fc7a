package tlsrpt.store;

/// The JSON text that a report was read from, and what read it. Both tell a better reading of the same text from
/// another report of the same identity.
///
/// @param hash the text's, the same for every reader
/// @param reader the version of the reader: a higher one reads the same text better
public record ReadText(String hash, int reader) {}
