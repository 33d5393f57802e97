package io.espalier.service.answer.sweep;

import io.espalier.catalog.setting.Doc;
import io.espalier.state.RunState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a sweep, or with dry-run what it would do. */
@Doc("What became of a sweep; with `--dry-run`, what it would do.")
public record SweepAnswer(
    @Doc("Name of the experiment.") String dagId,
    @Doc("One for each combination of values, in the order in which they run.")
        List<Point> points) {
  public SweepAnswer {
    points = List.copyOf(points);
  }

  /** A combination of values and its run. */
  @Doc("A combination of values and its run.")
  public record Point(
      @Doc("The values as they were typed, by key.") Map<String, String> values,
      @Doc("Tasks of its plan.") int tasks,
      @Doc("Tasks whose step was recorded before the sweep began.") int recorded,
      @Doc("Tasks whose step an earlier point, or an earlier task, computes.") int shared,
      @Doc("Trainings of its plan.") int trainings,
      @Doc("Trainings that were neither recorded nor shared.") int trainingsLeft,
      @Doc("Their iterations.") long iterationsLeft,
      @Doc("Id of its run; null where it has not begun.") @Nullable String runId,
      @Doc("How the run stands; null where it has not begun.") @Nullable RunState state,
      @Doc("As of `list`; null where there is nothing to say.") @Nullable String reason,
      @Doc("What its arms came to.") List<Arm> arms) {
    public Point {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      arms = List.copyOf(arms);
    }
  }

  /** The validation of one arm: test accuracies choose nothing, so they are in show alone. */
  @Doc("The validation of one arm. Test accuracies choose nothing, so `show` alone has them.")
  public record Arm(
      @Doc("Name of the arm.") String arm,
      @Doc("Its last finished round.") int round,
      @Doc("Mean density of that round.") double density,
      @Doc(
              "Mean validation accuracy of that round over replicates; null without a validation"
                  + " split.")
          @Nullable Double validation,
      @Doc("Its sample standard deviation; null for fewer than two.") @Nullable Double deviation,
      @Doc("Replicates behind these numbers.") int n,
      @Doc("The earliest round with the best validation accuracy of a replicate; null without any.")
          @Nullable Integer chosenFrom,
      @Doc("The latest such round; null without any.") @Nullable Integer chosenTo,
      @Doc("Mean validation accuracy of those rounds; null without any.")
          @Nullable Double chosenValidation,
      @Doc("Its sample standard deviation; null for fewer than two.")
          @Nullable Double chosenDeviation,
      @Doc("Whether no other point has a better validation accuracy in the last round of this arm.")
          boolean best) {}
}
