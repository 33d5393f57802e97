package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What scores leave open: where a pruning parts equal ones, names and indices have decided. */
public final class Ties {
  private final List<Pieces> before = new ArrayList<>();
  private final List<Pieces> after = new ArrayList<>();
  private final String pieces;
  private final String where;
  private long all;
  private long gone;
  private long zeros;
  private float highestGone = Float.NEGATIVE_INFINITY;
  private float lowestKept = Float.POSITIVE_INFINITY;
  private long equal;
  private long equalGone;

  private Ties(Granularity granularity, String where) {
    this.pieces = granularity == Granularity.WEIGHT ? "weights" : "filters";
    this.where = where;
  }

  /**
   * A sentence for every group of tensors that are ranked together in which a pruning has parted
   * equal scores.
   *
   * @param before the mask that was pruned
   * @param after what {@link Ranking#prune(Mask, SortedMap, PruneRule, List)} made of it
   * @throws IllegalArgumentException when a group was pruned all of whose scores are 0, or tensors
   *     have gone as a whole with no other scores
   */
  public static List<String> between(
      Mask before,
      Mask after,
      SortedMap<String, Tensor> scores,
      PruneRule rule,
      List<List<String>> groups) {
    List<Ties> ranked = new ArrayList<>();
    for (List<String> names : groups) {
      if (before.names().containsAll(names)) {
        if (rule.scope() == Scope.LAYER || ranked.isEmpty()) {
          String where = rule.scope() == Scope.LAYER ? " of " + String.join(" + ", names) : "";
          ranked.add(new Ties(rule.granularity(), where));
        }
        Ties last = ranked.get(ranked.size() - 1);
        last.before.add(Pieces.of(before, names, rule.granularity(), scores));
        last.after.add(Pieces.of(after, names, rule.granularity(), scores));
      }
    }
    return ranked.stream().flatMap(ties -> ties.sentence().stream()).toList();
  }

  private Optional<String> sentence() {
    for (int k = 0; k < before.size(); k++) {
      requireScores(before.get(k), after.get(k));
      each(k, this::measure);
    }
    if (gone > 0 && zeros == all) {
      throw zero(all, where);
    }
    if (highestGone != lowestKept) {
      return Optional.empty();
    }
    for (int k = 0; k < before.size(); k++) {
      each(k, this::countEqual);
    }
    return Optional.of(
        String.format(
            "a tie decides: %d of the %d %s%s score %s, and %d of them go, the first by tensor name"
                + " and index",
            equal, all, pieces, where, text(highestGone), equalGone));
  }

  private void measure(float score, boolean kept) {
    all++;
    zeros += score == 0 ? 1 : 0;
    if (kept) {
      lowestKept = Math.min(lowestKept, score);
    } else {
      gone++;
      highestGone = Math.max(highestGone, score);
    }
  }

  private void countEqual(float score, boolean kept) {
    if (score == highestGone) {
      equal++;
      equalGone += kept ? 0 : 1;
    }
  }

  /** A tensor that goes as a whole because nothing is known of it is no layer collapse. */
  private void requireScores(Pieces was, Pieces is) {
    long zero = 0;
    for (int i = 0; i < was.count(); i++) {
      zero += was.isLeft(i) && was.score(i) == 0 ? 1 : 0;
    }
    if (zero > 0 && zero == was.remaining() && is.remaining() == 0) {
      throw zero(zero, " of " + String.join(" + ", was.names()));
    }
  }

  private IllegalArgumentException zero(long count, String of) {
    return new IllegalArgumentException(
        String.format(
            "scores: all %d%s are 0 (expected: scores that tell which %s to prune; the log of the"
                + " task that scored has the cause where it is known)",
            count, of, pieces));
  }

  /** Visits what was left of some tensors before. */
  private void each(int k, Visitor visitor) {
    for (int i = 0; i < before.get(k).count(); i++) {
      if (before.get(k).isLeft(i)) {
        visitor.visit(before.get(k).score(i), after.get(k).isLeft(i));
      }
    }
  }

  private static String text(float score) {
    return score == 0 ? "0" : Float.toString(score);
  }

  /** Takes a score, and whether what has it is kept. */
  private interface Visitor {
    void visit(float score, boolean kept);
  }
}
