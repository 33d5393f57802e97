package io.espalier.cli.notify;

import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a run.
 *
 * @param event {@code failing}, {@code ended} or {@code stopped}
 * @param runId id of the run
 * @param dagId name of the experiment, or id of the Dag
 * @param state how the run stands
 * @param reason why; null where there is nothing to say
 * @param taskId a task that failed; null where none has
 * @param at when this was noticed
 * @param text all of it in one sentence
 */
public record Notice(
    String event,
    String runId,
    String dagId,
    RunState state,
    @Nullable String reason,
    @Nullable String taskId,
    Instant at,
    String text) {
  /** The first task of a run failed; the run goes on with what does not need it. */
  public static Notice failing(String runId, String dagId, String taskId, String why) {
    return new Notice(
        "failing",
        runId,
        dagId,
        RunState.RUNNING,
        why,
        taskId,
        Instant.now(),
        "Run " + runId + ": task " + taskId + " failed: " + why);
  }

  /** A run ended: in success, as failed, or cancelled. */
  public static Notice ended(ShowAnswer show) {
    String reason = show.reason();
    return new Notice(
        "ended",
        show.runId(),
        show.dagId(),
        show.state(),
        reason,
        show.failures().isEmpty() ? null : show.failures().get(0).taskId(),
        Instant.now(),
        "Run "
            + show.runId()
            + " ended: "
            + show.state().id()
            + (reason == null ? "" : " (" + reason + ")"));
  }

  /** The command stopped although the run had not ended and nobody asked for it. */
  public static Notice stopped(String runId, String dagId, String why) {
    return new Notice(
        "stopped",
        runId,
        dagId,
        RunState.RUNNING,
        why,
        null,
        Instant.now(),
        "Run " + runId + " stopped: " + why + "; go on with `espalier resume " + runId + "`");
  }
}
