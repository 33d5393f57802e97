package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import java.util.List;

/**
 * A claim about the results of an experiment, which its verdict holds, refutes or leaves undecided.
 *
 * @param states the claim in one sentence
 * @param at the places at which it is looked at
 * @param holdsAt at how many of them it must hold
 * @param compare what is compared at each place
 * @param holdsIf how many of the comparisons must hold at a place
 * @param condition what must hold at a place for it to say anything
 * @param draws what becomes of several draws in one replicate
 * @param equalCompute whether both sides must have equally many iterations behind them
 */
public record ClaimConfig(
    @Doc("What is claimed, in one sentence.") String states,
    @Doc(
            "Where the arms are looked at, each place by itself: last, their last round; chosen,"
                + " the round with the best validation accuracy; {round: 3}; {density: 0.1}. A side"
                + " may say so itself.")
        @Default("[last]")
        List<At> at,
    @Doc("At how many of the places it must hold: all, any or {at_least: n}.") @Default("all")
        Needed holdsAt,
    @Doc("What is compared at each place.") List<ComparisonConfig> compare,
    @Doc(
            "How many of the comparisons must hold at a place: all, any or {at_least: n}. A"
                + " comparison with several sides b counts once for each.")
        @Default("all")
        Needed holdsIf,
    @Doc(
            "Comparisons that must all hold at a place; a place where they do not says nothing, and"
                + " where none is left, the condition is not reached.")
        @Default("[]")
        List<ComparisonConfig> condition,
    @Doc(
            "Several draws in one replicate: averaged, so that a replicate is a pair; or paired, so"
                + " that each draw is one.")
        @Default("averaged")
        Draws draws,
    @Doc("Whether both sides must have equally many training iterations behind them.")
        @Default("false")
        boolean equalCompute) {
  public ClaimConfig {
    at = List.copyOf(at);
    compare = List.copyOf(compare);
    condition = List.copyOf(condition);
  }

  /** What becomes of several draws in one replicate. */
  public enum Draws {
    AVERAGED,
    PAIRED
  }
}
