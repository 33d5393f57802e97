package io.espalier.prune;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
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
 * @param granularities what is counted and removed as one piece, of each layer
 * @param scope among what
 * @param fraction of what remains that goes, in [0, 1)
 * @param fractions other fractions, by weight tensor name; only for a scope that takes them
 * @param density of all prunable pieces that shall remain, in (0, 1], null to go by the fractions
 * @param highest whether the highest scores go, rather than the lowest
 * @param scopeSettings every setting of the scope, null where it has none
 */
public record PruneRule(
    Granularities granularities,
    Scope scope,
    BigDecimal fraction,
    Map<String, BigDecimal> fractions,
    @Nullable BigDecimal density,
    boolean highest,
    @Nullable Record scopeSettings) {
  public PruneRule {
    fractions = Map.copyOf(fractions);
    requireFraction("fraction", fraction);
    fractions.forEach((name, value) -> requireFraction("fractions." + name, value));
    if (!scope.takesFractions() && !fractions.isEmpty()) {
      throw new IllegalArgumentException(
          "fractions: " + fractions.keySet() + " (expected: none, or scope: layer)");
    }
    if (density != null && (density.signum() <= 0 || density.compareTo(BigDecimal.ONE) > 0)) {
      throw new IllegalArgumentException("density: " + density + " (expected: in (0, 1])");
    }
  }

  /** The lowest scores go, in pieces of one kind, of a scope without settings. */
  public PruneRule(
      Granularity granularity,
      Scope scope,
      BigDecimal fraction,
      Map<String, BigDecimal> fractions,
      @Nullable BigDecimal density) {
    this(Granularities.of(granularity), scope, fraction, fractions, density, false, null);
  }

  /**
   * The rule that an experiment's parameters ask for.
   *
   * @throws IllegalArgumentException when they do not fit, or the catalog has no such scope
   */
  public static PruneRule of(PruneParameters parameters, Catalog catalog) {
    Scope scope = scope(parameters.scope(), catalog);
    Map<String, BigDecimal> fractions = new TreeMap<>();
    parameters
        .fractions()
        .forEach((layer, value) -> fractions.put(layer + ".weight", decimal("fractions", value)));
    return new PruneRule(
        Granularities.named(parameters.granularity(), parameters.granularities()),
        scope,
        decimal("fraction", parameters.fraction()),
        fractions,
        parameters.density() == null ? null : decimal("density", parameters.density()),
        highest(parameters.remove()),
        Settings.of(scope, parameters.scopeSettings(), catalog));
  }

  /**
   * The rule of one step on the way to a density.
   *
   * @param density of what shall remain after the step
   * @throws IllegalArgumentException when the settings do not fit, or the catalog has no such scope
   */
  public static PruneRule of(
      ScoreParameters.Steps steps, Granularities granularities, double density, Catalog catalog) {
    Scope scope = scope(steps.scope(), catalog);
    return new PruneRule(
        granularities,
        scope,
        BigDecimal.ZERO,
        Map.of(),
        decimal("density", density),
        highest(steps.remove()),
        Settings.of(scope, steps.scopeSettings(), catalog));
  }

  /** What a weight tensor loses as one piece. */
  Granularity granularity(String tensor) {
    return granularities.ofTensor(tensor);
  }

  private static Scope scope(String name, Catalog catalog) {
    return catalog
        .find(Scope.class, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "scope: "
                        + name
                        + " (expected one of: "
                        + String.join(", ", catalog.names(Scope.class))
                        + ")"));
  }

  private static boolean highest(@Nullable String remove) {
    if (remove != null && !remove.equals("lowest") && !remove.equals("highest")) {
      throw new IllegalArgumentException("remove: " + remove + " (expected: lowest or highest)");
    }
    return "highest".equals(remove);
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
