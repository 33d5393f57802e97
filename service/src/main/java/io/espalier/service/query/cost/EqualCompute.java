package io.espalier.service.query.cost;

import io.espalier.service.answer.CostAnswer;
import io.espalier.service.answer.CostAnswer.Spent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds arms against each other at equal compute, within each replicate. */
final class EqualCompute {
  private EqualCompute() {}

  /** For each result and each other arm, the result of that arm which took most, but no more. */
  static List<CostAnswer.Equal> of(List<CostAnswer.Result> results) {
    List<CostAnswer.Equal> equal = new ArrayList<>();
    add(equal, results, "multiply_adds", Spent::multiplyAdds);
    add(equal, results, "iterations", Spent::iterations);
    return equal;
  }

  private static void add(
      List<CostAnswer.Equal> equal,
      List<CostAnswer.Result> results,
      String by,
      Function<Spent, @Nullable Long> measure) {
    List<String> arms = results.stream().map(CostAnswer.Result::arm).distinct().toList();
    for (CostAnswer.Result row : results) {
      Long taken = measure.apply(row.behind());
      if (taken == null) {
        continue;
      }
      for (String arm : arms) {
        if (!arm.equals(row.arm())) {
          nearest(results, row, arm, taken, measure)
              .ifPresent(
                  other ->
                      equal.add(
                          new CostAnswer.Equal(
                              by,
                              row.replicate(),
                              row.arm(),
                              row.draw(),
                              row.round(),
                              taken,
                              row.testAccuracy(),
                              other.arm(),
                              other.draw(),
                              other.round(),
                              measured(other, measure),
                              other.testAccuracy())));
        }
      }
    }
  }

  private static Optional<CostAnswer.Result> nearest(
      List<CostAnswer.Result> results,
      CostAnswer.Result row,
      String arm,
      long taken,
      Function<Spent, @Nullable Long> measure) {
    return results.stream()
        .filter(other -> other.replicate() == row.replicate() && other.arm().equals(arm))
        .filter(other -> measured(other, measure) >= 0 && measured(other, measure) <= taken)
        // Of several that took the same the first draw and the latest round.
        .max(
            Comparator.<CostAnswer.Result>comparingLong(other -> measured(other, measure))
                .thenComparing(CostAnswer.Result::draw, Comparator.reverseOrder())
                .thenComparing(CostAnswer.Result::round));
  }

  /** Below 0 where it is not known. */
  private static long measured(CostAnswer.Result row, Function<Spent, @Nullable Long> measure) {
    Long value = measure.apply(row.behind());
    return value == null ? -1 : value;
  }
}
