package io.espalier.step.worker;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.run.TaskFailure;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.StepArtifact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The inputs of tasks: found through the plan in what upstream tasks recorded, read through the
 * step that made them. Where the bytes are damaged, that step runs again, in this call and before
 * the reader goes on, and must give the recorded bytes. Thread-safe.
 */
final class Inputs {
  /** Runs the step of a task again. */
  @FunctionalInterface
  interface Maker {
    /** Returns when the step of that task is complete again. */
    void make(String taskId);
  }

  private final Store store;

  Inputs(Store store) {
    this.store = store;
  }

  /**
   * The artifacts that a task reads, results of tasks not among them. What a skipped or failed task
   * would have given is left out: the operator sees that it has no such input.
   *
   * @throws TaskFailedException (FATAL) when an input cannot be had
   */
  List<StepArtifact> of(PlannedRun run, Task task, Maker maker) {
    List<StepArtifact> found = new ArrayList<>();
    Map<String, List<StepArtifact>> made = made(run, task);
    MeasuredRows measured = MeasuredRows.of(store, run, task);
    for (TaskInput input : task.inputs()) {
      if (input.readsXcom()) {
        continue;
      }
      if (input.readsMeasurements()) {
        measured.of(input).ifPresent(found::add);
      } else if (input.fromTask() == null) {
        found.add(new StepArtifact(input.role(), input.ordinal(), known(input)));
      } else {
        upstream(run, input, input.fromTask(), made, maker)
            .ifPresent(one -> found.add(new StepArtifact(input.role(), input.ordinal(), one)));
      }
    }
    return found;
  }

  private StoredArtifact known(TaskInput input) {
    String digest = String.valueOf(input.digest());
    return store
        .artifacts()
        .find(digest)
        .orElseThrow(
            () ->
                new TaskFailedException(
                    TaskFailure.FATAL,
                    "input " + input.role() + ": artifact " + digest + " is not in this store"));
  }

  private Map<String, List<StepArtifact>> made(PlannedRun run, Task task) {
    Set<String> upstream = new TreeSet<>();
    for (TaskInput input : task.inputs()) {
      if (input.fromTask() != null && !input.readsXcom() && !input.readsMeasurements()) {
        upstream.add(input.fromTask());
      }
    }
    return upstream.isEmpty() ? Map.of() : store.tasks().provenOutputs(run.runId(), upstream);
  }

  private Optional<StoredArtifact> upstream(
      PlannedRun run,
      TaskInput input,
      String fromTask,
      Map<String, List<StepArtifact>> made,
      Maker maker) {
    List<StepArtifact> outputs = made.get(fromTask);
    if (outputs == null) {
      return Optional.empty();
    }
    if (outputs.isEmpty()) {
      // An earlier repair of that step did not come to its end.
      maker.make(fromTask);
      outputs =
          store
              .tasks()
              .provenOutputs(run.runId(), List.of(fromTask))
              .getOrDefault(fromTask, List.of());
    }
    for (StepArtifact output : outputs) {
      if (output.role().equals(input.output()) && output.ordinal() == 0) {
        return Optional.of(output.artifact());
      }
    }
    List<String> roles = outputs.stream().map(StepArtifact::role).toList();
    throw new TaskFailedException(
        TaskFailure.FATAL,
        String.format(
            "input %s: task %s has no output %s (it has: %s)",
            input.role(),
            fromTask,
            input.output(),
            roles.isEmpty() ? "none" : String.join(", ", roles)));
  }

  /**
   * Reads an artifact, after making it again where it is damaged.
   *
   * @param reader reads the verified bytes or file of a digest
   * @param given the task's inputs, as {@link #of} found them
   * @throws TaskFailedException (FATAL) when no task of the run makes the damaged artifact
   */
  <T> T read(
      String digest,
      Function<String, T> reader,
      Task task,
      List<StepArtifact> given,
      Maker maker,
      Consumer<String> log) {
    try {
      return reader.apply(digest);
    } catch (CorruptArtifactException damaged) {
      String producer = producer(digest, task, given, damaged);
      log.accept(damaged.getMessage() + "; task " + producer + " makes it again");
      maker.make(producer);
    }
    return reader.apply(digest);
  }

  private static String producer(
      String digest, Task task, List<StepArtifact> given, CorruptArtifactException damaged) {
    for (StepArtifact artifact : given) {
      if (!artifact.artifact().sha256().equals(digest)) {
        continue;
      }
      for (TaskInput input : task.inputs()) {
        if (input.fromTask() != null
            && input.role().equals(artifact.role())
            && input.ordinal() == artifact.ordinal()) {
          return input.fromTask();
        }
      }
    }
    throw new TaskFailedException(
        TaskFailure.FATAL,
        damaged.getMessage()
            + "; no task of the run makes it: `espalier resume` takes a good copy from the folder"
            + " data/, or says how to bring one",
        damaged);
  }
}
