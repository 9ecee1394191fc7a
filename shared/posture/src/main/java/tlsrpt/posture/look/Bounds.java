package tlsrpt.posture.look;

import java.time.Duration;

/// How long a look may take. Bytes, lines, redirects and connections have bounds where they are counted.
///
/// @param dnsTry for one question to a name server, asked twice
/// @param connect for a TCP connection
/// @param reply for one reply of a mail server; some wait before they greet
/// @param conversation for all of an SMTP conversation
/// @param download for all of a policy download (RFC 8461 §3.3 suggests a minute)
/// @param domain for all of a domain, with mail servers
/// @param domainWithoutSmtp for all of a domain, without them
public record Bounds(
        Duration dnsTry,
        Duration connect,
        Duration reply,
        Duration conversation,
        Duration download,
        Duration domain,
        Duration domainWithoutSmtp) {

    public static final Bounds STANDARD = new Bounds(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            Duration.ofSeconds(60),
            Duration.ofSeconds(180),
            Duration.ofSeconds(60));
}
