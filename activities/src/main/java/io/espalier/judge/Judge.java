package io.espalier.judge;

import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.JudgeParameters.Claim;
import io.espalier.operator.judge.JudgeParameters.Comparison;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.Verdict;
import io.espalier.operator.judge.Verdict.Outcome;
import io.espalier.random.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges the claims of an experiment. A comparison is decided by its interval; comparisons and
 * places combine; and what the intervals say stands only where it survives Holm's correction over
 * all claims that tests decide.
 */
final class Judge {
  private final JudgeParameters parameters;
  private final Comparing comparing;

  Judge(JudgeParameters parameters, Evidence evidence, RandomSource random) {
    this.parameters = parameters;
    this.comparing = new Comparing(new Numbers(parameters, evidence), random);
  }

  /** A claim before the correction. */
  private record Raw(
      Claim claim,
      List<Verdict.Place> places,
      Outcome outcome,
      @Nullable Double pHolds,
      @Nullable Double pRefuted) {}

  Verdict verdict() {
    List<Raw> raw = parameters.claims().stream().map(this::raw).toList();
    @Nullable Double[] holds = Counting.holm(raw.stream().map(Raw::pHolds).toList());
    @Nullable Double[] refuted = Counting.holm(raw.stream().map(Raw::pRefuted).toList());
    List<Verdict.Claim> claims = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      claims.add(corrected(raw.get(i), holds[i], refuted[i]));
    }
    long tested = raw.stream().filter(each -> each.pHolds() != null).count();
    return new Verdict(claims, rule(tested));
  }

  private static String rule(long tested) {
    return "A comparison is decided by the 95 % interval (Student's t) of the mean over pairs, or"
        + " by every pair where the claim says so. Where k of n parts must hold, p = (n − k"
        + " + 1) times the k-th smallest p. A claim holds or is refuted only if that p,"
        + " after Holm's correction over the "
        + (tested == 1 ? "one claim" : tested + " claims")
        + " that tests decide, is at most 0.05. What is missing, diverged or unequal leaves"
        + " it undecided.";
  }

  private Raw raw(Claim claim) {
    List<Verdict.Place> places = claim.places().stream().map(place -> place(claim, place)).toList();
    List<Verdict.Place> reached =
        places.stream().filter(place -> place.outcome() != Outcome.CONDITION_NOT_REACHED).toList();
    // All places are all that say anything; a number of them is that number.
    int needed = claim.atLeastPlaces() == places.size() ? reached.size() : claim.atLeastPlaces();
    if (reached.isEmpty() || reached.size() < needed) {
      return new Raw(claim, places, Outcome.CONDITION_NOT_REACHED, null, null);
    }
    Outcome outcome =
        Counting.outcome(reached.stream().map(Verdict.Place::outcome).toList(), needed);
    List<@Nullable Double> holds = new ArrayList<>();
    List<@Nullable Double> refuted = new ArrayList<>();
    for (Verdict.Place place : reached) {
      holds.add(p(claim, place, Outcome.HOLDS, claim.atLeast()));
      refuted.add(p(claim, place, Outcome.REFUTED, claim.compare().size() - claim.atLeast() + 1));
    }
    return new Raw(
        claim,
        places,
        outcome,
        Counting.p(holds, needed),
        Counting.p(refuted, reached.size() - needed + 1));
  }

  /**
   * The p-value of a claim at a place; null where no test decides it. The number of tests is that
   * of the file, whatever became of them: where one could not be made, p is 1. What every pair
   * decides has none: 0 where it is so, else 1.
   */
  private static @Nullable Double p(Claim claim, Verdict.Place place, Outcome so, int needed) {
    if (claim.compare().stream().allMatch(Comparison::every)) {
      return null;
    }
    List<Double> ps = new ArrayList<>();
    for (int i = 0; i < claim.compare().size(); i++) {
      Verdict.Comparison each = place.compared().get(i);
      Double p = so == Outcome.HOLDS ? each.pHolds() : each.pRefuted();
      boolean exact = claim.compare().get(i).every() && each.outcome() == so;
      ps.add(p != null ? p : exact ? (Double) 0.0 : (Double) 1.0);
    }
    return Counting.p(ps, needed);
  }

  private Verdict.Place place(Claim claim, Place place) {
    List<Verdict.Comparison> condition =
        claim.condition().stream().map(each -> comparing.of(claim, each, place)).toList();
    List<Verdict.Comparison> compared =
        claim.compare().stream().map(each -> comparing.of(claim, each, place)).toList();
    Outcome outcome =
        Counting.outcome(
            compared.stream().map(Verdict.Comparison::outcome).toList(), claim.atLeast());
    if (condition.stream().anyMatch(each -> !each.problems().isEmpty())) {
      outcome = Outcome.UNDECIDED;
    } else if (condition.stream().anyMatch(each -> each.outcome() != Outcome.HOLDS)) {
      outcome = Outcome.CONDITION_NOT_REACHED;
    }
    return new Verdict.Place(place.toString(), outcome, compared, condition);
  }

  private static Verdict.Claim corrected(
      Raw raw, @Nullable Double holds, @Nullable Double refuted) {
    Outcome outcome = raw.outcome();
    Double p = outcome == Outcome.HOLDS ? holds : refuted;
    boolean lost =
        (outcome == Outcome.HOLDS || outcome == Outcome.REFUTED)
            && p != null
            && p > Differences.LEVEL;
    return new Verdict.Claim(
        raw.claim().name(),
        raw.claim().states(),
        lost ? Outcome.UNDECIDED : outcome,
        lost
            ? String.format(
                Locale.ROOT,
                "the intervals alone would say %s, but after the corrections for several tests p is"
                    + " %.3g",
                outcome.text(),
                p)
            : VerdictReason.of(outcome, raw.places()),
        raw.pHolds(),
        raw.pRefuted(),
        holds,
        refuted,
        raw.places());
  }
}
