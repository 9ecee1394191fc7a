package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void aListedDomainCoversAllBelowIt() {
        var settings = new Settings(List.of("example.com", "mail.example.com"), Retention.DEFAULT, false);

        assertThat(settings.covering("example.com")).contains("example.com");
        assertThat(settings.covering("www.example.com")).contains("example.com");
        assertThat(settings.covering("mx1.mail.example.com")).contains("mail.example.com");
        assertThat(settings.covering("badexample.com")).isEmpty();
        assertThat(settings.covering("com")).isEmpty();
        assertThat(settings.covering("")).isEmpty();
    }

    @Test
    void aStarCoversEveryDomainByItself() {
        var settings = new Settings(List.of("*", "example.com"), Retention.DEFAULT, false);

        assertThat(settings.covering("example.net")).contains("example.net");
        assertThat(settings.covering("www.example.com")).contains("example.com");
        assertThat(settings.names("example.net")).isFalse();
        assertThat(settings.lists("example.net")).isTrue();
    }
}
