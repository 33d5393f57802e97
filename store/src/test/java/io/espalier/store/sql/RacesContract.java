package io.espalier.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

abstract class RacesContract extends StoreContract {
  RacesContract(Place place) {
    super(place);
  }

  /** Another process's store where the database allows it, else this one's. */
  private Store other() {
    return place().shared() ? place().open(folder, new Disk()) : store;
  }

  private void close(Store other) {
    if (other != store) {
      other.close();
    }
  }

  private static <T> List<T> together(List<Callable<T>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    CyclicBarrier start = new CyclicBarrier(work.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> one : work) {
        futures.add(
            pool.submit(
                () -> {
                  start.await();
                  return one.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void ofManyClaimantsOneWins() throws Exception {
    run("run", "a", "b", "c", "d");
    Store other = other();
    try {
      for (int step = 0; step < 10; step++) {
        String name = "step" + step;
        List<Callable<ClaimOutcome>> claims = new ArrayList<>();
        for (String task : List.of("a", "b", "c", "d")) {
          Store one = task.compareTo("c") < 0 ? store : other;
          claims.add(() -> one.steps().claim(request("run", task, name)));
        }
        List<ClaimOutcome> outcomes = together(claims);
        assertThat(outcomes).filteredOn(o -> o instanceof ClaimOutcome.Taken).hasSize(1);
        assertThat(outcomes).filteredOn(o -> o instanceof ClaimOutcome.Busy).hasSize(3);
        assertThat(store.steps().attempts(key(name))).hasSize(1);
      }
    } finally {
      close(other);
    }
  }

  @Test
  void stepsThatFinishTogetherShareArtifactsAndTheChain() throws Exception {
    run("run", "a", "b", "c", "d");
    Store other = other();
    try {
      for (int round = 0; round < 5; round++) {
        String text = "round " + round;
        List<Callable<StoredArtifact>> commits = new ArrayList<>();
        for (String task : List.of("a", "b", "c", "d")) {
          Store one = task.compareTo("c") < 0 ? store : other;
          Claim claim =
              ((ClaimOutcome.Taken) one.steps().claim(request("run", task, text + task))).claim();
          commits.add(
              () -> {
                StoredArtifact same =
                    one.artifacts()
                        .write("weights", "text/plain", out -> out.write(text.getBytes(UTF_8)));
                claim.commit(List.of(new StepArtifact("weights", 0, same)), "{}", List.of());
                return same;
              });
        }
        assertThat(together(commits)).containsOnly(written("weights", text));
      }
      assertThat(store.audit().verify(List.of()).problems()).isEmpty();
      assertThat(number("SELECT COUNT(*) FROM step_io WHERE direction = 'O'")).isEqualTo(20);
      assertThat(number("SELECT COUNT(*) FROM artifact WHERE kind = 'weights'")).isEqualTo(5);
    } finally {
      close(other);
    }
  }

  @Test
  void aCommitWhoseAnswerWasLostIsRecognised() {
    run("run", "a");
    Claim claim = taken(request("run", "a", "step"));
    StepArtifact output = output("weights", "w");
    claim.commit(List.of(output), "{}", List.of());

    claim.commit(List.of(output), "{}", List.of());

    assertThat(store.steps().attempts(key("step"))).hasSize(1);
    assertThat(store.audit().events("run")).hasSize(2);
  }

  @Test
  void changesOfManyTasksAtOnceDoNotDeadlock() throws Exception {
    run("run", "a", "b");
    TaskUpdate a = new TaskUpdate("a", TaskState.QUEUED, 1, 1, 0, null, null);
    TaskUpdate b = new TaskUpdate("b", TaskState.QUEUED, 1, 1, 0, null, null);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (List<TaskUpdate> order : List.of(List.of(a, b), List.of(b, a), List.of(a), List.of(b))) {
      work.add(
          () -> {
            for (int i = 0; i < 10; i++) {
              store.tasks().record("run", order);
            }
            return true;
          });
    }

    assertThat(together(work)).containsOnly(true);
    assertThat(store.audit().verify(List.of()).events()).isEqualTo(1 + 10 * (2 + 2 + 1 + 1));
  }
}
