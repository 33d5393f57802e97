package io.espalier.service.answer;

import io.espalier.state.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answer of {@code list}: all runs, latest first. */
public record ListAnswer(List<Run> runs) {
  public ListAnswer {
    runs = List.copyOf(runs);
  }

  /**
   * One run.
   *
   * @param reason {@code interrupted}, {@code cancelled}, or a failure; null for none
   */
  public record Run(
      String runId,
      String dagId,
      RunState state,
      @Nullable String reason,
      Instant createdAt,
      @Nullable Instant endedAt) {}
}
