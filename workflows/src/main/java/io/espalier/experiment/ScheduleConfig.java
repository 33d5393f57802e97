package io.espalier.experiment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much goes in each round, and from which weights on. */
public sealed interface ScheduleConfig {
  /** Number of rounds. */
  int rounds();

  /**
   * Kept / prunable after a round, null where it follows from a fraction.
   *
   * @param round from 1
   */
  @Nullable Double density(int round);

  /** Whether every round prunes the dense network anew, not what the round before has left. */
  default boolean fromDense() {
    return false;
  }

  /**
   * A part of what remains, in every round.
   *
   * @param rounds how many
   * @param fraction of what remains that goes in each
   * @param fractions other fractions for single layers, by layer name or {@link
   *     io.espalier.catalog.LayerGroup}
   */
  @Doc("The same part of what remains goes in every round.")
  record Fraction(
      @Doc("Number of rounds.") @Range(min = 1, max = 99) int rounds,
      @Doc("Part of what remains that goes in each round; exactly that many, halves to even.")
          @Range(min = 0, max = 1, below = true)
          double fraction,
      @Doc("Other fractions for single layers, by layer name or group of layers.")
          @Range(min = 0, max = 1, below = true)
          @Default("{}")
          Map<String, Double> fractions)
      implements ScheduleConfig {
    public Fraction {
      fractions = Collections.unmodifiableMap(new LinkedHashMap<>(fractions));
    }

    @Override
    public @Nullable Double density(int round) {
      return null;
    }
  }

  /**
   * Down to each density in turn.
   *
   * @param densities kept / prunable after each round, strictly descending
   */
  @Doc("Each round goes down to the next density, from what the round before has left.")
  record Densities(
      @Doc("Kept / prunable weights after each round, strictly descending.")
          @Range(min = 0, above = true, max = 1)
          @Shorthand
          List<Double> densities)
      implements ScheduleConfig {
    public Densities {
      densities = List.copyOf(densities);
    }

    @Override
    public int rounds() {
      return densities.size();
    }

    @Override
    public Double density(int round) {
      return densities.get(round - 1);
    }
  }

  /**
   * Each density in one go from the dense network.
   *
   * @param densities kept / prunable in each round, strictly descending
   */
  @Doc("Each round goes down to its density in one go, from the dense network.")
  record OneShot(
      @Doc("Kept / prunable weights in each round, strictly descending.")
          @Range(min = 0, above = true, max = 1)
          @Shorthand
          List<Double> densities)
      implements ScheduleConfig {
    public OneShot {
      densities = List.copyOf(densities);
    }

    @Override
    public int rounds() {
      return densities.size();
    }

    @Override
    public Double density(int round) {
      return densities.get(round - 1);
    }

    @Override
    public boolean fromDense() {
      return true;
    }
  }
}
