package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Asks the scope of a rule what it keeps of what, and holds the answer against the counts. */
final class Shares implements ScopeContext {
  private final PruneRule rule;
  private final List<PieceGroup> groups;
  private final ToLongFunction<List<PieceGroup>> left;

  private Shares(PruneRule rule, List<PieceGroup> groups, ToLongFunction<List<PieceGroup>> left) {
    this.rule = rule;
    this.groups = List.copyOf(groups);
    this.left = left;
  }

  /**
   * The shares of some groups, each with its groups in the order that they have here.
   *
   * @param left how many pieces of groups are left together
   * @throws IllegalArgumentException when more would be kept than is left, or the scope's answer is
   *     none
   */
  static List<Share> of(
      PruneRule rule, List<PieceGroup> groups, ToLongFunction<List<PieceGroup>> left) {
    Shares context = new Shares(rule, groups, left);
    List<Share> shares = new ArrayList<>();
    List<PieceGroup> seen = new ArrayList<>();
    for (Share share : rule.scope().shares(context)) {
      List<PieceGroup> among = new ArrayList<>(share.among());
      seen.addAll(among);
      among.sort(Comparator.comparing(groups::indexOf));
      context.requireComparable(among);
      context.requirePossible(share);
      shares.add(new Share(among, share.keep()));
    }
    if (seen.size() != groups.size() || !seen.containsAll(groups)) {
      throw new IllegalArgumentException(
          "scope "
              + rule.scope().name()
              + ": ranks "
              + names(seen)
              + " (expected: each of "
              + names(groups)
              + " once)");
    }
    return shares;
  }

  /** A norm of a filter says nothing of a single weight, and a count of both nothing of either. */
  private void requireComparable(List<PieceGroup> among) {
    Map<String, Granularity> kinds = new TreeMap<>();
    for (PieceGroup group : among) {
      group.tensors().forEach(tensor -> kinds.put(tensor, rule.granularity(tensor)));
    }
    if (new HashSet<>(kinds.values()).size() > 1) {
      throw new IllegalArgumentException(
          "scope: "
              + rule.scope().name()
              + " compares pieces of different kinds, "
              + kinds.entrySet().stream()
                  .map(kind -> kind.getValue().id() + "s of " + kind.getKey())
                  .collect(Collectors.joining(", "))
              + " (expected: scope layer, or one granularity for all)");
    }
  }

  private void requirePossible(Share share) {
    long there = left.applyAsLong(share.among());
    if (share.keep() < 0 || share.keep() > there) {
      throw impossible("scope: " + rule.scope().name(), share, there, "at most those");
    }
  }

  private static IllegalArgumentException impossible(
      String what, Share share, long there, String expected) {
    String where = share.among().size() == 1 ? " in " + names(share.among()) : "";
    return new IllegalArgumentException(
        what
            + " keeps "
            + share.keep()
            + " of "
            + pieces(share.among())
            + where
            + ", but only "
            + there
            + " are left (expected: "
            + expected
            + ")");
  }

  private static long pieces(List<PieceGroup> groups) {
    return groups.stream().mapToLong(PieceGroup::pieces).sum();
  }

  private static String names(List<PieceGroup> groups) {
    return String.join(
        ", ", groups.stream().map(group -> String.join(" + ", group.tensors())).toList());
  }

  @Override
  public List<PieceGroup> groups() {
    return groups;
  }

  @Override
  public long left(List<PieceGroup> some) {
    return left.applyAsLong(some);
  }

  @Override
  public long keep(List<PieceGroup> some) {
    List<String> tensors = some.stream().flatMap(group -> group.tensors().stream()).toList();
    long there = left.applyAsLong(some);
    long keep = rule.keep(tensors, there, pieces(some));
    if (keep > there) {
      throw impossible(
          "density: " + rule.density(),
          new Share(some, keep),
          there,
          "densities that fall from round to round");
    }
    return keep;
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return new Named(rule.scope().name(), rule.scopeSettings()).settings(type);
  }
}
