package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void namesTheVariableThatIsMissing() {
        assertThat(Environment.required(Map.of("TABLE_NAME", "t"), "TABLE_NAME"))
                .isEqualTo("t");
        assertThatIllegalStateException()
                .isThrownBy(() -> Environment.required(Map.of(), "TABLE_NAME"))
                .withMessage("the environment variable TABLE_NAME is not set");
    }
}
