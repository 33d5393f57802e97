package io.espalier.service.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code compare}: two runs side by side.
 *
 * @param settings values of the two configurations that are not equal
 * @param steps how many steps the runs share
 * @param results rows by replicate, arm, draw and round
 * @param altered as of {@link ShowAnswer}, of both runs
 */
public record CompareAnswer(
    ListAnswer.Run left,
    ListAnswer.Run right,
    List<WhyAnswer.Difference> settings,
    Steps steps,
    List<Row> results,
    List<String> altered) {
  public CompareAnswer {
    settings = List.copyOf(settings);
    results = List.copyOf(results);
    altered = List.copyOf(altered);
  }

  /** Steps named by both runs, and by one of them only. */
  public record Steps(int shared, int onlyLeft, int onlyRight) {}

  /**
   * One row; a side is null where that run lacks it.
   *
   * @param sameWeights whether both evaluated the very same bytes
   */
  public record Row(
      int replicate,
      String arm,
      int draw,
      int round,
      @Nullable Double leftDensity,
      @Nullable Double rightDensity,
      @Nullable Double leftTestAccuracy,
      @Nullable Double rightTestAccuracy,
      boolean sameWeights) {}
}
