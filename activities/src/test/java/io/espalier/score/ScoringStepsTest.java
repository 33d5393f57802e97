package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class ScoringStepsTest {
  private static final Mask DENSE =
      Masks.of(Map.of("a.weight", new int[] {4, 4}), Map.of("a.weight", "x".repeat(16)));

  @Test
  void eachStepScoresWhatTheOneBeforeHasLeft() {
    List<Long> kept = new ArrayList<>();
    List<Double> done = new ArrayList<>();

    SortedMap<String, Tensor> scores =
        ScoringSteps.of(
            new ScoreParameters.Steps(4, 1.0 / 16, "global"),
            rules(Granularity.WEIGHT),
            DENSE,
            Ranking.apart(DENSE),
            left -> {
              kept.add(left.keptCount());
              return byIndex(16, 4, 4);
            },
            done::add,
            line -> {});

    assertThat(kept).as("16 · (1/16)^(k/4)").containsExactly(16L, 8L, 4L, 2L);
    assertThat(done).containsExactly(0.25, 0.5, 0.75);
    float[] last = Tensors.get(scores, "a.weight").data();
    for (int i = 0; i < 16; i++) {
      assertThat(last[i]).as("[%d]", i).isEqualTo(i < 14 ? Float.NEGATIVE_INFINITY : i);
    }
  }

  @Test
  void filtersGoAsWholes() {
    SortedMap<String, Tensor> scores =
        ScoringSteps.of(
            new ScoreParameters.Steps(2, 0.25, "layer"),
            rules(Granularity.FILTER),
            DENSE,
            Ranking.apart(DENSE),
            left -> byIndex(4, 4),
            done -> {},
            line -> {});

    assertThat(Tensors.get(scores, "a.weight").data())
        .containsExactly(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, 2, 3);
  }

  @Test
  void aStepThatPartsEqualScoresSaysSo() {
    List<String> log = new ArrayList<>();

    ScoringSteps.of(
        new ScoreParameters.Steps(2, 0.25, "global"),
        rules(Granularity.WEIGHT),
        DENSE,
        Ranking.apart(DENSE),
        left -> byIndex(5, 4, 4),
        done -> {},
        log::add);

    assertThat(log)
        .containsExactly(
            "step 1 of 2: a tie decides: 12 of the 16 weights score 0, and 8 of them go, the first"
                + " by tensor name and index");
  }

  @Test
  void whereTheHighestGoWhatHasGoneIsHigherThanAll() {
    ScoreParameters.Steps steps =
        new ScoreParameters.Steps(2, 0.25, "layer", null, null, "highest");

    SortedMap<String, Tensor> scores =
        ScoringSteps.of(
            steps,
            density ->
                PruneRule.of(
                    steps, Granularities.of(Granularity.FILTER), density, Catalog.builtIn()),
            DENSE,
            Ranking.apart(DENSE),
            left -> byIndex(4, 4),
            done -> {},
            line -> {});

    assertThat(Tensors.get(scores, "a.weight").data())
        .containsExactly(0, 1, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
  }

  private static DoubleFunction<PruneRule> rules(Granularity granularity) {
    return density ->
        new PruneRule(
            granularity, new GlobalScope(), BigDecimal.ZERO, Map.of(), BigDecimal.valueOf(density));
  }

  private static SortedMap<String, Tensor> byIndex(int count, int... shape) {
    Tensor scores = Tensor.zeros(shape);
    for (int i = 0; i < count; i++) {
      scores.data()[i] = i;
    }
    return new TreeMap<>(Map.of("a.weight", scores));
  }
}
