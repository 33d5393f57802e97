package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.Executor;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A native library that cannot be loaded must leave a trace. */
final class ExecutorThatDoesNotStartTest {
  @TempDir Path home;

  @Test
  void itsTaskHasAnAttemptALogEveryCauseAndASentenceThatSaysWhatToDo() {
    try (TestBed bed = new TestBed(home, new Network());
        TaskWorker worker = worker(bed, new Broken())) {
      String run = bed.submit(task("a", "network", "{}"));
      String failure =
          TestBed.failure(TaskFailure.FATAL, () -> worker.execute(new TaskCall(run, "a", 1), CALM));

      assertThat(failure)
          .startsWith("executor none does not start: the folder into which native libraries")
          .contains("ESPALIER_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR")
          .contains("(java.lang.ExceptionInInitializerError, because of ")
          .contains("java.lang.UnsatisfiedLinkError: /x/libnd4j.so: failed to map")
          .contains("noexec");
      // Java keeps the cause to itself from the second use of a class on.
      String again = bed.submit(task("a", "network", "{}"));
      assertThat(
              TestBed.failure(
                  TaskFailure.FATAL, () -> worker.execute(new TaskCall(again, "a", 1), CALM)))
          .isEqualTo(failure);
      assertThat(bed.attempts(run, "a"))
          .extracting(AttemptRecord::state, AttemptRecord::failureText)
          .containsExactly(
              tuple(AttemptState.FAILED, failure), tuple(AttemptState.FAILED, failure));
      assertThat(bed.log(run, "a"))
          .contains("FATAL: executor none does not start")
          .contains("Caused by: java.lang.UnsatisfiedLinkError: /x/libnd4j.so");
    }
  }

  @Test
  void aStepThatIsRecordedNeedsNoExecutorToStart() {
    try (TestBed bed = new TestBed(home, new Network());
        TaskWorker whole = worker(bed, new Whole());
        TaskWorker broken = worker(bed, new Broken())) {
      String run = bed.submit(task("a", "network", "{}"));
      assertThat(whole.execute(new TaskCall(run, "a", 1), CALM))
          .isEqualTo(new TaskResult(false, "1"));
      String again = bed.submit(task("a", "network", "{}"));
      assertThat(broken.execute(new TaskCall(again, "a", 1), CALM))
          .isEqualTo(new TaskResult(true, "1"));
    }
  }

  private static TaskWorker worker(TestBed bed, Executor executor) {
    return new TaskWorker(
        bed.store,
        bed.catalog,
        List.of(executor),
        new WorkerSettings(executor.summary(), 1, Duration.ofSeconds(10)));
  }

  /** An operator that needs the executor. */
  private static final class Network implements Operator<None> {
    @Override
    public String name() {
      return "network";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Of a test.";
    }

    @Override
    public Class<None> parameters() {
      return None.class;
    }

    @Override
    public boolean runsNetwork(Record parameters, Catalog catalog) {
      return true;
    }

    @Override
    public @Nullable Object run(None parameters, StepContext context) {
      return 1;
    }
  }

  private static class Whole implements Executor {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "whole";
    }

    @Override
    public Optional<UnfitLayer> unfit(NetworkSpec network) {
      return Optional.empty();
    }

    @Override
    public NumericRuntime runtime() {
      return io.espalier.engine.HostRuntime.plain();
    }

    @Override
    public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Broken extends Whole {
    @Override
    public String summary() {
      return "broken";
    }

    private boolean used;

    @Override
    public NumericRuntime runtime() {
      if (used) {
        throw new NoClassDefFoundError("Could not initialize class Native");
      }
      used = true;
      throw new ExceptionInInitializerError(
          new IllegalStateException(
              new UnsatisfiedLinkError("/x/libnd4j.so: failed to map segment from shared object")));
    }
  }
}
