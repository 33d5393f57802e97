package io.espalier.service.answer.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.setting.Doc;
import io.espalier.operator.judge.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the claims of an experiment, run by run. */
@Doc("What became of the claims of an experiment, run by run.")
public record VerdictsAnswer(
    @Doc("Its runs whose claims are judged, the latest first; 20 at most.") List<Run> runs) {
  public VerdictsAnswer {
    runs = List.copyOf(runs);
  }

  /** A run whose claims are judged. */
  @Doc("A run whose claims are judged.")
  public record Run(
      @Doc("Id of the run.") String runId,
      @Doc("When it was submitted.") Instant createdAt,
      @Doc("When it ended; null before.") @Nullable Instant endedAt,
      @Doc("Seconds that its steps took when they were computed, in whatever run, added up.")
          double seconds,
      @Doc("The experiment with every value written out.") JsonNode configuration,
      @Doc("What became of its claims.") Verdict verdict) {}
}
