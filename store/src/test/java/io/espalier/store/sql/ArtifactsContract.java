package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.StepArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class ArtifactsContract extends StoreContract {
  private static final int BIG = 3 << 20;

  ArtifactsContract(Place place) {
    super(place);
  }

  private String state(String sha256) {
    return sql(
        handle ->
            handle
                .select("SELECT state FROM artifact WHERE sha256 = ?", sha256)
                .mapTo(String.class)
                .one());
  }

  private List<Path> unfinished() throws IOException {
    return filesUnder(place().unfinished(folder));
  }

  private List<Path> objects() throws IOException {
    return filesUnder(place().objects(folder));
  }

  private static List<Path> filesUnder(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void bytesAreNamedByTheirDigest() throws IOException {
    StoredArtifact stored = put("config", "abc");

    assertThat(stored.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(stored.sizeBytes()).isEqualTo(3);
    assertThat(store.artifacts().read(stored.sha256())).asString().isEqualTo("abc");
    assertThat(store.artifacts().path(stored.sha256())).hasContent("abc");
    assertThat(file(stored.sha256())).hasContent("abc");
    assertThat(store.artifacts().find(stored.sha256())).contains(stored);
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void writtenBytesHaveNoRowUntilSomethingRefersToThem() {
    StoredArtifact stored = written("weights", "abc");

    assertThat(store.artifacts().find(stored.sha256())).isEmpty();
    assertThat(store.artifacts().read(stored.sha256())).asString().isEqualTo("abc");
  }

  @Test
  void theSameBytesAreStoredOnceAndWritingThemAgainMendsThem() throws IOException {
    StoredArtifact first = put("config", "abc");
    Files.writeString(file(first.sha256()), "abX");

    StoredArtifact second = put("config", "abc");

    assertThat(second).isEqualTo(first);
    assertThat(store.artifacts().read(first.sha256())).asString().isEqualTo("abc");
    assertThat(number("SELECT COUNT(*) FROM artifact")).isEqualTo(1);
  }

  @Test
  void prefixesResolveWhenTheyAreLongEnoughAndFitOnlyOne() {
    StoredArtifact abc = put("config", "abc");

    assertThat(store.artifacts().resolve("ba78")).contains(abc.sha256());
    assertThat(store.artifacts().resolve(abc.sha256())).contains(abc.sha256());
    assertThat(store.artifacts().resolve("ba79")).isEmpty();
    change(
        "INSERT INTO artifact (sha256, size_bytes, kind, media_type) VALUES (?, 0, 'x', 'y')",
        "ba78" + "f".repeat(60));
    assertThat(store.artifacts().resolve("ba78")).isEmpty();
    assertThat(store.artifacts().resolve("ba78f")).isPresent();
    assertThatThrownBy(() -> store.artifacts().resolve("ba7"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.artifacts().resolve("ba7%"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        "../../../../etc/passwd",
        "/etc/passwd",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\0",
        "../7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "' OR '1'='1",
      })
  void anythingButADigestIsRefusedAsAName(String name) {
    assertThatThrownBy(() -> store.artifacts().read(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 lowercase hex digits");
    assertThatThrownBy(() -> store.artifacts().path(name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.artifacts().find(name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.steps().find(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.steps().logFile(name, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ancestors(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFlippedByteIsFoundOnReadAndMarked() throws IOException {
    StoredArtifact stored = put("config", "abc");
    Files.writeString(file(stored.sha256()), "abd");

    assertThatThrownBy(() -> store.artifacts().read(stored.sha256()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining(stored.sha256());
    assertThat(state(stored.sha256())).isEqualTo("CORRUPT");
    assertThat(store.artifacts().find(stored.sha256())).isEmpty();

    put("config", "abc");
    assertThat(store.artifacts().find(stored.sha256())).contains(stored);
    assertThat(store.artifacts().read(stored.sha256())).asString().isEqualTo("abc");
  }

  @Test
  void truncatedAndMissingFilesAreFoundToo() throws IOException {
    StoredArtifact stored = put("config", "abc");
    Files.writeString(file(stored.sha256()), "");
    assertThatThrownBy(() -> store.artifacts().path(stored.sha256()))
        .isInstanceOf(CorruptArtifactException.class);
    StoredArtifact gone = put("config", "gone");
    Files.delete(file(gone.sha256()));

    assertThatThrownBy(() -> store.artifacts().read(gone.sha256()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("missing");
    assertThat(state(gone.sha256())).isEqualTo("CORRUPT");
  }

  @Test
  void aBigFileIsHashedOnceUnlessItChanges() throws IOException {
    byte[] bytes = new byte[BIG];
    StoredArtifact stored = store.artifacts().put("data", "application/gzip", bytes);
    Path file = store.artifacts().path(stored.sha256());
    assertThat(store.artifacts().read(stored.sha256())).hasSize(BIG);

    bytes[BIG / 2] = 1;
    assertThat(file).hasSize(BIG);
    Files.write(file(stored.sha256()), bytes);

    assertThatThrownBy(() -> store.artifacts().path(stored.sha256()))
        .isInstanceOf(CorruptArtifactException.class);
    assertThatThrownBy(() -> store.artifacts().read(stored.sha256()))
        .isInstanceOf(CorruptArtifactException.class);
  }

  @Test
  void aBigFileDamagedBeforeItsFirstReadIsFound() throws IOException {
    byte[] bytes = new byte[BIG];
    StoredArtifact stored = store.artifacts().put("data", "application/gzip", bytes);
    bytes[7] = 1;
    Files.write(file(stored.sha256()), bytes);

    assertThatThrownBy(() -> store.artifacts().path(stored.sha256()))
        .isInstanceOf(CorruptArtifactException.class);
  }

  @Test
  void aFileOfKnownDigestIsCopiedAndOneWithOtherBytesLeavesNothingBehind() throws IOException {
    Path file = Files.writeString(folder.resolve("given"), "abc");
    String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    assertThat(store.artifacts().copy("data", "x/y", file, abc).sizeBytes()).isEqualTo(3);
    assertThat(store.artifacts().read(abc)).asString().isEqualTo("abc");
    assertThat(store.artifacts().find(abc)).isPresent();

    List<Path> before = objects();
    String other = "0".repeat(64);
    assertThatThrownBy(() -> store.artifacts().copy("data", "x/y", file, other))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("its 3 bytes hash to " + abc);
    assertThatThrownBy(() -> store.artifacts().copy("data", "x/y", folder.resolve("no"), other))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("missing");
    assertThat(objects()).isEqualTo(before);
    assertThat(unfinished()).isEmpty();
    assertThat(store.artifacts().find(other)).isEmpty();
  }

  @Test
  void aSourceThatFailsLeavesNothingBehind() throws IOException {
    assertThatThrownBy(
            () ->
                store
                    .artifacts()
                    .write(
                        "weights",
                        "x/y",
                        out -> {
                          out.write(new byte[100]);
                          throw new IOException("source");
                        }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("source");
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void aFullDiskIsARetryableErrorAtEveryOperation() throws IOException {
    run("run", "t");
    byte[] bytes = "room".getBytes(StandardCharsets.UTF_8);
    String digest = Digest.of(bytes);
    int operations = 0;
    for (boolean stored = false; !stored; operations++) {
      disk.failAfter(operations);
      try {
        store.artifacts().put("weights", "x/y", bytes);
        stored = true;
      } catch (StoreUnavailableException e) {
        assertThat(e).hasMessageContaining("No space left on device");
        // Where forcing it failed, the row may be there all the same; a row without bytes never.
        store.artifacts().find(digest).ifPresent(row -> assertThat(file(digest)).hasBinaryContent(bytes));
      }
    }
    disk.work();

    assertThat(operations).isGreaterThan(4);
    assertThat(unfinished()).isEmpty();
    StepArtifact output = compute("run", "t", "step", "after");
    assertThat(store.artifacts().read(output.artifact().sha256())).asString().isEqualTo("after");
  }
}
