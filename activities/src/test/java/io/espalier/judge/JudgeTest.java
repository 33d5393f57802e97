package io.espalier.judge;

import static io.espalier.judge.Case.ABOVE;
import static io.espalier.judge.Case.LAST;
import static io.espalier.judge.Case.over;
import static io.espalier.judge.Case.side;
import static io.espalier.operator.judge.Verdict.Outcome.CONDITION_NOT_REACHED;
import static io.espalier.operator.judge.Verdict.Outcome.HOLDS;
import static io.espalier.operator.judge.Verdict.Outcome.REFUTED;
import static io.espalier.operator.judge.Verdict.Outcome.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.operator.judge.JudgeParameters.Claim;
import io.espalier.operator.judge.JudgeParameters.Comparison;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.JudgeParameters.Region;
import io.espalier.operator.judge.JudgeParameters.Side;
import io.espalier.operator.judge.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final double[] BASE = {0.90, 0.91, 0.89, 0.92, 0.90};
  private static final double[] BETTER = {0.912, 0.918, 0.905, 0.918, 0.911};
  private static final double[] EITHER = {0.91, 0.905, 0.90, 0.91, 0.905};

  private static Case five(double[] a) {
    return new Case(5).all("a", a).all("b", BASE);
  }

  private static Case compared(double[] a) {
    return five(a).claim("better", LAST, over(side("a"), side("b"), ABOVE));
  }

  @Test
  void aClaimHoldsWhoseIntervalLiesBeyondTheMargin() {
    Verdict.Claim claim = compared(BETTER).only();
    Verdict.Comparison one = claim.places().get(0).compared().get(0);

    assertThat(claim.outcome()).isEqualTo(HOLDS);
    assertThat(one.n()).isEqualTo(5);
    assertThat(one.mean()).isEqualTo(0.0088, within(1e-12));
    // SciPy, of 0.012, 0.008, 0.015, −0.002, 0.011.
    assertThat(one.low()).isEqualTo(0.0006863171749574935, within(1e-12));
    assertThat(one.high()).isEqualTo(0.016913682825042506, within(1e-12));
    assertThat(one.p()).isEqualTo(0.03949986004774756, within(1e-12));
    assertThat(claim.pHolds()).isEqualTo(one.p(), within(1e-12));
    assertThat(one.pairs()).extracting(Verdict.Pair::replicate).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void itIsRefutedWhereTheIntervalLiesOnTheOtherSide() {
    Case turned = five(BETTER).claim("worse", LAST, over(side("b"), side("a"), ABOVE));
    assertThat(turned.only().outcome()).isEqualTo(REFUTED);
    assertThat(turned.only().holmRefuted()).isEqualTo(0.03949986004774756, within(1e-12));
  }

  @Test
  void anIntervalAroundTheMarginIsUndecidedAndSaysHowManyPairsItWouldTake() {
    Verdict.Claim claim = compared(EITHER).only();

    assertThat(claim.outcome()).isEqualTo(UNDECIDED);
    assertThat(claim.places().get(0).compared().get(0).needed()).isNotNull();
    assertThat(claim.why()).contains("pairs");
  }

  @Test
  void aMissingReplicateIsNamedAndLeavesItUndecided() {
    Verdict.Claim claim = compared(BETTER).failed(3, "b", 1).only();

    assertThat(claim.outcome()).isEqualTo(UNDECIDED);
    assertThat(claim.why()).contains("b in replicate 3").contains("no test_accuracy at round 1");
    assertThat(claim.places().get(0).compared().get(0).n()).isEqualTo(4);
  }

  @Test
  void aNumberThatIsNoneIsNamed() {
    Case diverged = five(BETTER);
    for (int replicate = 1; replicate <= 5; replicate++) {
      diverged.measured(replicate, "a", 1, "loss", replicate == 2 ? Double.NaN : 1);
    }
    Side loss = new Side("loss", "looks", "a", null, null, null, null, null);
    Verdict.Claim claim =
        diverged.claim("finite", LAST, over(loss, null, new Region(null, 2.0))).only();

    assertThat(claim.outcome()).isEqualTo(UNDECIDED);
    assertThat(claim.why()).contains("a in replicate 2").contains("loss is not a finite number");
  }

  @Test
  void aClaimWithoutItsConditionSaysNothing() {
    Comparison claimed = over(side("a"), side("b"), ABOVE);
    Comparison condition = over(side("b"), null, new Region(0.95, null));
    Claim claim =
        new Claim(
            "better", "", List.of(LAST), 1, List.of(claimed), 1, List.of(condition), false, false);

    assertThat(five(BETTER).claim(claim).only().outcome()).isEqualTo(CONDITION_NOT_REACHED);
  }

  @Test
  void unequalComputeLeavesItUndecided() {
    Comparison dense = over(side("a"), side("dense"), ABOVE);
    Claim claim =
        new Claim("better", "", List.of(LAST), 1, List.of(dense), 1, List.of(), false, true);
    Verdict.Claim judged = five(BETTER).claim(claim).only();

    assertThat(judged.outcome()).isEqualTo(UNDECIDED);
    assertThat(judged.why())
        .contains("not at equal compute in replicate 1: a has 200 iterations behind it, dense 100");
  }

  @Test
  void nearnessHoldsWithinBothEndsAndIsRefutedBeyondOne() {
    Region near = new Region(-0.02, 0.02);
    Region nearer = new Region(-0.0005, 0.0005);
    assertThat(five(BETTER).claim("near", LAST, over(side("a"), side("b"), near)).only().outcome())
        .isEqualTo(HOLDS);
    assertThat(
            five(BETTER).claim("near", LAST, over(side("a"), side("b"), nearer)).only().outcome())
        .isEqualTo(REFUTED);
  }

  @Test
  void aRefutationMayHaveAMarginOfItsOwn() {
    Comparison one =
        new Comparison(side("a"), side("b"), new Region(0.05, null), new Region(null, 0.0), false);

    assertThat(five(BETTER).claim("much", LAST, one).only().outcome()).isEqualTo(UNDECIDED);
  }

  @Test
  void severalClaimsAreCorrected() {
    Case several =
        five(BETTER)
            .claim("better", LAST, over(side("a"), side("b"), ABOVE))
            .claim("again", LAST, over(side("a"), side("b"), ABOVE));
    Verdict verdict = several.verdict();

    // 2 × 0.0395 > 0.05.
    assertThat(verdict.claims()).extracting(Verdict.Claim::outcome).containsOnly(UNDECIDED);
    assertThat(verdict.claims().get(0).why()).contains("intervals alone would say holds");
    assertThat(verdict.rule()).contains("over the 2 claims");
  }

  @Test
  void everyPairDecidesWhereTheClaimSaysSo() {
    Comparison every = new Comparison(side("a"), side("b"), ABOVE, null, true);
    assertThat(five(BETTER).claim("every", LAST, every).only().outcome())
        .as("the fourth pair lies below")
        .isEqualTo(UNDECIDED);
    Comparison high = new Comparison(side("a"), null, new Region(0.9, null), null, true);
    Verdict.Claim claim = five(BETTER).claim("high", LAST, high).only();
    assertThat(claim.outcome()).isEqualTo(HOLDS);
    assertThat(claim.pHolds()).as("no test").isNull();
    Comparison higher = new Comparison(side("a"), null, new Region(0.95, null), null, true);
    assertThat(five(BETTER).claim("higher", LAST, higher).only().outcome()).isEqualTo(REFUTED);
  }

  @Test
  void validationChoosesTheRoundAndTestCannot() {
    Case chosen = new Case(2);
    for (int replicate = 1; replicate <= 2; replicate++) {
      chosen.with(replicate, "a", 1, 0.95, 0.70 + 0.001 * replicate);
      chosen.with(replicate, "a", 2, 0.93, 0.99);
      chosen.with(replicate, "a", 3, 0.95, 0.80 + 0.001 * replicate);
    }
    chosen.claim("chosen", new Place("chosen", null), over(side("a"), null, ABOVE));

    assertThat(chosen.only().places().get(0).compared().get(0).pairs())
        .as("the sparser of equals, never the best on test")
        .extracting(Verdict.Pair::a)
        .containsExactly(0.801, 0.802);

    Case without = new Case(2).with(1, "a", 1, null, 0.99).with(2, "a", 1, null, 0.99);
    without.claim("chosen", new Place("chosen", null), over(side("a"), null, ABOVE));
    assertThat(without.only().outcome()).isEqualTo(UNDECIDED);
    assertThat(without.only().why()).contains("no validation accuracy");
  }

  @Test
  void aDensityIsTheNearestRoundAndNoFarOne() {
    Case densities = new Case(1).with(1, "a", 1, 0.9, 0.1).with(1, "a", 2, 0.9, 0.2);
    Place quarter = new Place("density", 0.26);
    Place tenth = new Place("density", 0.1);

    Verdict.Claim near = densities.claim("near", quarter, over(side("a"), null, ABOVE)).only();
    assertThat(near.places().get(0).compared().get(0).mean()).isEqualTo(0.2);
    assertThat(near.why()).isEqualTo("one pair has no interval: more replicates are needed");
    Verdict.Claim far =
        new Case(1)
            .with(1, "a", 1, 0.9, 0.1)
            .claim("far", tenth, over(side("a"), null, ABOVE))
            .only();
    assertThat(far.why()).contains("no round of density 0.1 (the nearest has 0.5)");
  }

  @Test
  void drawsAreAveragedUnlessEachIsToBeAPair() {
    Case draws = new Case(2);
    for (int replicate = 1; replicate <= 2; replicate++) {
      draws.with(replicate, "a", 1, 1, 0.9, 0.8).with(replicate, "a", 2, 1, 0.9, 0.6);
      draws.with(replicate, "b", 1, 0.9, 0.5);
    }
    Comparison one = over(side("a"), side("b"), ABOVE);
    Claim paired = new Claim("each", "", List.of(LAST), 1, List.of(one), 1, List.of(), true, false);
    Verdict verdict = draws.claim("averaged", LAST, one).claim(paired).verdict();

    assertThat(verdict.claims().get(0).places().get(0).compared().get(0).pairs())
        .extracting(Verdict.Pair::a)
        .containsExactly(0.7, 0.7);
    assertThat(verdict.claims().get(1).places().get(0).compared().get(0).pairs())
        .extracting(Verdict.Pair::a)
        .containsExactly(0.8, 0.6, 0.8, 0.6);
  }

  @Test
  void whatCouldNotBeTestedCountsAmongTheTests() {
    Case several =
        five(BETTER)
            .claim("better", LAST, over(side("a"), side("b"), ABOVE))
            .claim("missing", new Place("round", 9.0), over(side("a"), side("b"), ABOVE));
    Verdict verdict = several.verdict();

    assertThat(verdict.claims().get(0).holmHolds())
        .isEqualTo(2 * 0.03949986004774756, within(1e-12));
    assertThat(verdict.claims()).extracting(Verdict.Claim::outcome).containsOnly(UNDECIDED);
    assertThat(verdict.claims().get(1).why()).contains("a in replicate 1 has no round 9");
  }

  @Test
  void placesWithoutTheirConditionDropOutButTooFewAreNotEnough() {
    Case places = new Case(5).all("a", BETTER).all("b", BASE);
    for (int replicate = 1; replicate <= 5; replicate++) {
      places.with(replicate, "a", 2, 0.9, 0.1 + 0.01 * replicate);
      places.with(replicate, "b", 2, 0.9, 0.5);
    }
    List<Place> both = List.of(new Place("round", 1.0), new Place("round", 2.0));
    List<Comparison> better = List.of(over(side("a"), side("b"), ABOVE));
    List<Comparison> learned = List.of(over(side("b"), null, new Region(0.8, null)));
    Claim all = new Claim("all", "", both, 2, better, 1, learned, false, false);
    Claim any = new Claim("any", "", both, 1, better, 1, List.of(), false, false);

    assertThat(places.claim(all).only().outcome()).as("round 2 says nothing").isEqualTo(HOLDS);
    Verdict.Claim uncorrected = new Case(5).all("a", BETTER).all("b", BASE).claim(any).only();
    assertThat(uncorrected.outcome()).isEqualTo(UNDECIDED);
  }

  @Test
  void aPartThatIsRefutedDecidesAndTheMissingOneIsNamed() {
    Case parts = five(BETTER).failed(2, "a", 1);
    Comparison missing = over(side("a"), side("b"), ABOVE);
    Comparison refuted = over(side("b"), null, new Region(0.99, null));
    Verdict.Claim claim = parts.claim("both", LAST, missing, refuted).only();

    assertThat(claim.outcome()).isEqualTo(REFUTED);
    assertThat(claim.why()).contains("besides: a in replicate 2");
  }
}
