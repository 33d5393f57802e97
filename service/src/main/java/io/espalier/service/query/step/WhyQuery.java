package io.espalier.service.query.step;

import io.espalier.service.answer.WhyAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.step.key.KeyDiff;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code why}: which part of the key differs between two steps, or why a step ran again. */
public final class WhyQuery {
  /** The query; {@code left}, optionally {@code right} and {@code run}. */
  public static final Query<WhyAnswer> QUERY =
      new Query<>(
          "why",
          WhyAnswer.class,
          List.of(
              Argument.required("left", "A task, RUN/TASK, or the beginning of a key."),
              Argument.optional("right", "Another step to hold it against."),
              Argument.RUN),
          WhyQuery::answer);

  private WhyQuery() {}

  private static WhyAnswer answer(View view, Arguments arguments) {
    Store store = view.store();
    StepRef left = StepRef.of(store, arguments.get("run"), arguments.require("left"));
    String other = arguments.get("right");
    if (other != null) {
      return compared(store, left, StepRef.of(store, arguments.get("run"), other));
    }
    WhyAnswer.Step step = left.describe(store);
    List<String> reasons = new ArrayList<>();
    for (WhyAnswer.Attempt attempt : step.attempts()) {
      reasons.add(sentence(attempt, left));
    }
    if (step.attempts().stream().filter(attempt -> attempt.state() == AttemptState.WON).count()
        > 1) {
      reasons.add(
          "its bytes were found damaged or missing, so it was made again, with equal digests");
    }
    Optional<StepRef> before = sameTaskBefore(store, left);
    if (before.isEmpty()) {
      reasons.add(
          "no earlier run of this store has a task of this name; hold it against another one with"
              + " `espalier why STEP OTHER`");
      return new WhyAnswer(step, null, List.of(), reasons);
    }
    WhyAnswer answer = compared(store, left, before.get());
    reasons.addAll(answer.reasons());
    return new WhyAnswer(step, answer.right(), answer.differences(), reasons);
  }

  private static WhyAnswer compared(Store store, StepRef left, StepRef right) {
    List<WhyAnswer.Difference> differences =
        KeyDiff.between(left.step(store).keyJson(), right.step(store).keyJson()).stream()
            .map(d -> new WhyAnswer.Difference(d.path(), d.left(), d.right()))
            .toList();
    String pair = name(left, right) + " and " + name(right, left);
    return new WhyAnswer(
        left.describe(store),
        right.describe(store),
        differences,
        List.of(
            differences.isEmpty()
                ? pair + " name the same step: it is computed once and then CACHED"
                : pair
                    + " name different steps: their keys differ in "
                    + differences.size()
                    + (differences.size() == 1 ? " part" : " parts")));
  }

  private static String sentence(WhyAnswer.Attempt attempt, StepRef asked) {
    String who =
        "attempt "
            + attempt.attempt()
            + (attempt.runId().equals(asked.run().runId())
                    && attempt.taskId().equals(asked.task().taskId())
                ? ""
                : " (task " + attempt.taskId() + " of run " + attempt.runId() + ")");
    String failure = attempt.failure() == null ? "" : ": " + attempt.failure();
    return switch (attempt.state()) {
      case WON -> who + " computed the step";
      case LOST -> who + " was killed or stopped before it could finish" + failure;
      case FAILED -> who + " failed" + failure;
      case RUNNING -> who + " is under way";
    };
  }

  private static String name(StepRef step, StepRef beside) {
    return step.run().runId().equals(beside.run().runId())
        ? step.task().taskId()
        : step.run().runId() + "/" + step.task().taskId();
  }

  /** The same task in the latest earlier run of the same experiment, else of any. */
  private static Optional<StepRef> sameTaskBefore(Store store, StepRef asked) {
    StepRef elsewhere = null;
    for (RunRecord run : store.runs().list()) {
      if (!run.createdAt().isBefore(asked.run().createdAt())) {
        continue;
      }
      @Nullable TaskRecord task =
          store.tasks().find(run.runId(), asked.task().taskId()).orElse(null);
      if (task == null || task.stepKey() == null) {
        continue;
      }
      if (run.experiment().equals(asked.run().experiment())) {
        return Optional.of(new StepRef(run, task));
      }
      elsewhere = elsewhere == null ? new StepRef(run, task) : elsewhere;
    }
    return Optional.ofNullable(elsewhere);
  }
}
