package tlsrpt.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tlsrpt.posture.Answer.Security;
import tlsrpt.posture.Answer.Status;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

class HostedPolicyLookTest {

    private final World world = new World();

    private PolicyObservation sighting() {
        return HostedPolicyLook.of(world.judge().facts(), World.CA.roots());
    }

    @Test
    void seesFileRecordAndMxHosts() {
        assertThat(sighting())
                .isEqualTo(new PolicyObservation(
                        World.NOW,
                        new FileSeen.Served(World.POLICY, List.of()),
                        new RecordSeen.Id("20261101", Duration.ofHours(1)),
                        new MxSeen(List.of(World.MX1, World.MX2), Duration.ofHours(1))));
    }

    @Test
    void seesWhatSendersCannotUse() {
        world.policyV4 = World.absent(World.POLICY_HOST);
        world.policyV6 = World.absent(World.POLICY_HOST);
        world.stsRecord = World.found("_mta-sts.example.com", "v=STSv1; id=1;", "v=STSv1; id=2;");

        assertThat(sighting().file()).isInstanceOf(FileSeen.Faulty.class);
        assertThat(sighting().record()).isInstanceOf(RecordSeen.Faulty.class);
    }

    @Test
    void tellsWhatIsNotThereFromWhatIsNotSeen() {
        world.stsRecord = World.absent("_mta-sts.example.com");
        assertThat(sighting().record()).isEqualTo(new RecordSeen.Absent());

        world.stsRecord = World.answer("_mta-sts.example.com", Status.NO_ANSWER, Security.UNKNOWN, "timed out");
        world.mx = World.answer("example.com", Status.NO_ANSWER, Security.UNKNOWN, "timed out");
        assertThat(sighting().record()).isEqualTo(new RecordSeen.Unseen("timed out"));
        assertThat(sighting().mx()).isNull();
    }
}
