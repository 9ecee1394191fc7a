package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tlsrpt.table.Bucket;
import tlsrpt.table.BucketException;
import tlsrpt.table.StoredObject;

class RawObjectsTest {

    @Test
    void answers404ForAnObjectThatHasExpired() {
        assertThat(status(Optional::empty)).isEqualTo(404);
    }

    @Test
    void answers503WhenS3Refuses() {
        assertThat(status(() -> {
                    throw new BucketException("S3 answered 403 AccessDenied", null);
                }))
                .isEqualTo(503);
    }

    private static int status(Supplier<Optional<StoredObject>> s3) {
        var bucket = new Bucket() {
            @Override
            public boolean add(String key, byte[] content) {
                throw new AssertionError("nothing is written");
            }

            @Override
            public Optional<StoredObject> open(String key) {
                return s3.get();
            }
        };
        var problem = new Problem[1];
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new RawObjects(bucket, "bucket").read("mail/a"))
                .satisfies(thrown -> problem[0] = thrown);
        return problem[0].answer().status();
    }
}
