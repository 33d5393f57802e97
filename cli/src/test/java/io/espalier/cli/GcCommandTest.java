package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.owner.OwnerServer;
import io.espalier.service.query.Live;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.open.Stores;
import io.espalier.store.run.NewRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gc} shows and removes, in a store that has a little of everything. */
class GcCommandTest {
  @TempDir Path home;

  private Path checkpoint = Path.of("");
  private Path orphan = Path.of("");
  private Path part = Path.of("");
  private Path data = Path.of("");
  private Path stored = Path.of("");

  @BeforeEach
  void makeAStore() throws IOException {
    try (Store store = Stores.own(home, "test")) {
      checkpoint = path(store, put(store, "checkpoint", "of an earlier version"));
      StoredArtifact images = put(store, "data", "images");
      stored = path(store, images);
      // As the plan of a run names its data.
      StoredArtifact plan = put(store, "plan", "{\"images\":\"" + images.sha256() + "\"}");
      store
          .runs()
          .create(
              new NewRun(
                  "e", "run", "w", plan.sha256(), plan.sha256(), Instant.EPOCH, 1, List.of()));
      byte[] weights = "of a killed step".getBytes(StandardCharsets.UTF_8);
      orphan = path(store, store.artifacts().write("weights", "x/y", out -> out.write(weights)));
    }
    part = Files.writeString(home.resolve("tmp/killed.part"), "half");
    data = Files.createDirectories(home.resolve("data/set")).resolve("images");
    Files.writeString(data, "images");
  }

  private static StoredArtifact put(Store store, String kind, String text) {
    return store.artifacts().put(kind, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path path(Store store, StoredArtifact artifact) {
    return store.artifacts().path(artifact.sha256());
  }

  private JsonNode gc(String... more) throws IOException {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "gc";
    arguments[1] = "--json";
    System.arraycopy(more, 0, arguments, 2, more.length);
    CommandLineRun run = CommandLineRun.of(home, arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void withoutDeleteItOnlyShows() throws IOException {
    JsonNode answer = gc();

    assertThat(gc("--dry-run")).isEqualTo(answer);
    assertThat(CommandLineRun.of(home, "gc", "--dry-run", "--delete").exitCode()).isEqualTo(2);
    assertThat(answer.path("items").findValuesAsText("why"))
        .containsExactlyInAnyOrder("unreferenced", "orphan", "unfinished", "twice");
    assertThat(answer.path("deleted").asBoolean()).isFalse();
    assertThat(answer.path("home_bytes").asLong() - answer.path("home_bytes_after").asLong())
        .isEqualTo(21 + 16 + 4 + 6);
    assertThat(checkpoint).exists();
    assertThat(orphan).exists();
    assertThat(part).exists();
    assertThat(Files.isSameFile(data, stored)).isFalse();
    assertThat(CommandLineRun.of(home, "gc").out())
        .contains("checkpoint  unreferenced  ")
        .contains(" after `espalier gc --delete`");
  }

  @Test
  void withDeleteItRemovesThatAndNothingElse() throws IOException {
    JsonNode answer = gc("--delete");

    assertThat(answer.path("deleted").asBoolean()).isTrue();
    assertThat(answer.path("home_bytes_after").asLong()).isPositive();
    assertThat(checkpoint).doesNotExist();
    assertThat(orphan).doesNotExist();
    assertThat(part).doesNotExist();
    assertThat(Files.isSameFile(data, stored)).isTrue();
    assertThat(data).hasContent("images");
    assertThat(gc().path("items")).isEmpty();
    assertThat(CommandLineRun.of(home, "gc").out()).contains(", and everything is needed");
    assertThat(CommandLineRun.of(home, "fsck").out()).startsWith("ok: 2 artifacts");
  }

  @Test
  void aLiveOwnerShowsWhatNothingNeedsAndKeepsItsStore() throws IOException {
    try (Store store = Stores.own(home, "espalier run x.yaml")) {
      Path written = path(store, store.artifacts().write("weights", "x/y", out -> out.write(1)));
      // The clock that stamps files may be some milliseconds late.
      Files.setLastModifiedTime(written, FileTime.from(Instant.now().plusSeconds(1)));
      try (OwnerServer server =
          OwnerServer.start(home, store, Live.NONE, () -> {}, "espalier run x.yaml")) {
        assertThat(gc().path("items").findValuesAsText("why"))
            .as("what it has just written is left out")
            .containsExactlyInAnyOrder("unreferenced", "orphan", "twice");

        CommandLineRun refused = CommandLineRun.of(home, "gc", "--delete");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("is owned by process " + server.info().pid());
        assertThat(checkpoint).exists();
      }
    }
  }
}
