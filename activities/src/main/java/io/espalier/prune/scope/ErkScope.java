package io.espalier.prune.scope;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.prune.PieceGroup;
import io.espalier.prune.Scope;
import io.espalier.prune.ScopeContext;
import io.espalier.prune.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Scope {@code erk}: each layer for itself, at the densities of the Erdős–Rényi kernel (Evci et al.
 * 2020; for dense layers Mocanu et al. 2018). What a layer keeps is proportional to the sum of its
 * weight tensor's dimensions, so small layers stay denser. A layer that would keep more than it has
 * left keeps all of that, and the rest is shared out again over the others.
 *
 * <p>Exact: rational arithmetic, rounded down, and what that leaves over goes to the largest
 * remainders, the first group among equals. With filters the density is the same one, counted in
 * filters.
 */
@AutoService(Descriptor.class)
public final class ErkScope implements Scope {
  @Override
  public String name() {
    return "erk";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Scores are compared within each layer; its density follows from its dimensions (Evci et"
        + " al. 2020), small layers stay denser.";
  }

  @Override
  public List<Share> shares(ScopeContext context) {
    List<PieceGroup> groups = context.groups();
    BigInteger[] masses = masses(groups);
    long[] keep = new long[groups.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < keep.length; i++) {
      open.add(i);
    }
    long rest = context.keep(groups);
    List<Integer> full;
    do {
      long toShare = rest;
      BigInteger mass = open.stream().map(i -> masses[i]).reduce(BigInteger.ZERO, BigInteger::add);
      full =
          open.stream()
              .filter(
                  i ->
                      BigInteger.valueOf(toShare)
                              .multiply(masses[i])
                              .compareTo(mass.multiply(BigInteger.valueOf(left(context, i))))
                          > 0)
              .toList();
      for (int i : full) {
        keep[i] = left(context, i);
        rest -= keep[i];
      }
      open.removeAll(full);
    } while (!full.isEmpty());
    share(rest, open, masses, keep);
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < keep.length; i++) {
      shares.add(new Share(List.of(groups.get(i)), keep[i]));
    }
    return shares;
  }

  private static long left(ScopeContext context, int group) {
    return context.left(context.groups().get(group));
  }

  /** Shares out in proportion to the masses; no share comes to more than there is left. */
  private static void share(long rest, List<Integer> open, BigInteger[] masses, long[] keep) {
    BigInteger mass = open.stream().map(i -> masses[i]).reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger[] remainders = new BigInteger[keep.length];
    long over = rest;
    for (int i : open) {
      BigInteger[] part = BigInteger.valueOf(rest).multiply(masses[i]).divideAndRemainder(mass);
      keep[i] = part[0].longValueExact();
      remainders[i] = part[1];
      over -= keep[i];
    }
    // A stable sort: equal remainders stay in the order of their groups.
    List<Integer> order = new ArrayList<>(open);
    order.sort(Comparator.comparing((Integer i) -> remainders[i]).reversed());
    for (int i = 0; i < over; i++) {
      keep[order.get(i)]++;
    }
  }

  /** Pieces · Σ dimensions / weights of each group, all over one denominator. */
  private static BigInteger[] masses(List<PieceGroup> groups) {
    BigInteger denominator =
        groups.stream()
            .map(group -> BigInteger.valueOf(group.weights()))
            .reduce(BigInteger.ONE, ErkScope::leastCommonMultiple);
    return groups.stream()
        .map(
            group ->
                BigInteger.valueOf(group.pieces())
                    .multiply(BigInteger.valueOf(dimensions(group)))
                    .multiply(denominator.divide(BigInteger.valueOf(group.weights()))))
        .toArray(BigInteger[]::new);
  }

  private static long dimensions(PieceGroup group) {
    return group.shapes().stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
  }

  private static BigInteger leastCommonMultiple(BigInteger a, BigInteger b) {
    return a.divide(a.gcd(b)).multiply(b);
  }
}
