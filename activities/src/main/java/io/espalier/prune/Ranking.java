package io.espalier.prune;

import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns scores into the next mask. A pure function: the same arguments give the same mask. */
public final class Ranking {
  private Ranking() {}

  /**
   * The mask without the pieces of lowest score. Nothing that is pruned comes back.
   *
   * @param mask what is kept so far
   * @param scores by tensor name, for exactly the mask's tensors: of the tensor's shape for
   *     weights, {@code [out]} for filters; scores of what is pruned already are not looked at
   * @throws IllegalArgumentException when the scores do not fit, one of them is NaN, a fraction
   *     names a tensor that is not prunable, or fewer are left than the density asks for
   */
  public static Mask prune(Mask mask, SortedMap<String, Tensor> scores, PruneRule rule) {
    if (!scores.keySet().equals(mask.names())) {
      throw new IllegalArgumentException(
          "scores: of " + scores.keySet() + " (expected: of " + mask.names() + ")");
    }
    if (!mask.names().containsAll(rule.fractions().keySet())) {
      throw new IllegalArgumentException(
          "fractions: "
              + rule.fractions().keySet()
              + " (expected: prunable tensors, "
              + mask.names()
              + ")");
    }
    List<Pieces> all = new ArrayList<>();
    scores.forEach((name, scored) -> all.add(Pieces.of(mask, name, rule.granularity(), scored)));
    if (rule.scope() == Scope.GLOBAL) {
      pruneGroup(all, rule);
    } else {
      all.forEach(pieces -> pruneGroup(List.of(pieces), rule));
    }
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    all.forEach(pieces -> kept.put(pieces.name(), pieces.kept()));
    return new Mask(mask.shapes(), kept);
  }

  private static void pruneGroup(List<Pieces> group, PruneRule rule) {
    long remaining = group.stream().mapToLong(Pieces::remaining).sum();
    long prunable = group.stream().mapToLong(Pieces::count).sum();
    String first = group.get(0).name();
    long keep = rule.keep(first, remaining, prunable);
    if (keep > remaining) {
      throw new IllegalArgumentException(
          "density: "
              + rule.density()
              + " keeps "
              + keep
              + " of "
              + prunable
              + (group.size() == 1 ? " in " + first : "")
              + ", but only "
              + remaining
              + " are left (expected: densities that fall from round to round)");
    }
    LowestScores.remove(group, remaining - keep);
  }
}
