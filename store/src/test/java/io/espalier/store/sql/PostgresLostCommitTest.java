package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.parts.CommitProxy;
import io.espalier.parts.CommitProxy.Cut;
import io.espalier.parts.PostgresCluster;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.FolderBlobs;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * PostgreSQL stops as in a power cut, just before or just after it commits what a worker wrote: the
 * worker cannot tell which, and still there is one outcome.
 */
class PostgresLostCommitTest extends StoreContract {
  private static @Nullable PostgresCluster cluster;
  private static @Nullable CommitProxy proxy;

  PostgresLostCommitTest() {
    super(new ProxiedPlace());
  }

  /** A schema of one test, in a cluster of this class behind a proxy. */
  private static final class ProxiedPlace implements Place {
    private static int schemas;
    private final String schema = "t" + schemas++;
    private boolean made;

    @Override
    public Store open(Path folder, Disk disk) {
      if (cluster == null) {
        cluster = PostgresCluster.start();
        proxy = new CommitProxy(cluster.port());
      }
      if (!made) {
        make(cluster.url() + "?user=espalier");
      }
      String url =
          cluster
              .url()
              .replace(
                  ":" + cluster.port() + "/", ":" + Objects.requireNonNull(proxy).port() + "/");
      return PostgresOpening.open(
          new DatabaseAddress(url + "?currentSchema=" + schema, "espalier", null, null),
          threads -> new FolderBlobs(folder, disk, threads));
    }

    private void make(String url) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA " + schema);
        made = true;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean shared() {
      return true;
    }
  }

  @AfterAll
  static void remove() {
    if (proxy != null) {
      proxy.close();
      proxy = null;
    }
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }

  @AfterEach
  void theCutThatWasAskedForHasCome() {
    assertThat(Objects.requireNonNull(proxy).armed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aStepIsCompletedOnceAndItsWorkerLearnsOfIt(Cut cut) {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StepArtifact output = output("weights", "w");
    stopAtNextCommit(cut);

    claim.commit(List.of(output), "{\"n\":1}", List.of(point(10)));

    completedOnce();
  }

  @Test
  void aStoreThatWasAwayBetweenTwoWritesIsFoundAgain() {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StepArtifact output = output("weights", "w");
    stop();

    claim.commit(List.of(output), "{\"n\":1}", List.of(point(10)));

    completedOnce();
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aCheckpointThatIsWrittenAgainCountsOnce(Cut cut) {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StoredArtifact state = written("checkpoint", "at 10");
    stopAtNextCommit(cut);

    assertThatThrownBy(() -> claim.checkpoint(10, state, List.of(point(10))))
        .isInstanceOf(StoreUnavailableException.class);
    claim.checkpoint(10, state, List.of(point(10)));

    assertThat(number("SELECT COUNT(*) FROM checkpoint")).isEqualTo(1);
    assertThat(number("SELECT COUNT(*) FROM metric_point")).isEqualTo(1);
    claim.commit(List.of(output("weights", "w")), "{\"n\":1}", List.of());
    completedOnce();
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aClaimWhoseAnswerWasLostIsHeldByNobodyForLongerThanItsLease(Cut cut) {
    run("run", "t");
    stopAtNextCommit(cut);
    assertThatThrownBy(() -> store.steps().claim(request("run", "t", "step")))
        .isInstanceOf(StoreUnavailableException.class);

    if (cut == Cut.AFTER_THE_SERVER_COMMITTED) {
      assertThat(store.steps().claim(request("run", "t", "step")))
          .isInstanceOf(ClaimOutcome.Busy.class);
      change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    }
    taken(request("run", "t", "step"))
        .commit(List.of(output("weights", "w")), "{\"n\":1}", List.of(point(10)));

    completedOnce();
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aRunIsMadeOnce(Cut cut) {
    StoredArtifact unused = put("config", "warms the connection");
    stopAtNextCommit(cut);
    assertThatThrownBy(() -> run("run", "t")).isInstanceOf(StoreUnavailableException.class);
    try {
      run("run", "t");
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IllegalArgumentException itIsThere) {
      assertThat(itIsThere).hasMessageContaining("expected: one that no run has yet");
    }
    assertThat(store.runs().find("run")).isPresent();
    assertThat(store.tasks().list("run")).hasSize(1);
    assertThat(unused).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aTasksStateThatIsRecordedAgainStaysWhatItIs(Cut cut) {
    run("run", "t");
    List<TaskUpdate> failed =
        List.of(new TaskUpdate("t", TaskState.FAILED, 1, 2, 0, null, "for a reason"));
    stopAtNextCommit(cut);

    assertThatThrownBy(() -> store.tasks().record("run", failed))
        .isInstanceOf(StoreUnavailableException.class);
    store.tasks().record("run", failed);

    assertThat(store.tasks().find("run", "t"))
        .get()
        .extracting(TaskRecord::state, TaskRecord::tryNumber)
        .containsExactly(TaskState.FAILED, 1);
  }

  private void completedOnce() {
    assertThat(store.steps().find(key("step")))
        .get()
        .extracting(StepRecord::state)
        .isEqualTo(StepState.COMPLETED);
    assertThat(store.steps().attempts(key("step")))
        .extracting(AttemptRecord::state)
        .containsOnlyOnce(AttemptState.WON)
        .doesNotContain(AttemptState.RUNNING);
    assertThat(store.tasks().find("run", "t"))
        .get()
        .extracting(TaskRecord::state)
        .isEqualTo(TaskState.SUCCESS);
    assertThat(number("SELECT COUNT(*) FROM step_io WHERE direction = 'O'")).isEqualTo(1);
    assertThat(number("SELECT COUNT(*) FROM metric_point")).isEqualTo(1);
    assertThat(number("SELECT COUNT(*) FROM audit_event WHERE kind = 'step.completed'"))
        .isEqualTo(1);
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  private static MetricPoint point(long iteration) {
    return new MetricPoint("loss", "", "1", iteration, 0.5);
  }

  private static void stopAtNextCommit(Cut cut) {
    Objects.requireNonNull(proxy).cutNextCommit(cut, PostgresLostCommitTest::stop);
  }

  private static void stop() {
    PostgresCluster running = Objects.requireNonNull(cluster);
    running.stopAtOnce();
    running.restart();
  }
}
