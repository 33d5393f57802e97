package io.espalier.service.query.step;

import io.espalier.service.answer.WhyAnswer;
import io.espalier.service.query.Find;
import io.espalier.service.refusal.ConflictException;
import io.espalier.service.refusal.NotFoundException;
import io.espalier.service.refusal.Thing;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.StepRecord;
import io.espalier.store.task.TaskRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as people name it: {@code r1.ticket.03.train}, {@code RUN/r1.ticket.03.train}, or the
 * beginning of its step's key.
 */
record StepRef(RunRecord run, TaskRecord task) {
  /** Resolves a name within a run, the latest where null. */
  static StepRef of(Store store, @Nullable String runId, String name) {
    int slash = name.indexOf('/');
    if (slash > 0) {
      return of(store, name.substring(0, slash), name.substring(slash + 1));
    }
    RunRecord run = Find.run(store, runId);
    List<TaskRecord> tasks = store.tasks().list(run.runId());
    return tasks.stream()
        .filter(task -> task.taskId().equals(name))
        .findFirst()
        .or(() -> byKey(tasks, name))
        .map(task -> new StepRef(run, task))
        .orElseThrow(
            () ->
                new NotFoundException(
                    Thing.TASK,
                    name,
                    "run " + run.runId() + " has no task " + name,
                    Find.near(tasks.stream().map(TaskRecord::taskId).toList(), name),
                    run.runId()));
  }

  private static java.util.Optional<TaskRecord> byKey(List<TaskRecord> tasks, String prefix) {
    return prefix.length() < 4
        ? java.util.Optional.empty()
        : tasks.stream()
            .filter(task -> task.stepKey() != null && task.stepKey().startsWith(prefix))
            .findFirst();
  }

  /** The step that the task names. */
  StepRecord step(Store store) {
    String key = task.stepKey();
    if (key == null) {
      String named = "task " + task.taskId() + " of run " + run.runId();
      throw task.failureText() != null
          ? new ConflictException(
              named + " failed before its step was known: " + task.failureText(), null)
          : new ConflictException(named + " has not begun yet, so no step is known", run.runId());
    }
    return store
        .steps()
        .find(key)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Thing.STEP, key, "step " + key + " was never claimed", List.of(), run.runId()));
  }

  /** For an answer. */
  WhyAnswer.Step describe(Store store) {
    StepRecord step = step(store);
    return new WhyAnswer.Step(
        run.runId(),
        task.taskId(),
        step.stepKey(),
        step.operator(),
        task.disposition(),
        store.steps().attempts(step.stepKey()).stream().map(StepRef::attempt).toList());
  }

  private static WhyAnswer.Attempt attempt(AttemptRecord attempt) {
    return new WhyAnswer.Attempt(
        attempt.fence(),
        attempt.state(),
        attempt.runId(),
        attempt.taskId(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.failureText());
  }
}
