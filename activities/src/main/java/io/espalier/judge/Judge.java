package io.espalier.judge;

import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.JudgeParameters.Claim;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.Verdict;
import io.espalier.operator.judge.Verdict.Outcome;
import io.espalier.random.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
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
    if (reached.isEmpty()) {
      return new Raw(claim, places, Outcome.CONDITION_NOT_REACHED, null, null);
    }
    int needed = Math.min(claim.atLeastPlaces(), reached.size());
    Outcome outcome =
        Counting.outcome(reached.stream().map(Verdict.Place::outcome).toList(), needed);
    int refuting = reached.size() - needed + 1;
    int parts = claim.compare().size();
    List<@Nullable Double> holds = new ArrayList<>();
    List<@Nullable Double> refuted = new ArrayList<>();
    for (Verdict.Place place : reached) {
      holds.add(Counting.p(ps(place, true), claim.atLeast()));
      refuted.add(Counting.p(ps(place, false), parts - claim.atLeast() + 1));
    }
    return new Raw(
        claim, places, outcome, Counting.p(holds, needed), Counting.p(refuted, refuting));
  }

  /** Comparisons that every pair decides have no test: 0 where they are so, else 1. */
  private static List<@Nullable Double> ps(Verdict.Place place, boolean holds) {
    boolean tested = place.compared().stream().anyMatch(each -> each.pHolds() != null);
    List<@Nullable Double> ps = new ArrayList<>();
    for (Verdict.Comparison each : place.compared()) {
      Double p = holds ? each.pHolds() : each.pRefuted();
      boolean so = each.outcome() == (holds ? Outcome.HOLDS : Outcome.REFUTED);
      ps.add(p != null || !tested ? p : (Double) (so ? 0.0 : 1.0));
    }
    return ps;
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
            : why(raw),
        raw.pHolds(),
        raw.pRefuted(),
        holds,
        refuted,
        raw.places());
  }

  private static String why(Raw raw) {
    List<String> problems =
        raw.places().stream()
            .flatMap(place -> Stream.concat(place.compared().stream(), place.condition().stream()))
            .flatMap(each -> each.problems().stream())
            .distinct()
            .toList();
    return switch (raw.outcome()) {
      case HOLDS -> "what the claim names lies where it must";
      case REFUTED -> "what the claim names lies where it must not";
      case CONDITION_NOT_REACHED -> "its condition is met at no place";
      case UNDECIDED -> problems.isEmpty() ? undecided(raw) : String.join("; ", problems);
    };
  }

  private static String undecided(Raw raw) {
    List<Integer> needed =
        raw.places().stream()
            .flatMap(place -> place.compared().stream())
            .map(Verdict.Comparison::needed)
            .filter(Objects::nonNull)
            .toList();
    boolean one =
        raw.places().stream()
            .flatMap(place -> place.compared().stream())
            .anyMatch(each -> each.n() < 2 && each.outcome() == Outcome.UNDECIDED);
    if (one) {
      return "one pair has no interval: more replicates are needed";
    }
    int most = needed.stream().mapToInt(Integer::intValue).max().orElse(0);
    return "what the claim names lies on neither side for sure"
        + (most == 0 ? "" : "; differences as seen here would need about " + most + " pairs");
  }
}
