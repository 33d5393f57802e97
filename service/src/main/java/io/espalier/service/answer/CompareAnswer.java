package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two runs side by side. */
@Doc("Two runs side by side.")
public record CompareAnswer(
    @Doc("The first run.") ListAnswer.Run left,
    @Doc("The second run.") ListAnswer.Run right,
    @Doc("Values of the two configurations that are not equal.")
        List<WhyAnswer.Difference> settings,
    @Doc("How many steps the runs share.") Steps steps,
    @Doc("Rows by replicate, arm, draw and round.") List<Row> results,
    @Doc("As of `show`, of both runs.") List<String> altered) {
  public CompareAnswer {
    settings = List.copyOf(settings);
    results = List.copyOf(results);
    altered = List.copyOf(altered);
  }

  /** Numbers of steps. */
  @Doc("Numbers of steps.")
  public record Steps(
      @Doc("Named by both runs.") int shared,
      @Doc("Named by the first run only.") int onlyLeft,
      @Doc("Named by the second run only.") int onlyRight) {}

  /** A row that one of the runs has at least. */
  @Doc("A row that one of the runs has at least.")
  public record Row(
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm.") String arm,
      @Doc("From 1.") int draw,
      @Doc("From 0, the dense network.") int round,
      @Doc("Kept weights / prunable weights; null where the first run lacks the row.")
          @Nullable Double leftDensity,
      @Doc("As before; null where the second run lacks the row.") @Nullable Double rightDensity,
      @Doc("A fraction; null where the first run lacks it.") @Nullable Double leftTestAccuracy,
      @Doc("A fraction; null where the second run lacks it.") @Nullable Double rightTestAccuracy,
      @Doc("Whether both evaluated the very same bytes.") boolean sameWeights) {}
}
