package io.espalier.plan.protocol.dense;

import io.espalier.experiment.ChoicePlace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A choice among the rounds of another arm: a setting {@code rounds}, empty for all of them. */
final class ChosenRounds {
  private ChosenRounds() {}

  /**
   * The chosen rounds.
   *
   * @param there how many the other arm has
   */
  static List<Integer> of(List<Integer> chosen, int there) {
    return chosen.isEmpty() ? IntStream.rangeClosed(1, there).boxed().toList() : chosen;
  }

  /** The last of them. */
  static int last(List<Integer> chosen, int there) {
    return of(chosen, there).stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** Refuses rounds that the other arm does not have, and those that are named twice. */
  static void check(ChoicePlace place, List<Integer> chosen, String arm, int there) {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < chosen.size(); i++) {
      if (chosen.get(i) > there || !seen.add(chosen.get(i))) {
        throw place.fail(
            "rounds." + i,
            String.valueOf(chosen.get(i)),
            "each of the rounds 1 to %d of %s at most once".formatted(there, arm));
      }
    }
  }
}
