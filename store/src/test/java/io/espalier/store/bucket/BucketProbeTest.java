package io.espalier.store.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.parts.BucketServer;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.open.Stores;
import io.espalier.store.place.ArtifactPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor finds out about a bucket. */
class BucketProbeTest {
  @TempDir Path folder;

  private final BucketServer server = BucketServer.get();
  private final String bucket = server.bucket();

  @Test
  void aBucketThatIsInOrderHasNoProblemsAndIsLeftAsItWas() throws IOException {
    BucketProbe.Report report =
        Stores.probe(TestBuckets.place(server.endpoint(), bucket, folder, 0));

    assertThat(report.problems()).isEmpty();
    assertThat(report.clockAhead().abs()).isLessThan(Duration.ofMinutes(1));
    assertThat(report.keepsSums()).as("S3Proxy keeps none").isFalse();
    assertThat(report.refusesToReplace()).as("nor does it mind If-None-Match").isFalse();
    try (Stream<Path> left = Files.walk(TestBuckets.objects(bucket).getParent())) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void aBucketThatEverybodyCanReadIsNamed() {
    BucketProbe.Report report =
        Stores.probe(TestBuckets.place(server.openEndpoint(), bucket, folder, 0));

    assertThat(report.problems())
        .anyMatch(problem -> problem.contains("anybody can read"))
        .anyMatch(problem -> problem.contains("anybody can list"));
  }

  @Test
  void aBucketThatIsAwayOrRefusesTheKeyIsAnErrorThatNamesIt() {
    ArtifactPlace.Bucket away =
        TestBuckets.place(URI.create("http://127.0.0.1:1"), bucket, folder, 0);
    assertThatThrownBy(() -> Stores.probe(away))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("s3://" + bucket)
        .hasMessageContaining("refused")
        .hasMessageNotContaining("removing");
    ArtifactPlace.Bucket missing =
        TestBuckets.place(server.endpoint(), "no-such-bucket", folder, 0);
    assertThatThrownBy(() -> Stores.probe(missing))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("writing probe/")
        .hasMessageContaining("bucket does not exist");
    ArtifactPlace.Bucket wrong =
        new ArtifactPlace.Bucket(
            server.endpoint(), "us-east-1", bucket, "", true, "key", "wrong-secret", folder, 0);
    assertThatThrownBy(() -> Stores.probe(wrong))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("403")
        .message()
        .doesNotContain("wrong-secret");
  }
}
