package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Spec: RFC 8461 §4.1
class MxPatternTest {

    @ParameterizedTest(name = "{0} allows {1}")
    @CsvSource({
        "mail.example.com, mail.example.com",
        "mail.example.com, MAIL.Example.com.",
        "Mail.Example.Com., mail.example.com",
        "' mail.example.com ', mail.example.com",
        "*.example.com, mail.example.com",
        "*.EXAMPLE.com., mx-1.example.com.",
        "*.mx.microsoft, example-com.mx.microsoft",
        "*.bücher.example, mx.xn--bcher-kva.example",
    })
    void allows(String pattern, String mx) {
        assertThat(new MxPattern(pattern).matches(mx)).isTrue();
    }

    @ParameterizedTest(name = "{0} does not allow {1}")
    @CsvSource({
        "mail.example.com, mail2.example.com",
        "example.com, mail.example.com",
        "*.example.com, example.com",
        "*.example.com, a.b.example.com",
        "*.example.com, badexample.com",
        "*.example.com, .example.com",
        "*.example.com, example",
        "*.example.com, mail.example.com.evil.example",
        "*.mx.microsoft, icewolf-li.h-v1.mx.microsoft",
        "*, mail",
        "*., mail.",
        "m*.example.com, mail.example.com",
        "a.*.example.com, a.b.example.com",
        "'', mail.example.com",
    })
    void doesNotAllow(String pattern, String mx) {
        assertThat(new MxPattern(pattern).matches(mx)).isFalse();
    }
}
