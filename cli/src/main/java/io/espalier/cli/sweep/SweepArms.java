package io.espalier.cli.sweep;

import io.espalier.cli.text.Spread;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.answer.sweep.SweepAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sums up what the arms of one run came to, by their validation alone. */
public final class SweepArms {
  private SweepArms() {}

  /** In the order of the results; none is said to be the best yet. */
  public static List<SweepAnswer.Arm> of(List<ShowAnswer.Result> results) {
    Map<String, List<ShowAnswer.Result>> byArm = new LinkedHashMap<>();
    results.forEach(row -> byArm.computeIfAbsent(row.arm(), arm -> new ArrayList<>()).add(row));
    return byArm.entrySet().stream().map(arm -> arm(arm.getKey(), arm.getValue())).toList();
  }

  /**
   * Says of each arm of some points where its last round validates best; of equals all are.
   *
   * @return the arms of each point
   */
  public static List<List<SweepAnswer.Arm>> withBest(List<List<SweepAnswer.Arm>> points) {
    Map<String, Double> best = new LinkedHashMap<>();
    points.forEach(
        arms ->
            arms.stream()
                .filter(arm -> arm.validation() != null)
                .forEach(
                    arm ->
                        best.merge(
                            arm.arm(), Objects.requireNonNull(arm.validation()), Math::max)));
    return points.stream()
        .map(
            arms ->
                arms.stream()
                    .map(
                        arm ->
                            arm.validation() != null && arm.validation().equals(best.get(arm.arm()))
                                ? best(arm)
                                : arm)
                    .toList())
        .toList();
  }

  private static SweepAnswer.Arm arm(String name, List<ShowAnswer.Result> rows) {
    int last = rows.stream().mapToInt(ShowAnswer.Result::round).max().orElse(0);
    List<ShowAnswer.Result> lastRows = rows.stream().filter(row -> row.round() == last).toList();
    List<Double> ends = new ArrayList<>();
    List<Double> chosen = new ArrayList<>();
    List<Integer> chosenRounds = new ArrayList<>();
    for (SortedMap<Integer, Double> rounds : validations(rows)) {
      Double end = rounds.get(last);
      if (end != null) {
        ends.add(end);
      }
      int round = bestRound(rounds);
      chosen.add(rounds.getOrDefault(round, Double.NaN));
      chosenRounds.add(round);
    }
    Spread end = Spread.of(ends);
    Spread choice = Spread.of(chosen);
    return new SweepAnswer.Arm(
        name,
        last,
        Spread.of(lastRows.stream().map(ShowAnswer.Result::density).toList()).mean(),
        finite(end.mean()),
        finite(end.deviation()),
        (int) lastRows.stream().map(ShowAnswer.Result::replicate).distinct().count(),
        chosenRounds.stream().min(Integer::compare).orElse(null),
        chosenRounds.stream().max(Integer::compare).orElse(null),
        finite(choice.mean()),
        finite(choice.deviation()),
        false);
  }

  /** Validation accuracies by round, a map a replicate; draws of one count as their mean. */
  private static List<SortedMap<Integer, Double>> validations(List<ShowAnswer.Result> rows) {
    Map<Integer, TreeMap<Integer, Double>> byReplicate =
        rows.stream()
            .filter(row -> row.validationAccuracy() != null)
            .collect(
                Collectors.groupingBy(
                    ShowAnswer.Result::replicate,
                    TreeMap::new,
                    Collectors.groupingBy(
                        ShowAnswer.Result::round,
                        TreeMap::new,
                        Collectors.averagingDouble(
                            row -> Objects.requireNonNull(row.validationAccuracy())))));
    return List.copyOf(byReplicate.values());
  }

  /** The sparser one of equals, as for claims. */
  private static int bestRound(SortedMap<Integer, Double> rounds) {
    int best = rounds.firstKey();
    for (Map.Entry<Integer, Double> round : rounds.entrySet()) {
      if (round.getValue() >= rounds.getOrDefault(best, 0.0)) {
        best = round.getKey();
      }
    }
    return best;
  }

  private static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }

  private static SweepAnswer.Arm best(SweepAnswer.Arm arm) {
    return new SweepAnswer.Arm(
        arm.arm(),
        arm.round(),
        arm.density(),
        arm.validation(),
        arm.deviation(),
        arm.n(),
        arm.chosenFrom(),
        arm.chosenTo(),
        arm.chosenValidation(),
        arm.chosenDeviation(),
        true);
  }
}
