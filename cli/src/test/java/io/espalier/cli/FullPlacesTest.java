package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.FleetBed.HeldRun;
import io.espalier.cli.environment.TestDatabase;
import io.espalier.parts.BucketServer;
import io.espalier.parts.SmallDisk;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that find no room for what they have computed, until there is some again. */
class FullPlacesTest {
  private static final int MEBIBYTES = 64;

  @TempDir private Path folder;
  private Path buckets;

  @BeforeEach
  void makeFolder() throws IOException {
    buckets = Files.createDirectory(folder.resolve("buckets"));
  }

  @Test
  void tasksWaitForRoomInTheBucketAndUseNoTry() throws Exception {
    try (BucketServer server = new BucketServer("127.0.0.1", buckets)) {
      JsonNode wait = waitsWhileFull(server, () -> server.full(true), () -> server.full(false));

      assertThat(wait.path("waits_for").asText()).isEqualTo("bucket");
      assertThat(wait.path("text").asText()).contains("waiting for the bucket since", "507");
    }
  }

  @Test
  void tasksWaitForRoomInTheCacheOfTheirMachineAndUseNoTry() throws Exception {
    Path cache = Files.createDirectories(folder.resolve("worker/cache"));
    try (BucketServer server = new BucketServer("127.0.0.1", buckets);
        SmallDisk disk = SmallDisk.mount(cache, MEBIBYTES)) {
      JsonNode wait = waitsWhileFull(server, disk::fill, disk::makeRoom);

      assertThat(wait.path("waits_for").asText()).isEqualTo("disk");
      assertThat(wait.path("text").asText())
          .contains("waiting for the disk of a worker since", "(worker: ")
          .contains("No space left on device");
    }
  }

  /** Runs an experiment whose worker finds no room in the middle; gives what it waits for. */
  private JsonNode waitsWhileFull(BucketServer server, Runnable fill, Runnable makeRoom)
      throws Exception {
    try (FleetBed bed =
        new FleetBed(
            folder,
            new TestDatabase(),
            FleetEnvironment.bucket(server, folder),
            FleetBed.temporal())) {
      HeldRun held = bed.heldRun("worker");

      fill.run();
      bed.children.release();
      JsonNode status = bed.await("it waits", held.worker(), said -> !said.path("waits").isEmpty());
      JsonNode wait = status.at("/waits/0");
      assertThat(wait.path("tasks")).extracting(JsonNode::asText).contains("r1.dense.train");
      try (Store store = bed.store()) {
        assertThat(store.tasks().find(held.id(), "r1.dense.train").orElseThrow().state())
            .isNotEqualTo(TaskState.SUCCESS);
      }
      makeRoom.run();

      bed.endsAs(held.clean());
      assertThat(bed.json("status").path("waits")).isEmpty();
      try (Store store = bed.store()) {
        assertThat(store.tasks().list(held.id())).extracting(TaskRecord::tryNumber).containsOnly(1);
      }
      return wait;
    }
  }
}
