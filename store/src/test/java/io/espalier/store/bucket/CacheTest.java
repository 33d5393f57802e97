package io.espalier.store.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.digest.Digest;
import io.espalier.parts.BucketServer;
import io.espalier.store.artifact.BlobRef;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.sql.FailingDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of files in front of a bucket: bounded, shared, and never believed. */
class CacheTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private final BucketServer server = BucketServer.get();
  private final String bucket = server.bucket();
  private final FailingDisk disk = new FailingDisk();
  private final List<Blobs> open = new ArrayList<>();

  private ArtifactPlace.Bucket place(long cacheBytes) {
    return TestBuckets.place(server.endpoint(), bucket, folder, cacheBytes);
  }

  private Blobs opened(long cacheBytes) {
    Blobs blobs = TestBuckets.open(place(cacheBytes), disk);
    open.add(blobs);
    return blobs;
  }

  @AfterEach
  void close() {
    open.forEach(Blobs::close);
  }

  private static BlobRef write(Blobs blobs, byte[] bytes) {
    StoredArtifact artifact = blobs.write("weights", "x/y", out -> out.write(bytes));
    return blobs.written(artifact.sha256(), artifact.sizeBytes()).orElseThrow();
  }

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Path cached(BlobRef blob) {
    return folder.resolve("objects/sha256/" + blob.sha256().substring(0, 2)).resolve(blob.sha256());
  }

  private static void usedSecondsAgo(Path file, long seconds) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class)
        .setTimes(null, FileTime.from(Instant.now().minusSeconds(seconds)), null);
  }

  private long held() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("objects"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void whatWasWrittenHereIsReadWithoutTheBucket() throws IOException {
    Blobs blobs = opened(MIB);
    BlobRef blob = write(blobs, bytes(1, 1000));
    Files.delete(TestBuckets.objects(bucket).resolve(BucketBlobs.name(blob)));

    assertThat(blobs.read(blob)).isEqualTo(bytes(1, 1000));
    assertThat(blobs.verified(blob)).isEqualTo(cached(blob)).hasBinaryContent(bytes(1, 1000));
  }

  @Test
  void aDamagedFileIsReadFromTheBucketAgain() throws IOException {
    Blobs blobs = opened(10 * MIB);
    for (int size : new int[] {1000, 2 * MIB}) {
      byte[] right = bytes(size, size);
      BlobRef blob = write(blobs, right);
      assertThat(blobs.read(blob)).isEqualTo(right);
      byte[] wrong = right.clone();
      wrong[size / 2]++;

      Files.write(cached(blob), wrong);
      assertThat(blobs.read(blob)).isEqualTo(right);
      Files.write(cached(blob), new byte[0]);
      assertThat(blobs.verified(blob)).hasBinaryContent(right);
      Files.delete(cached(blob));
      assertThat(blobs.verified(blob)).hasBinaryContent(right);
    }
  }

  @Test
  void anotherProcessMeetsAFileThatWasDamagedMeanwhile() throws IOException {
    byte[] right = bytes(1, 2 * MIB);
    BlobRef blob = write(opened(10 * MIB), right);
    Files.write(cached(blob), bytes(2, 2 * MIB));

    assertThat(opened(10 * MIB).verified(blob)).hasBinaryContent(right);
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() throws IOException {
    Blobs blobs = opened(4 * MIB);
    BlobRef first = write(blobs, bytes(1, MIB));
    BlobRef second = write(blobs, bytes(2, MIB));
    BlobRef third = write(blobs, bytes(3, MIB));
    usedSecondsAgo(cached(first), 7200);
    usedSecondsAgo(cached(second), 7000);
    usedSecondsAgo(cached(third), 6000);
    // Reading is a use.
    blobs.read(first);

    BlobRef fourth = write(blobs, bytes(4, 2 * MIB));

    assertThat(cached(second)).doesNotExist();
    assertThat(cached(first)).exists();
    assertThat(cached(fourth)).exists();
    assertThat(held()).isLessThanOrEqualTo(4 * MIB);
    assertThat(blobs.read(second)).as("from the bucket").isEqualTo(bytes(2, MIB));
  }

  @Test
  void whatWasUsedLatelyStaysAndOtherBytesDoWithoutTheCache() throws IOException {
    Blobs blobs = opened(2 * MIB);
    BlobRef first = write(blobs, bytes(1, MIB));
    Path given = blobs.verified(first);
    BlobRef second = write(blobs, bytes(2, MIB + 1));

    assertThat(given).exists();
    assertThat(cached(second)).doesNotExist();
    assertThat(blobs.read(second)).isEqualTo(bytes(2, MIB + 1));
    assertThat(cached(second)).doesNotExist();
    assertThatThrownBy(() -> blobs.verified(second))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("holds at most 2097152 bytes")
        .hasMessageContaining("cache.gigabytes")
        .matches(e -> ((StoreUnavailableException) e).ofDisk());
    usedSecondsAgo(given, 7200);
    assertThat(blobs.verified(second)).hasBinaryContent(bytes(2, MIB + 1));
  }

  @Test
  void aCacheOfNothingStoresAndReadsAllTheSame() throws IOException {
    Blobs blobs = opened(0);

    BlobRef blob = write(blobs, bytes(1, 6 * MIB));

    assertThat(held()).isZero();
    assertThat(blobs.read(blob)).isEqualTo(bytes(1, 6 * MIB));
    assertThat(held()).isZero();
  }

  @Test
  void aFullDiskKeepsBytesFromNobodyAndFailsRetryablyForFilesAndWrites() throws IOException {
    Blobs blobs = opened(10 * MIB);
    BlobRef blob = write(blobs, bytes(1, MIB));
    for (int operations = 0; operations < 3; operations++) {
      Files.deleteIfExists(cached(blob));
      disk.failAfter(operations);
      assertThat(blobs.read(blob)).isEqualTo(bytes(1, MIB));
      assertThatThrownBy(() -> blobs.verified(blob))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("No space left on device")
          .matches(e -> ((StoreUnavailableException) e).ofDisk());
      assertThatThrownBy(() -> write(blobs, "x".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(StoreUnavailableException.class);
    }
    disk.work();

    assertThat(blobs.verified(blob)).hasBinaryContent(bytes(1, MIB));
  }

  @Test
  void filesThatAKilledProcessLeftHalfWrittenGoOnceTheRoomIsWanted() throws IOException {
    Blobs blobs = opened(2 * MIB);
    write(blobs, bytes(1, 1000));
    Path left = Files.write(folder.resolve("tmp/killed.part"), new byte[MIB]);
    usedSecondsAgo(left, 100_000);
    Path young = Files.write(folder.resolve("tmp/other.part"), new byte[1000]);

    write(blobs, bytes(2, MIB + MIB / 2));

    assertThat(left).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void processesThatShareACacheReadEverythingRightAndKeepItsBound() throws Exception {
    Blobs blobs = opened(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      BlobRef blob = write(blobs, bytes(i, 100_000));
      lines.add(blob.sha256() + " " + blob.object());
    }
    Path list = Files.write(folder.resolve("list"), lines);
    long bound = 1_000_000;
    List<Process> processes = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      processes.add(child(list, bound, seed));
    }

    for (Process process : processes) {
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("all read");
      assertThat(process.waitFor()).isZero();
    }
    assertThat(held()).isPositive().isLessThanOrEqualTo(bound + bound / 4);
    try (Stream<Path> files = Files.walk(folder.resolve("objects"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Digest.of(Files.readAllBytes(file))).isEqualTo(file.getFileName().toString());
      }
    }
  }

  private Process child(Path list, long bound, int seed) throws IOException {
    ArtifactPlace.Bucket place = place(bound);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CacheMain.class.getName(),
            String.valueOf(place.endpoint()),
            place.bucket(),
            place.prefix(),
            String.valueOf(place.accessKey()),
            String.valueOf(place.secretKey()),
            folder.toString(),
            Long.toString(bound),
            list.toString(),
            Integer.toString(seed),
            "300")
        .redirectErrorStream(true)
        .start();
  }
}
