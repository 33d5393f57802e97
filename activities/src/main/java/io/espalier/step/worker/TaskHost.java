package io.espalier.step.worker;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.engine.Executor;
import io.espalier.engine.ExecutorStartException;
import io.espalier.step.FatalTaskException;
import io.espalier.step.TaskInstance;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.step.StepArtifact;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a step reaches through its worker.
 *
 * @param chosen gives the plan's executor, or says why this worker has none
 * @param placedTry the try, where the step belongs to this task alone; otherwise 0
 * @param maker makes damaged inputs again
 * @param broken why the executor does not start, null where it does or is not needed
 */
record TaskHost(
    Artifacts artifacts,
    Inputs inputs,
    Duration checkpointEvery,
    Supplier<Executor> chosen,
    PlannedRun run,
    Catalog catalog,
    Task task,
    List<StepArtifact> given,
    Xcoms xcoms,
    int placedTry,
    Inputs.Maker maker,
    @Nullable ExecutorStartException broken) {

  /**
   * Checks that the step has what it computes with.
   *
   * @throws ExecutorStartException when the step needs the executor and it does not start
   */
  void requireExecutor() {
    if (broken != null) {
      throw broken;
    }
  }

  /**
   * Checks the result for the tasks after it.
   *
   * @throws TaskFailedException (FAILED) as {@link Results#check}
   */
  void check(String result) {
    Results.check(run, task, result);
  }

  /**
   * Where the task stands.
   *
   * @throws FatalTaskException when its step is memoised
   */
  TaskInstance instance() {
    if (placedTry == 0) {
      throw new FatalTaskException(
          "instance: the step of operator "
              + task.operator()
              + " is memoised, so its result must not depend on run, task or try (expected:"
              + " memoised() to return false, or a setup or teardown)");
    }
    Integer mapIndex = task.node().mapIndex();
    return new TaskInstance(
        run.plan().dag().dagId(),
        run.runId(),
        task.node().taskId(),
        mapIndex == null ? -1 : mapIndex,
        placedTry,
        run.logicalDate());
  }

  /** The executor that the plan chose. */
  Executor executor() {
    return chosen.get();
  }

  /** Reads an artifact by its digest; a damaged one is made again first, and logged. */
  <T> T read(String digest, Function<String, T> reader, Consumer<String> log) {
    return inputs.read(digest, reader, task, given, maker, log);
  }
}
