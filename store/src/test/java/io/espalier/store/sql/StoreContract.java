package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.digest.Digest;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.lineage.Upstream;
import io.espalier.store.run.NewRun;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.NewTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the store promises on every database; each area has a contract, each database a subclass.
 */
abstract class StoreContract {
  static final RuntimeInfo RUNTIME =
      new RuntimeInfo("jar", "commit", false, "17", "linux", "avx2", "nd4j", "blas", 1, "cpu");

  /** Stands where a test has not made an artifact yet. */
  static final StoredArtifact NOTHING = new StoredArtifact("0".repeat(64), 0, "none", "x/y");

  @TempDir Path folder;

  /** The store's disk; works until a test says otherwise. */
  final FailingDisk disk = new FailingDisk();

  private final Place place;
  protected Store store;

  StoreContract(Place place) {
    this.place = place;
  }

  @BeforeEach
  void openStore() {
    store = place.open(folder, disk);
  }

  /** Whether rows were changed behind the store's back. */
  boolean changed;

  /** Whatever a test did with the store, its rows say what its chains recorded. */
  @AfterEach
  void holdAgainstChainsAndClose() {
    if (store != null) {
      try {
        if (!changed) {
          assertThat(store.audit().verify(List.of()).problems()).isEmpty();
        }
      } finally {
        store.close();
      }
    }
  }

  Place place() {
    return place;
  }

  /** Ends this process's ownership and begins another. */
  void reopen() {
    store.close();
    store = place.open(folder, disk);
  }

  /** Reaches under the store, to damage what it remembers. */
  <T extends @Nullable Object> T sql(Function<Handle, T> work) {
    return ((SqlStore) store).database().write(work);
  }

  int change(String sql, Object... values) {
    changed = true;
    return sql(handle -> handle.execute(sql, values));
  }

  long number(String sql, Object... values) {
    return ((SqlStore) store)
        .database()
        .read(handle -> handle.select(sql, values).mapTo(Long.class).one());
  }

  /** Makes files and artifacts two days older. */
  void twoDaysPass() throws IOException {
    change("UPDATE artifact SET state_since = state_since - INTERVAL '2' DAY");
    age(folder);
    if (!place.filed()) {
      age(place.objects(folder));
    }
  }

  private static void age(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        Instant before = Files.getLastModifiedTime(path).toInstant();
        Files.setLastModifiedTime(path, FileTime.from(before.minus(Duration.ofDays(2))));
      }
    }
  }

  /** As {@link Place#file}. */
  Path file(String sha256) {
    return place.file(folder, sha256);
  }

  /** Deletes stored bytes; in a bucket they are missed by whoever reads them first. */
  void lose(StoredArtifact artifact) throws IOException {
    Files.delete(file(artifact.sha256()));
    miss(artifact);
  }

  /** Damages stored bytes; in a bucket that is found by whoever reads them first. */
  void damage(StoredArtifact artifact, String bytes) throws IOException {
    Files.writeString(file(artifact.sha256()), bytes);
    miss(artifact);
  }

  private void miss(StoredArtifact artifact) {
    if (!place.filed()) {
      assertThatThrownBy(() -> store.artifacts().read(artifact.sha256()))
          .isInstanceOf(CorruptArtifactException.class);
    }
  }

  RunRecord run(String runId, String... tasks) {
    StoredArtifact config = put("config", "name: " + runId);
    StoredArtifact plan = put("plan", "plan of " + runId);
    List<NewTask> all = Arrays.stream(tasks).map(t -> new NewTask(t, 2, 1, "ticket", 3)).toList();
    return store
        .runs()
        .create(
            new NewRun(
                "quickstart",
                runId,
                "workflow-" + runId,
                config.sha256(),
                plan.sha256(),
                Instant.parse("2026-11-21T00:00:00Z"),
                42,
                all));
  }

  StoredArtifact put(String kind, String text) {
    return store.artifacts().put(kind, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  StoredArtifact written(String kind, String text) {
    return store
        .artifacts()
        .write(kind, "text/plain", out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String key(String name) {
    return Digest.of(name);
  }

  static ClaimRequest request(String run, String task, String step, StepArtifact... inputs) {
    return request(run, task, step, RUNTIME, inputs);
  }

  static ClaimRequest request(
      String run, String task, String step, RuntimeInfo runtime, StepArtifact... inputs) {
    return new ClaimRequest(
        run, task, 1, key(step), 1, "train", step, List.of(inputs), "worker-1", runtime);
  }

  Claim taken(ClaimRequest request) {
    return ((ClaimOutcome.Taken) store.steps().claim(request)).claim();
  }

  StepArtifact output(String role, String text) {
    return new StepArtifact(role, 0, written(role, text));
  }

  /** As the latest run had it, without any plan. */
  LineageGraph ancestors(String sha256) {
    String run = store.lineage().latestRun(sha256).orElse(null);
    return store.lineage().ancestors(sha256, run, Upstream.UNKNOWN);
  }

  /** Computes a step from its inputs to one output. */
  StepArtifact compute(String run, String task, String step, String text, StepArtifact... inputs) {
    StepArtifact output = output("weights", text);
    taken(request(run, task, step, inputs))
        .commit(List.of(output), "{\"of\":\"" + step + "\"}", List.of());
    return output;
  }
}
