package io.espalier.operator.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code judge}: reads the results {@code xcom:evaluation} of the tasks of {@code
 * results}, {@code xcom:mask} where densities count and {@code xcom:training} where the training
 * loss does, and what analyses measured, each in the role {@code measured.NAME}; output {@code
 * verdict}, a {@link Verdict} as JSON; result: what became of each claim, in words.
 *
 * @param replicates how many pairs there are to be
 * @param claims what is claimed
 * @param results the rows that may be looked at
 * @param analyses those whose measurements may be looked at
 */
public record JudgeParameters(
    int replicates, List<Claim> claims, List<Result> results, List<Analysis> analyses) {
  /** Id of the task that judges the claims of an experiment. */
  public static final String TASK = "claims.verdict";

  public JudgeParameters {
    claims = List.copyOf(claims);
    results = List.copyOf(results);
    analyses = List.copyOf(analyses);
  }

  /**
   * A claim.
   *
   * @param atLeastPlaces places at which it must hold
   * @param atLeast comparisons that must hold at a place
   * @param paired whether each draw is a pair, rather than each replicate
   */
  public record Claim(
      String name,
      String states,
      List<Place> places,
      int atLeastPlaces,
      List<Comparison> compare,
      int atLeast,
      List<Comparison> condition,
      boolean paired,
      boolean equalCompute) {
    public Claim {
      places = List.copyOf(places);
      compare = List.copyOf(compare);
      condition = List.copyOf(condition);
    }
  }

  /**
   * Which round of an arm.
   *
   * @param kind {@code last}, {@code chosen}, {@code round} or {@code density}
   * @param number of a round or a density, null for the others
   */
  public record Place(String kind, @Nullable Double number) {
    @Override
    public String toString() {
      return switch (kind) {
        case "last" -> "at the last round";
        case "chosen" -> "at the round that validation chooses";
        case "round" -> "at round " + Math.round(number == null ? 0 : number);
        default -> "at density " + number;
      };
    }
  }

  /**
   * One side against another.
   *
   * @param b null for a alone
   * @param refuted null for everywhere where it does not hold
   * @param every whether every pair decides, rather than the interval of their mean
   */
  public record Comparison(
      Side a, @Nullable Side b, Region holds, @Nullable Region refuted, boolean every) {}

  /**
   * A side.
   *
   * @param analysis null for a number of the results
   * @param arm {@code dense} for the network that all arms begin with, null for no arm
   * @param at null for the place at which the claim is looked at
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Side(
      String measure,
      @Nullable String analysis,
      @Nullable String arm,
      @Nullable Place at,
      @Nullable String layer,
      @Nullable String item,
      @Nullable String otherArm,
      @Nullable Integer otherRound) {}

  /**
   * An open interval.
   *
   * @param low null for −∞
   * @param high null for ∞
   */
  public record Region(@Nullable Double low, @Nullable Double high) {}

  /**
   * A row of the results.
   *
   * @param arm null for the network that all arms begin with
   * @param draw null for that
   * @param maskTask null for a dense network
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Result(
      int replicate,
      @Nullable String arm,
      @Nullable Integer draw,
      int round,
      long iterations,
      long iterationsBehind,
      String evaluateTask,
      String trainTask,
      @Nullable String maskTask) {}

  /**
   * An analysis.
   *
   * @param replicates those that it looks at; empty where it does not say
   */
  public record Analysis(String name, List<Integer> replicates) {
    public Analysis {
      replicates = List.copyOf(replicates);
    }

    /** The role of what it measured. */
    public String role() {
      return "measured." + name;
    }
  }
}
