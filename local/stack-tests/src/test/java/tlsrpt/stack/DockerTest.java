package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.testcontainers.shaded.com.fasterxml.jackson.databind.ObjectMapper;

/// Where no Docker runs, nothing else would tell that its client does not go with the other libraries here.
class DockerTest {

    @Test
    void theClientReadsWhatADaemonTellsOfItself() throws IOException {
        var info = new ObjectMapper().readValue("{\"ServerVersion\":\"28.2.2\"}", Info.class);

        assertThat(info.getServerVersion()).isEqualTo("28.2.2");
    }
}
