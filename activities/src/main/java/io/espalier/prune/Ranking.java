package io.espalier.prune;

import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns scores into the next mask. A pure function: the same arguments give the same mask. */
public final class Ranking {
  private Ranking() {}

  /**
   * The mask without the pieces of lowest score (or highest, as the rule says). Nothing that is
   * pruned comes back.
   *
   * @param mask what is kept so far
   * @param scores by tensor name, for exactly the mask's tensors: of the tensor's shape for
   *     weights, {@code [out]} for filters, {@code [in]} for channels; scores of what is pruned
   *     already are not looked at
   * @throws IllegalArgumentException when the scores do not fit, one of them is NaN, a fraction
   *     names a tensor that is not prunable, or fewer are left than the density asks for
   */
  public static Mask prune(Mask mask, SortedMap<String, Tensor> scores, PruneRule rule) {
    return prune(mask, scores, rule, apart(mask));
  }

  /** Groups for tensors that are each for themselves. */
  public static List<List<String>> apart(Mask mask) {
    return mask.names().stream().map(List::of).toList();
  }

  /**
   * As {@link #prune(Mask, SortedMap, PruneRule)}, where filters of several tensors go together: a
   * group counts as one tensor, whose filters have the mean of the scores of those of their number.
   *
   * @param groups tensors by name, such as {@link io.espalier.shrink.FilterGroups} says; one that
   *     holds a tensor which the mask does not know stays as it is
   */
  public static Mask prune(
      Mask mask, SortedMap<String, Tensor> scores, PruneRule rule, List<List<String>> groups) {
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
    Map<PieceGroup, Pieces> all = new LinkedHashMap<>();
    for (List<String> group : groups) {
      if (mask.names().containsAll(group)) {
        Pieces pieces = Pieces.of(mask, group, rule, scores);
        all.put(pieces.group(), pieces);
      }
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "prune: no filters that can go (expected: a group of layers none of which is ignored);"
              + " the groups are "
              + groups);
    }
    for (Share share : Shares.of(rule, List.copyOf(all.keySet()), some -> left(all, some))) {
      List<Pieces> ranked = pieces(all, share.among());
      LowestScores.remove(ranked, left(all, share.among()) - share.keep());
    }
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    mask.names().forEach(name -> kept.put(name, mask.flags(name)));
    all.values().forEach(pieces -> kept.putAll(pieces.kept()));
    return new Mask(mask.shapes(), kept);
  }

  private static long left(Map<PieceGroup, Pieces> all, List<PieceGroup> groups) {
    return pieces(all, groups).stream().mapToLong(Pieces::remaining).sum();
  }

  private static List<Pieces> pieces(Map<PieceGroup, Pieces> all, List<PieceGroup> groups) {
    return groups.stream().map(group -> Objects.requireNonNull(all.get(group))).toList();
  }
}
