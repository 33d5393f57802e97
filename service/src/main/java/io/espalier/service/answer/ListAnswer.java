package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.state.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs, the latest first. */
@Doc("Runs, the latest first.")
public record ListAnswer(
    @Doc("The runs.") List<Run> runs,
    @Doc("Where the list goes on, as `cursor` of the next question; null at its end.")
        @Nullable String next) {
  public ListAnswer {
    runs = List.copyOf(runs);
  }

  /** A run. */
  @Doc("A run.")
  public record Run(
      @Doc("Id of the run.") String runId,
      @Doc("Name of the experiment, or id of the Dag.") String dagId,
      @Doc("How it stands.") RunState state,
      @Doc(
              "`interrupted` where nobody works on a run that has not ended, `cancelled`, why it failed, or, in a list of runs, what one waits for of which nothing runs; null where there is nothing to say.")
          @Nullable String reason,
      @Doc("When it was submitted.") Instant createdAt,
      @Doc("When it ended; null before.") @Nullable Instant endedAt) {}
}
