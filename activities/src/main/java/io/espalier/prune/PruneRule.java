package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.operator.PruneParameters;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much goes, and among what. All counts are HALF_EVEN of an exact decimal product: in doubles
 * {@code 300 · (1 − 0.9)} is just below 30.
 *
 * @param granularity whether weights or filters are counted and removed
 * @param scope among what
 * @param fraction of what remains that goes, in [0, 1)
 * @param fractions other fractions, by weight tensor name; only for scope LAYER
 * @param density of all prunable weights (or filters) that shall remain, in (0, 1], null to go by
 *     the fractions
 */
public record PruneRule(
    Granularity granularity,
    Scope scope,
    BigDecimal fraction,
    Map<String, BigDecimal> fractions,
    @Nullable BigDecimal density) {
  public PruneRule {
    fractions = Map.copyOf(fractions);
    requireFraction("fraction", fraction);
    fractions.forEach((name, value) -> requireFraction("fractions." + name, value));
    if (scope == Scope.GLOBAL && !fractions.isEmpty()) {
      throw new IllegalArgumentException(
          "fractions: " + fractions.keySet() + " (expected: none, or scope: layer)");
    }
    if (density != null && (density.signum() <= 0 || density.compareTo(BigDecimal.ONE) > 0)) {
      throw new IllegalArgumentException("density: " + density + " (expected: in (0, 1])");
    }
  }

  /** The rule that an experiment's parameters ask for. */
  public static PruneRule of(PruneParameters parameters) {
    Map<String, BigDecimal> fractions = new TreeMap<>();
    parameters
        .fractions()
        .forEach((layer, value) -> fractions.put(layer + ".weight", decimal("fractions", value)));
    return new PruneRule(
        Granularity.named(parameters.granularity()),
        Scope.named(parameters.scope()),
        decimal("fraction", parameters.fraction()),
        fractions,
        parameters.density() == null ? null : decimal("density", parameters.density()));
  }

  /**
   * Number that shall be kept of a group with this many pieces left.
   *
   * @param tensors whose filters go together
   * @throws IllegalArgumentException when they have different fractions
   */
  long keep(List<String> tensors, long remaining, long prunable) {
    if (density != null) {
      return round(density, prunable);
    }
    BigDecimal first = fractions.getOrDefault(tensors.get(0), fraction);
    for (String tensor : tensors) {
      if (fractions.getOrDefault(tensor, fraction).compareTo(first) != 0) {
        throw new IllegalArgumentException(
            "fractions: another for "
                + tensor
                + " than for "
                + tensors.get(0)
                + " (expected: one for all of "
                + tensors
                + ", whose filters can only be taken out together)");
      }
    }
    return remaining - round(first, remaining);
  }

  private static long round(BigDecimal share, long of) {
    return share
        .multiply(BigDecimal.valueOf(of))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /** The decimal that the file says, not the binary fraction next to it. */
  private static BigDecimal decimal(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: a finite number)");
    }
    return BigDecimal.valueOf(value);
  }

  private static void requireFraction(String name, BigDecimal value) {
    if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: in [0, 1))");
    }
  }
}
