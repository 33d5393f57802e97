package io.espalier.store.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.digest.Digest;
import io.espalier.parts.BucketServer;
import io.espalier.store.artifact.BlobRef;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.bucket.FlakyServer.Fault;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bucket whose server fails, lies or is away; requests and answers are real. */
class BucketBlobsTest {
  private static final long CACHE_BYTES = 64L << 20;

  @TempDir Path folder;

  private final BucketServer server = BucketServer.get();
  private final String bucket = server.bucket();
  private final FlakyServer flaky;
  private Blobs blobs;

  BucketBlobsTest() throws IOException {
    flaky = new FlakyServer(server.endpoint());
    blobs = FAILED;
  }

  private static final Blobs FAILED =
      TestBuckets.open(
          TestBuckets.place(URI.create("http://127.0.0.1:1"), "none", Path.of("none"), 0),
          new CacheDisk());

  @BeforeEach
  void open() {
    blobs = opened(flaky.endpoint());
  }

  private Blobs opened(URI endpoint) {
    return TestBuckets.open(
        TestBuckets.place(endpoint, bucket, folder.resolve("cache"), CACHE_BYTES), new CacheDisk());
  }

  @AfterEach
  void close() throws IOException {
    blobs.close();
    flaky.close();
  }

  private StoredArtifact write(byte[] bytes) {
    return blobs.write("weights", "application/octet-stream", out -> out.write(bytes));
  }

