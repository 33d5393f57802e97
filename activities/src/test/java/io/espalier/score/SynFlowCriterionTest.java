package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SynFlowCriterionTest {
  private static final Layer RELU = new Relu();
  private static final ScoringBatch NO_DATA = new ScoringBatch(new float[0], new int[0]);
  private static final NetworkSpec DENSE =
      new NetworkSpec(
          "dense",
          List.of(2, 6, 6),
          4,
          List.of(
              new Flatten(),
              new Dense(30, "fc1"),
              RELU,
              new Dense(20, "fc2"),
              RELU,
              new Dense(4, "fc3")),
          Initialiser.KAIMING_NORMAL);
  private static final NetworkSpec CONV_WITHOUT_NORM =
      new NetworkSpec(
          "conv-without-norm",
          List.of(2, 6, 6),
          4,
          List.of(
              new Conv(5, 3, 1, 1, true, "conv1"),
              RELU,
              new MaxPool(2, 2),
              new Conv(6, 3, 1, 1, true, "conv2"),
              RELU,
              new Flatten(),
              new Dense(4, "fc")),
          Initialiser.KAIMING_NORMAL);
  private static final NetworkSpec CONV =
      new NetworkSpec(
          "conv",
          List.of(2, 6, 6),
          4,
          List.of(
              new Conv(5, 3, 1, 1, false, "conv1"),
              new BatchNorm("bn1"),
              RELU,
              new MaxPool(2, 2),
              new Conv(6, 3, 1, 1, false, "conv2"),
              new BatchNorm("bn2"),
              RELU,
              new GlobalAveragePool(),
              new Dense(4, "fc")),
          Initialiser.KAIMING_NORMAL);
  private final Criterion synflow = Catalog.builtIn().get(Criterion.class, "synflow");

  record Case(Executor executor, NetworkSpec network) {}

  static List<Case> cases() {
    return List.of(
        new Case(new JvmExecutor(), DENSE),
        new Case(new JvmExecutor(), CONV_WITHOUT_NORM),
        new Case(new Dl4jExecutor(), DENSE),
        new Case(new Dl4jExecutor(), CONV_WITHOUT_NORM),
        new Case(new Dl4jExecutor(), CONV));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theScoresOfEveryLayerAddUpToTheFlowThroughTheNetwork(Case given) {
    SortedMap<String, Tensor> scores = scores(given, Granularity.WEIGHT);

    double flow = flow(given);
    assertThat(scores).hasSizeGreaterThan(2);
    scores.forEach(
        (name, scored) ->
            assertThat(sum(scored.data())).as(name).isCloseTo(flow, within(1e-4 * flow)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFilterScoresTheSumOfItsWeights(Case given) {
    SortedMap<String, Tensor> weights = scores(given, Granularity.WEIGHT);

    scores(given, Granularity.FILTER)
        .forEach(
            (name, filters) -> {
              float[] single = Tensors.get(weights, name).data();
              int size = single.length / filters.data().length;
              for (int i = 0; i < filters.data().length; i++) {
                double sum = sum(Arrays.copyOfRange(single, i * size, (i + 1) * size));
                assertThat((double) filters.data()[i]).isCloseTo(sum, within(1e-5 * sum));
              }
            });
  }

  @Test
  void whatFlowsIntoAUnitFlowsOutOfIt() {
    SortedMap<String, Tensor> scores =
        scores(new Case(new JvmExecutor(), DENSE), Granularity.WEIGHT);

    float[] into = Tensors.get(scores, "fc2.weight").data();
    float[] out = Tensors.get(scores, "fc3.weight").data();
    for (int unit = 0; unit < 20; unit++) {
      double in = sum(Arrays.copyOfRange(into, unit * 30, (unit + 1) * 30));
      double on = 0;
      for (int k = 0; k < 4; k++) {
        on += out[k * 20 + unit];
      }
      assertThat(in).as("unit %d", unit).isCloseTo(on, within(1e-5 * on));
    }
  }

  @Test
  void theSignOfAWeightChangesNoScore() {
    Case given = new Case(new JvmExecutor(), DENSE);
    SortedMap<String, Tensor> weights = weights(DENSE);
    SortedMap<String, Tensor> flipped = weights(DENSE);
    flipped.values().forEach(t -> t.data()[0] = -t.data()[0]);

    assertThat(scores(given, flipped)).isEqualTo(scores(given, weights));
  }

  @Test
  void inAHundredStepsNoLayerCollapsesWhereAWeightForEveryLayerWouldDo() {
    // 20 of 2840 weights: the outputs of one step lie in the layers of few weights.
    double density = 20.0 / 2840;
    Mask stepped = mask(new ScoreParameters.Steps(100, density, "global"), density);
    Mask atOnce = mask(null, density);

    assertThat(stepped.keptCount()).isEqualTo(20);
    assertThat(stepped.collapsed()).isEmpty();
    assertThat(flow(stepped)).as("signal that passes").isPositive();
    assertThat(flow(stepped)).isGreaterThan(flow(atOnce));
    assertThat(atOnce).isNotEqualTo(stepped);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFlowBeyondTheFloatsKeepsItsRanking(Case given) {
    // A power of two in every layer, so that floats cannot hold the product of the three.
    SortedMap<String, Tensor> large = weights(given.network());
    for (String name : given.network().weightShapes().keySet()) {
      float[] weights = Tensors.get(large, name).data();
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= 0x1p60f;
      }
    }

    SortedMap<String, Tensor> scores = scores(given, large);

    scores(given, weights(given.network()))
        .forEach(
            (name, scored) -> {
              float[] same = Tensors.get(scores, name).data();
              double factor = same[0] / (double) scored.data()[0];
              assertThat(factor).isEqualTo(Math.scalb(1.0, Math.getExponent(factor)));
              for (int i = 0; i < same.length; i++) {
                assertThat(same[i] / factor).isEqualTo(scored.data()[i]);
              }
            });
  }

  @Test
  void inADeepNetworkTheFlowReachesEveryFilter() {
    scores(onDl4j("resnet-56"), Granularity.FILTER)
        .forEach(
            (layer, scored) -> {
              for (float filter : scored.data()) {
                assertThat(filter).as(layer).isPositive().isFinite();
              }
            });
  }

  @Test
  void whereEveryUnitIsAtItsBoundThereIsNothingToRank() {
    assertThatThrownBy(() -> scores(onDl4j("mobilenet-v2"), Granularity.FILTER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("synflow: nothing flows through ")
        .hasMessageContaining("take another criterion");
  }

  @Test
  void aBatchNormThatLetsNothingThroughIsNamed() {
    SortedMap<String, Tensor> weights = weights(CONV);
    Arrays.fill(Tensors.get(weights, "bn2.weight").data(), 0f);

    assertThatThrownBy(() -> scores(new Case(new JvmExecutor(), CONV), weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "synflow: nothing flows through conv1.weight, since batch norm bn2 has a scale of 0 in"
                + " every channel (expected: ");
  }

  private static Case onDl4j(String network) {
    return new Case(new Dl4jExecutor(), Catalog.builtIn().get(Network.class, network).spec());
  }

  @Test
  void weightsThatNoScaleHoldsAreRefused() {
    SortedMap<String, Tensor> weights = weights(DENSE);
    weights.values().forEach(tensor -> Arrays.fill(tensor.data(), 1e38f));

    assertThatThrownBy(() -> scores(new Case(new JvmExecutor(), DENSE), weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("synflow: the flow at fc3.weight is beyond the floats");
  }

  private Mask mask(ScoreParameters.@Nullable Steps steps, double density) {
    Case given = new Case(new JvmExecutor(), DENSE);
    SortedMap<String, Tensor> scores =
        ScoringSteps.of(
            steps,
            SynFlowCriterionTest::rule,
            OnExecutor.dense(DENSE),
            Ranking.apart(OnExecutor.dense(DENSE)),
            left -> scores(given, masked(left)),
            done -> {},
            line -> {});
    return Ranking.prune(OnExecutor.dense(DENSE), scores, rule(density));
  }

  private static PruneRule rule(double density) {
    return new PruneRule(
        Granularity.WEIGHT,
        new GlobalScope(),
        BigDecimal.ZERO,
        Map.of(),
        BigDecimal.valueOf(density));
  }

  private static double flow(Mask mask) {
    return flow(new Case(new JvmExecutor(), DENSE), masked(mask));
  }

  private static SortedMap<String, Tensor> masked(Mask mask) {
    SortedMap<String, Tensor> weights = weights(DENSE);
    mask.applyTo(weights);
    return weights;
  }

  private SortedMap<String, Tensor> scores(Case given, Granularity granularity) {
    return OnExecutor.scores(
        synflow, given.executor(), given.network(), weights(given.network()), granularity, NO_DATA);
  }

  private SortedMap<String, Tensor> scores(Case given, SortedMap<String, Tensor> weights) {
    return OnExecutor.scores(
        synflow, given.executor(), given.network(), weights, Granularity.WEIGHT, NO_DATA);
  }

  private static double flow(Case given) {
    return flow(given, weights(given.network()));
  }

  private static double flow(Case given, SortedMap<String, Tensor> weights) {
    weights
        .values()
        .forEach(
            tensor -> {
              for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = Math.abs(tensor.data()[i]);
              }
            });
    float[] ones = new float[given.network().inputSize()];
    Arrays.fill(ones, 1f);
    TrainingState state = TrainingState.fresh(weights, null);
    try (Session session = given.executor().open(given.network(), state, Optimizer.NONE)) {
      return sum(session.predict(ones, 1));
    }
  }

  private static SortedMap<String, Tensor> weights(NetworkSpec spec) {
    return Initialisation.weights(spec, TinyNets.random("synflow"));
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
