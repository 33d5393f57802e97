package io.espalier.service.query.step;

import io.espalier.service.answer.LogsAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.run.ListQuery;
import io.espalier.store.step.AttemptRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code logs}: where the logs of a task's attempts lie, killed attempts too. */
public final class LogsQuery {
  /** The query; {@code task}, optionally {@code run}. */
  public static final Query<LogsAnswer> QUERY =
      new Query<>(
          "logs",
          LogsAnswer.class,
          List.of(
              Argument.required("task", "A task, RUN/TASK, or the beginning of a key."),
              Argument.RUN),
          LogsQuery::answer);

  private LogsQuery() {}

  private static LogsAnswer answer(View view, Arguments arguments) {
    StepRef step = StepRef.of(view.store(), arguments.get("run"), arguments.require("task"));
    String key = step.task().stepKey();
    List<AttemptRecord> attempts = key == null ? List.of() : view.store().steps().attempts(key);
    return new LogsAnswer(
        step.run().runId(),
        step.task().taskId(),
        step.task().state(),
        step.task().failureText() != null ? step.task().failureText() : step.task().skipReason(),
        ListQuery.underWay(view, step.run()),
        attempts.stream().map(attempt -> describe(view, attempt)).toList());
  }

  private static LogsAnswer.Attempt describe(View view, AttemptRecord attempt) {
    return new LogsAnswer.Attempt(
        attempt.fence(),
        attempt.state(),
        attempt.runId(),
        attempt.taskId(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.failureText(),
        path(view, attempt));
  }

  private static @Nullable String path(View view, AttemptRecord attempt) {
    String digest = attempt.logDigest();
    return digest != null
        ? view.site().file(digest)
        : view.site().openLog(attempt.stepKey(), attempt.fence());
  }
}
