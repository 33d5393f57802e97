package io.espalier.judge;

import io.espalier.operator.judge.JudgeParameters.Claim;
import io.espalier.operator.judge.JudgeParameters.Comparison;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.JudgeParameters.Side;
import io.espalier.operator.judge.Verdict;
import io.espalier.operator.judge.Verdict.Outcome;
import io.espalier.operator.judge.Verdict.Pair;
import io.espalier.random.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Makes the pairs of a comparison and decides it. */
final class Comparing {
  private final Numbers numbers;
  private final RandomSource random;

  Comparing(Numbers numbers, RandomSource random) {
    this.numbers = numbers;
    this.random = random;
  }

  /** One comparison of a claim at a place. */
  Verdict.Comparison of(Claim claim, Comparison comparison, Place place) {
    List<Pair> pairs = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Side a = comparison.a();
    Side b = comparison.b();
    TreeSet<Integer> replicates = new TreeSet<>(numbers.replicates(a));
    if (b != null) {
      replicates.addAll(numbers.replicates(b));
    }
    if (replicates.isEmpty()) {
      problems.add("analysis " + a.analysis() + " measured no " + Numbers.words(a));
    }
    for (int replicate : replicates) {
      try {
        pairs.addAll(pairs(claim, comparison, place, replicate));
      } catch (MissingException e) {
        problems.add(e.what());
      }
    }
    return decided(comparison, place, pairs, problems);
  }

  private List<Pair> pairs(Claim claim, Comparison comparison, Place place, int replicate) {
    List<Numbers.Found> left = numbers.of(comparison.a(), place, replicate);
    Side b = comparison.b();
    List<Numbers.Found> right = b == null ? List.of() : numbers.of(b, place, replicate);
    if (b != null && claim.equalCompute()) {
      equal(comparison.a(), left, b, right, replicate);
    }
    if (!claim.paired()) {
      return List.of(new Pair(replicate, null, mean(left), b == null ? null : mean(right)));
    }
    int draws = Math.max(left.size(), right.size());
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      Numbers.Found one = draw(left, draws, i, comparison.a(), replicate);
      Double other = b == null ? null : (Double) draw(right, draws, i, b, replicate).value();
      pairs.add(new Pair(replicate, i + 1, one.value(), other));
    }
    return pairs;
  }

  /** The i-th draw; what has but one goes with each. */
  private static Numbers.Found draw(
      List<Numbers.Found> found, int draws, int i, Side side, int replicate) {
    if (found.size() != 1 && found.size() != draws) {
      throw new MissingException(
          side.arm()
              + " in replicate "
              + replicate
              + " has "
              + found.size()
              + " draws of "
              + draws);
    }
    return found.get(found.size() == 1 ? 0 : i);
  }

  private static void equal(
      Side a, List<Numbers.Found> left, Side b, List<Numbers.Found> right, int replicate) {
    TreeSet<Long> behind = new TreeSet<>();
    left.forEach(found -> behind.add(Objects.requireNonNullElse(found.behind(), -1L)));
    right.forEach(found -> behind.add(Objects.requireNonNullElse(found.behind(), -1L)));
    if (behind.size() > 1) {
      throw new MissingException(
          String.format(
              "not at equal compute in replicate %d: %s has %s iterations behind it, %s %s",
              replicate, a.arm(), left.get(0).behind(), b.arm(), right.get(0).behind()));
    }
  }

  private static double mean(List<Numbers.Found> found) {
    return found.stream().mapToDouble(Numbers.Found::value).average().orElseThrow();
  }

  private Verdict.Comparison decided(
      Comparison comparison, Place place, List<Pair> pairs, List<String> problems) {
    Side a = comparison.a();
    Side b = comparison.b();
    Region holds = Region.of(comparison.holds());
    Region refuted = comparison.refuted() == null ? null : Region.of(comparison.refuted());
    Rule rule = new Rule(holds, refuted, comparison.every());
    String difference = b == null ? "the number" : "the difference a − b";
    String left = label(a, place);
    String right = b == null ? null : label(b, place);
    if (pairs.isEmpty()) {
      return Verdict.Comparison.withoutPairs(
          Numbers.words(a), left, right, rule.words(difference), problems);
    }
    Differences sample = new Differences(pairs.stream().mapToDouble(Pair::difference).toArray());
    Rule.Decision decision = rule.decide(sample, pairs);
    boolean several = sample.n() > 1;
    double half = several ? sample.halfWidth() : 0;
    double[] bootstrap = sample.bootstrap(random);
    boolean whole = problems.isEmpty();
    return new Verdict.Comparison(
        Numbers.words(a),
        left,
        right,
        whole ? decision.outcome() : Outcome.UNDECIDED,
        rule.words(difference),
        sample.n(),
        sample.mean(),
        several ? (Double) sample.sd() : null,
        several ? (Double) (sample.mean() - half) : null,
        several ? (Double) (sample.mean() + half) : null,
        bootstrap == null ? null : (Double) bootstrap[0],
        bootstrap == null ? null : (Double) bootstrap[1],
        several ? (Double) sample.p(holds.margin(sample.mean())) : null,
        several ? sample.wilcoxon(holds.margin(sample.mean())) : null,
        whole ? decision.pHolds() : null,
        whole ? decision.pRefuted() : null,
        whole && decision.outcome() == Outcome.UNDECIDED ? decision.needed() : null,
        pairs,
        problems);
  }

  /** A side in words: an arm, where, and what it takes where that is not the other side's. */
  static String label(Side side, Place claimed) {
    Place place = side.at() == null ? claimed : side.at();
    if (side.arm() == null) {
      return Numbers.words(side);
    }
    String arm = side.arm().equals("dense") ? "dense" : side.arm() + " " + place;
    return side.item() == null && side.layer() == null ? arm : arm + ", " + Numbers.words(side);
  }
}
