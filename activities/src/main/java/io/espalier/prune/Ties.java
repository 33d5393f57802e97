package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

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
    this.pieces = granularity.id() + "s";
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
    Map<PieceGroup, Pieces> was = new LinkedHashMap<>();
    Map<PieceGroup, Pieces> is = new LinkedHashMap<>();
    for (List<String> names : groups) {
      if (before.names().containsAll(names)) {
        Pieces pieces = Pieces.of(before, names, rule, scores);
        was.put(pieces.group(), pieces);
        is.put(pieces.group(), Pieces.of(after, names, rule, scores));
      }
    }
    List<Ties> ranked = new ArrayList<>();
    for (Share share : Shares.of(rule, List.copyOf(was.keySet()), some -> left(was, some))) {
      Ties ties =
          new Ties(
              rule.granularity(share.among().get(0).tensors().get(0)), where(share, was.size()));
      for (PieceGroup group : share.among()) {
        ties.before.add(Objects.requireNonNull(was.get(group)));
        ties.after.add(Objects.requireNonNull(is.get(group)));
      }
      ranked.add(ties);
    }
    return ranked.stream().flatMap(ties -> ties.sentence(rule.highest()).stream()).toList();
  }

  private static long left(Map<PieceGroup, Pieces> all, List<PieceGroup> groups) {
    return groups.stream()
        .mapToLong(group -> Objects.requireNonNull(all.get(group)).remaining())
        .sum();
  }

  /** Which tensors are ranked; nothing where that is all of them. */
  private static String where(Share share, int groups) {
    if (share.among().size() == groups) {
      return "";
    }
    return share.among().stream()
        .map(group -> String.join(" + ", group.tensors()))
        .collect(Collectors.joining(", ", " of ", ""));
  }

  private Optional<String> sentence(boolean highest) {
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
            equal, all, pieces, where, text(highest ? -highestGone : highestGone), equalGone));
  }

  private void measure(float rank, boolean kept) {
    all++;
    zeros += rank == 0 ? 1 : 0;
    if (kept) {
      lowestKept = Math.min(lowestKept, rank);
    } else {
      gone++;
      highestGone = Math.max(highestGone, rank);
    }
  }

  private void countEqual(float rank, boolean kept) {
    if (rank == highestGone) {
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
        visitor.visit(before.get(k).rank(i), after.get(k).isLeft(i));
      }
    }
  }

  private static String text(float score) {
    return score == 0 ? "0" : Float.toString(score);
  }

  /** Takes a rank, and whether what has it is kept. */
  private interface Visitor {
    void visit(float rank, boolean kept);
  }
}
