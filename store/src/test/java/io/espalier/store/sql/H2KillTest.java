package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.FsckReport;
import io.espalier.store.check.Garbage;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.open.Stores;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that owns a store, killed with SIGKILL. */
class H2KillTest {
  private static final int KILLS = 4;

  @TempDir Path folder;

  private Path home = Path.of("");
  private Path acknowledged = Path.of("");
  private Process owner;

  H2KillTest() throws IOException {
    owner = new ProcessBuilder("true").start();
  }

  @BeforeEach
  void names() {
    home = folder.resolve("home with spaces");
    acknowledged = folder.resolve("acknowledged");
  }

  @AfterEach
  void end() {
    owner.destroyForcibly();
  }

  private void start(String run) throws IOException {
    owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OwnerMain.class.getName(),
                home.toString(),
                acknowledged.toString(),
                run)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
  }

  private void kill() throws InterruptedException {
    owner.destroyForcibly();
    assertThat(owner.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  private List<String> lines() throws IOException {
    if (!Files.exists(acknowledged)) {
      return List.of();
    }
    String text = Files.readString(acknowledged);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Waits until the owner has been told of so many more things, then a random moment longer. */
  private void waitFor(int more, long extraMicros) throws IOException, InterruptedException {
    int goal = lines().size() + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (lines().size() < goal) {
      assertThat(owner.isAlive()).as(Files.readString(folder.resolve("output"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MICROSECONDS.sleep(extraMicros);
  }

  @Test
  void nothingThatWasAcknowledgedIsLost() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      start("run" + kill);
      waitFor(20 + random.nextInt(20), random.nextInt(20_000));
      kill();
      assertNothingLost("seed " + seed + ", kill " + kill);
    }
  }

  private void assertNothingLost(String when) throws IOException {
    try (Store store = Stores.own(home, "look")) {
      Map<String, List<String>> checkpoints = new TreeMap<>();
      for (String line : lines()) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("step")) {
          assertThat(store.steps().find(words[1]))
              .as(when)
              .get()
              .extracting(StepRecord::state)
              .isEqualTo(StepState.COMPLETED);
          assertThat(store.steps().attempts(words[1]).get(0).logDigest()).as(when).isNotNull();
        } else {
          checkpoints.computeIfAbsent(words[1], step -> new ArrayList<>()).add(words[2]);
        }
      }
      checkpoints.forEach((step, digests) -> assertKept(store, step, digests, when));
      assertThat(Stores.garbage(store).items())
          .as(when)
          .extracting(Garbage.Item::kind)
          .doesNotContain("checkpoint");
      FsckReport report = Stores.fsck(store, bytes -> {});
      assertThat(report.problems()).as(when).isEmpty();
      assertThat(store.audit().verify(List.of()).problems()).as(when).isEmpty();
      assertThat(store.runs().list())
          .as(when)
          .allSatisfy(
              r ->
                  assertThat(r.state().id() + r.reason()).isIn("queuednull", "runninginterrupted"));
    }
    try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
      assertThat(logs).as(when).isEmpty();
    }
  }

  /** Of a step under way the two checkpoints that were acknowledged last, of another one none. */
  private void assertKept(Store store, String step, List<String> digests, String when) {
    boolean completed = store.steps().find(step).orElseThrow().state().equals(StepState.COMPLETED);
    for (int back = 1; back <= digests.size(); back++) {
      Optional<StoredArtifact> found = store.artifacts().find(digests.get(digests.size() - back));
      Path file = digestFile(digests.get(digests.size() - back));
      if (completed || back > 2) {
        assertThat(found).as(when).isEmpty();
        assertThat(file).as(when).doesNotExist();
      } else if (back == 1) {
        assertThat(found).as(when).isPresent();
      }
    }
  }

  private Path digestFile(String sha256) {
    return home.resolve("objects/sha256").resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  @Test
  void whileItLivesNobodyElseGetsInAndAfterItsDeathReadersDoAtOnce() throws Exception {
    start("run");
    waitFor(10, 0);
    assertThatThrownBy(() -> H2Opening.own(home, "second", new Disk(), Duration.ofMillis(200)))
        .isInstanceOf(StoreBusyException.class)
        .hasMessageContaining(home.toString());
    assertThatThrownBy(() -> H2Opening.readOnly(home, Duration.ofMillis(200)))
        .isInstanceOf(StoreBusyException.class);
    kill();
    // A kill may leave the database behind its journal; the first that looks puts that in order.
    Stores.readOnly(home).close();
    byte[] before = Files.readAllBytes(home.resolve("store.mv.db"));

    try (Store store = Stores.readOnly(home)) {
      assertThat(store.runs().list())
          .as("with the reason `interrupted` where the first that looked became an owner")
          .extracting(RunRecord::state)
          .contains(RunState.RUNNING);
      String step = lines().stream().filter(l -> l.startsWith("step")).findFirst().orElseThrow();
      assertThat(store.steps().attempts(step.substring(5)))
          .extracting(AttemptRecord::state)
          .containsExactly(AttemptState.WON);
      assertThat(store.shared()).isFalse();
      assertThat(store.steps().held()).as("whoever held them is dead").isEmpty();
      assertThat(store.audit().verify(store.audit().heads()).problems()).isEmpty();
      assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
      assertThatThrownBy(() -> store.runs().update("run-a", RunState.FAILED, null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("reading only");
    }
    assertThat(Files.readAllBytes(home.resolve("store.mv.db"))).isEqualTo(before);
  }
}