  private StoredArtifact write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Seven and a half MiB: two parts. */
  private static byte[] large() {
    byte[] bytes = new byte[(7 << 20) + (1 << 19)];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private BlobRef blob(StoredArtifact artifact) {
    return blobs.written(artifact.sha256(), artifact.sizeBytes()).orElseThrow();
  }

  private Path object(BlobRef blob) {
    return TestBuckets.objects(bucket).resolve(BucketBlobs.name(blob));
  }

  private List<Path> objects() throws IOException {
    return files(TestBuckets.objects(bucket));
  }

  private static List<Path> files(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(root)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }

  private void emptyCache() throws IOException {
    for (Path file : files(folder.resolve("cache"))) {
      Files.delete(file);
    }
  }

  @Test
  void everyWriteHasANameOfItsOwnAndRemovingOneLeavesTheOther() throws IOException {
    BlobRef first = blob(write("abc"));
    BlobRef second = blob(write("abc"));
    assertThat(second).isNotEqualTo(first);
    assertThat(objects()).hasSize(2);

    blobs.remove(first, Instant.MAX);
    emptyCache();

    assertThat(blobs.read(second)).asString().isEqualTo("abc");
    assertThatThrownBy(() -> blobs.hash(first))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("missing: no s3://" + bucket);
  }

  @Test
  void whatIsLargeGoesInPartsAndComesBackWhole() throws IOException {
    byte[] bytes = large();

    BlobRef blob = blob(write(bytes));

    assertThat(flaky.requests()).filteredOn(line -> line.contains("partNumber=")).hasSize(2);
    emptyCache();
    assertThat(blobs.read(blob)).isEqualTo(bytes);
    assertThat(blobs.verified(blob)).hasBinaryContent(bytes);
    assertThat(blobs.hash(blob)).isEqualTo(bytes.length);
  }

  @Test
  void whateverRequestFailsForGoodTheWriteFailsAndNamesTheBucket() throws IOException {
    byte[] bytes = large();
    int failed = 0;
    for (boolean written = false; !written; ) {
      flaky.fail(Fault.REFUSED, failed, 1000);
      try {
        write(bytes);
        written = true;
      } catch (StoreUnavailableException e) {
        failed++;
        assertThat(e.ofBucket()).isTrue();
        assertThat(e.ofDisk()).isFalse();
        assertThat(e).hasMessageContaining("the bucket s3://" + bucket + "/team/ at http://127");
        assertThat(blobs.written(Digest.of(bytes), bytes.length)).isEmpty();
      }
    }
    // Begin, two parts, end, look, and what was written read back.
    assertThat(failed).isGreaterThanOrEqualTo(5);
    assertThat(blobs.written(Digest.of(bytes), bytes.length)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"REFUSED", "DROPPED", "UNANSWERED"})
  void aRequestThatFailsOnceCostsTimeAlone(Fault fault) throws IOException {
    byte[] bytes = large();
    for (int request = 0; request < 6; request++) {
      flaky.fail(fault, request, 1);
      StoredArtifact artifact = write(bytes);
      assertThat(flaky.failuresLeft()).isZero();
      assertThat(object(blob(artifact))).hasBinaryContent(bytes);
    }
  }

  @Test
  void aSmallWriteWhoseAnswerWasLostIsFoundToBeDone() throws IOException {
    flaky.failOnly("PUT ", Fault.UNANSWERED, 0, 1);

    BlobRef blob = blob(write("abc"));

    assertThat(flaky.failuresLeft()).isZero();
    assertThat(flaky.requests()).filteredOn(line -> line.startsWith("PUT ")).hasSize(2);
    assertThat(objects()).containsExactly(object(blob));
  }

  @Test
  void aWriteWhoseConnectionIsEndedIsTriedAgainOnceARequestWithoutABodyWasAnswered()
      throws IOException {
    byte[] bytes = large();
    // As a server does that refuses requests for their time, before it has read them.
    flaky.failOnly("PUT ", Fault.DROPPED, 0, 1000);
    flaky.failUntil("HEAD ");

    BlobRef blob = blob(write(bytes));

    assertThat(flaky.failuresLeft()).as("some failed").isLessThan(1000);
    assertThat(object(blob)).hasBinaryContent(bytes);
  }

  @Test
  void anAnswerThatBreaksOffIsAskedForAgainAndNeverTakenForDamage() throws IOException {
    BlobRef blob = blob(write(large()));
    emptyCache();

    flaky.failOnly("GET ", Fault.BROKEN_OFF, 0, 2);
    assertThat(blobs.read(blob)).isEqualTo(large());
    assertThat(flaky.failuresLeft()).isZero();

    emptyCache();
    flaky.failOnly("GET ", Fault.BROKEN_OFF, 0, 1000);
    assertThatThrownBy(() -> blobs.read(blob))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("broke off");
    assertThat(files(folder.resolve("cache/objects"))).isEmpty();
    assertThat(files(folder.resolve("cache/tmp"))).isEmpty();
  }

  @Test
  void bytesThatDoNotHashToTheirNameAreNeverUsed() throws IOException {
    BlobRef blob = blob(write("abc"));
    for (String damage : List.of("abX", "ab", "", "abcd")) {
      Files.writeString(object(blob), damage);
      emptyCache();
      assertThatThrownBy(() -> blobs.read(blob)).isInstanceOf(CorruptArtifactException.class);
      assertThatThrownBy(() -> blobs.verified(blob)).isInstanceOf(CorruptArtifactException.class);
      assertThatThrownBy(() -> blobs.hash(blob))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("damaged: its " + damage.length() + " bytes");
      assertThat(files(folder.resolve("cache/objects"))).isEmpty();
    }
  }

  @Test
  void aBucketThatIsAwayIsARetryableErrorAndWhatIsInTheCacheCanStillBeRead() throws IOException {
    BlobRef blob = blob(write("abc"));
    BlobRef other = blob(write("other"));
    Files.delete(folder.resolve("cache/objects/sha256/" + name(other.sha256())));
    flaky.close();

    assertThat(blobs.read(blob)).asString().isEqualTo("abc");
    assertThatThrownBy(() -> blobs.read(other))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("the bucket s3://" + bucket + "/team/");
    assertThatThrownBy(() -> write("new")).isInstanceOf(StoreUnavailableException.class);
  }

  private static String name(String sha256) {
    return sha256.substring(0, 2) + "/" + sha256;
  }

  @Test
  void aBucketThatIsNotThereIsNoDamage() {
    try (Blobs none =
        TestBuckets.open(
            TestBuckets.place(server.endpoint(), "no-such", folder.resolve("c"), 1),
            new CacheDisk())) {
      assertThatThrownBy(() -> none.hash(new BlobRef(Digest.of("x"), "0".repeat(16))))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("s3://no-such");
    }
  }

  @Test
  void aSecretIsInNoMessage() {
    String place = TestBuckets.place(server.endpoint(), bucket, folder, 1).toString();
    assertThat(place).doesNotContain("secret").startsWith("s3://" + bucket + "/team/ at http://");
  }

  @Test
  void aListingTellsObjectsStrangersAndUploadsThatWereGivenUp() throws IOException {
    BlobRef blob = blob(write("abc"));
    Path object = object(blob);
    Files.copy(object, object.resolveSibling("README"), StandardCopyOption.COPY_ATTRIBUTES);
    flaky.failOnly("partNumber=2", Fault.REFUSED, 0, 1000);
    flaky.requests().clear();
    assertThatThrownBy(() -> write(large())).isInstanceOf(StoreUnavailableException.class);
    assertThat(flaky.requests()).anyMatch(line -> line.startsWith("DELETE "));
    List<Blobs.Listed> found = new ArrayList<>();
    List<String> strangers = new ArrayList<>();

    blobs.list(
        Instant.now(),
        new Blobs.Found() {
          @Override
          public void blob(Blobs.Listed listed) {
            found.add(listed);
          }

          @Override
          public void stranger(String name) {
            strangers.add(name);
          }
        });

    assertThat(found)
        .singleElement()
        .satisfies(
            listed -> {
              assertThat(listed.blob()).isEqualTo(blob);
              assertThat(listed.sizeBytes()).isEqualTo(3);
              assertThat(listed.written())
                  .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(5));
            });
    assertThat(strangers)
        .containsExactly("s3://" + bucket + "/team/sha256/" + name(blob.sha256()) + "/README");
    assertThat(blobs.unfinished(Instant.now())).isEmpty();
  }

  @Test
  void agesGoByTheBucketsClock() throws IOException {
    BlobRef blob = blob(write("abc"));
    Instant[] written = new Instant[1];
    Instant tomorrow = Instant.now().plusSeconds(86_400);

    blobs.list(
        tomorrow,
        new Blobs.Found() {
          @Override
          public void blob(Blobs.Listed listed) {
            written[0] = listed.written();
          }

          @Override
          public void stranger(String name) {}
        });

    assertThat(object(blob)).exists();
    assertThat(written[0]).isAfter(tomorrow.minusSeconds(60));
  }
}
