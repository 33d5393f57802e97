package io.espalier.cli.query;

import io.espalier.cli.answer.LogsAnswer;
import io.espalier.store.step.AttemptRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code logs}: where the logs of a task's attempts lie, killed attempts too. */
public final class LogsQuery {
  /** The query; {@code task}, optionally {@code run}. */
  public static final Query<LogsAnswer> QUERY =
      new Query<>("logs", LogsAnswer.class, LogsQuery::answer);

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
        step.run().runId().equals(view.live().runId()),
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
    if (digest != null) {
      return view.store().artifacts().path(digest).toString();
    }
    // Until the attempt ends, or the next owner tidies up after a kill, its log is a plain file.
    Path file =
        view.home().resolve("logs").resolve(attempt.stepKey() + "-" + attempt.fence() + ".log");
    return Files.exists(file) ? file.toString() : null;
  }
}
