package io.espalier.score.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.Mask;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Sigmoid;
import io.espalier.model.layer.Tanh;
import io.espalier.objective.CrossEntropy;
import io.espalier.score.GivenScoreContext;
import io.espalier.score.MagnitudeCriterion;
import io.espalier.score.ScoringBatch;
import io.espalier.score.path.SingeCriterion.Settings;
import io.espalier.score.path.SingeCriterion.Variant;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against losses without the unit, plain gradients and rescaled networks. */
class SingeCriterionTest {
  private static final int COUNT = 6;
  private static final Settings SIGNED = new Settings(Variant.SIGNED, 2, 0.9, 20);

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void signedIsTheLossWithoutTheUnitLessTheLossWithIt(Executor executor) {
    // Across the kinks of ReLUs and pools the midpoint rule needs many more steps.
    for (NetworkSpec spec : List.of(smooth(), smoothResidual())) {
      SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
      SortedMap<String, Tensor> scores = scores(spec, parameters, executor, SIGNED);
      double with = loss(spec, parameters, executor);
      for (String name : scores.keySet()) {
        float[] scored = Tensors.get(scores, name).data();
        for (int unit = 0; unit < scored.length; unit++) {
          double without = loss(spec, scaled(parameters, name, unit, 0), executor);
          assertThat((double) scored[unit])
              .as("%s of %s, unit %d", name, spec.name(), unit)
              .isCloseTo(without - with, within(2e-3 * Math.abs(without - with) + 1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void ofOneStepIsTheNormOfParametersTimesGradients(Executor executor) {
    for (NetworkSpec spec : List.of(TinyNets.dense(), TinyNets.conv())) {
      SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
      ScoringBatch batch = batch(spec);
      SortedMap<String, Tensor> gradients;
      try (Session session = context(spec, parameters, executor, SIGNED).open(parameters)) {
        gradients = session.gradients(batch.inputs(), batch.labels());
      }
      scores(spec, parameters, executor, new Settings(Variant.SINGE, 2, 0.9, 1))
          .forEach(
              (name, scored) -> {
                for (int unit = 0; unit < scored.data().length; unit++) {
                  double expected = norm(parameters, gradients, name, unit);
                  assertThat((double) scored.data()[unit])
                      .isCloseTo(expected, within(1e-4 * expected + 1e-7));
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void passingTheRestAloneGivesWhatPassingTheWholeNetworkGives(Executor executor) {
    NetworkSpec spec = TinyNets.conv();
    double[] positions = {1, 0.6, 0.1};
    GivenScoreContext context = context(spec, TinyNets.weights(spec), executor, SIGNED);
    try (LayerPath rest = LayerPath.of(context, "fc1.weight", positions);
        LayerPath whole = new WholePath(context, "fc1.weight", positions)) {
      assertThat(rest).isInstanceOf(DensePath.class);
      for (int unit = 0; unit < 6; unit++) {
        double[][] one = rest.slopes(unit);
        double[][] other = whole.slopes(unit);
        for (int s = 0; s < positions.length; s++) {
          assertThat(one[s]).containsExactly(other[s], within(2e-5));
        }
      }
    }
  }

  /** Incoming parameters times λ, outgoing divided by λ: the same function. */
  @ParameterizedTest
  @MethodSource("executors")
  void rescalingAUnitChangesIgAndMagnitudeButNeitherSingeNorSigned(Executor executor) {
    NetworkSpec spec = relu();
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    float lambda = 4;
    int unit = firstAlive(spec, parameters, executor);
    SortedMap<String, Tensor> rescaled = scaled(parameters, "fc1.weight", unit, lambda);
    outgoing(rescaled, unit, 1 / lambda);

    assertThat(ratio(spec, parameters, rescaled, executor, Variant.SINGE, unit))
        .isCloseTo(1, within(1e-4));
    assertThat(ratio(spec, parameters, rescaled, executor, Variant.SIGNED, unit))
        .isCloseTo(1, within(1e-4));
    assertThat(ratio(spec, parameters, rescaled, executor, Variant.IG, unit))
        .isCloseTo(1 / lambda, within(1e-4));
    assertThat(magnitude(spec, rescaled, unit) / magnitude(spec, parameters, unit))
        .isCloseTo(lambda, within(1e-4));
  }

  @ParameterizedTest
  @MethodSource("executors")
  void aUnitThatNothingReadsScoresNothingThoughItsMagnitudeDoes(Executor executor) {
    NetworkSpec spec = relu();
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    outgoing(parameters, 2, 0);

    for (Variant variant : Variant.values()) {
      Settings settings = new Settings(variant, 2, 0.9, 5);
      assertThat(Tensors.get(scores(spec, parameters, executor, settings), "fc1.weight").data()[2])
          .as("%s", variant)
          .isZero();
    }
    assertThat(magnitude(spec, parameters, 2)).isPositive();
  }

  /** By the statistics of the batch ⟨W, g⟩ is 0, whatever the unit is worth. */
  @ParameterizedTest
  @MethodSource("executors")
  void batchNormsNormaliseByTheirRunningStatisticsSinceThoseOfTheBatchHideTheUnit(
      Executor executor) {
    NetworkSpec spec = TinyNets.residual();
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    ScoringBatch batch = batch(spec);
    SortedMap<String, Tensor> gradients;
    try (Session session = context(spec, parameters, executor, SIGNED).open(parameters)) {
      gradients = session.gradients(batch.inputs(), batch.labels());
    }
    float[] weights = Tensors.get(parameters, "conv1.weight").data();
    float[] slopes = Tensors.get(gradients, "conv1.weight").data();
    float[] scored = Tensors.get(scores(spec, parameters, executor, SIGNED), "conv1.weight").data();
    for (int unit = 0; unit < 4; unit++) {
      double product = 0;
      double size = 0;
      for (int i = unit * 18; i < (unit + 1) * 18; i++) {
        product += (double) weights[i] * slopes[i];
        size += Math.abs((double) weights[i] * slopes[i]);
      }
      // ε in the batch norm's root leaves a trace.
      assertThat(Math.abs(product)).isLessThan(1e-3 * size);
      assertThat(Math.abs(scored[unit])).isGreaterThan(1e-3f);
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void prunedWeightsAreNoParametersOfAUnitAndAPrunedUnitScoresNothing(Executor executor) {
    NetworkSpec spec = relu();
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    Mask mask = TinyNets.mask(spec, 0.5);
    boolean[] kept = mask.flags("fc1.weight").clone();
    Arrays.fill(kept, 0, 72, false);
    SortedMap<String, boolean[]> flags = new TreeMap<>();
    mask.names().forEach(name -> flags.put(name, mask.flags(name)));
    flags.put("fc1.weight", kept);
    Mask pruned = new Mask(mask.shapes(), flags);
    pruned.applyTo(parameters);
    for (Variant variant : Variant.values()) {
      Settings settings = new Settings(variant, 2, 0.9, 3);
      SortedMap<String, Tensor> scored =
          new SingeCriterion()
              .score(
                  new GivenScoreContext(spec, parameters, pruned, Granularity.FILTER, null, null)
                      .with(executor, batch(spec))
                      .with(settings));
      float[] scores = Tensors.get(scored, "fc1.weight").data();
      assertThat(scores[0]).isZero();
      if (variant == Variant.IG) {
        float[] all =
            Tensors.get(scores(spec, parameters, executor, settings), "fc1.weight").data();
        assertThat(scores[1]).isLessThan(all[1]);
      }
    }
  }

  @Test
  void singleWeightsAreRefusedWhereTheyStand() {
    assertThatThrownBy(() -> parse("{criterion: {singe: ig}, granularity: weight"))
        .hasMessage(
            "x.yaml:5:46: prune.granularity: weight (expected: filter for the criterion singe)");
    assertThatThrownBy(() -> parse("{criterion: {singe: {mu: 1}}, granularity: filter"))
        .hasMessageStartingWith("x.yaml:5:")
        .hasMessageContaining(
            "prune.criterion.singe.mu: 1 (expected: a number above 0 and below 1)");
  }

  private static void parse(String prune) {
    String text =
        """
        name: x
        data: procedural
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 10}
        prune: %s, rounds: 1, fraction: 0.2}
        arms: {ticket: {after_prune: {rewind: 0}}}
        """;
    var unused =
        Experiments.parse(
            "x.yaml", text.formatted(prune).getBytes(StandardCharsets.UTF_8), Catalog.builtIn());
  }

  private static NetworkSpec relu() {
    return new NetworkSpec(
        "tiny-relu",
        List.of(2, 6, 6),
        4,
        List.of(new Flatten(), new Dense(5, "fc1"), new Relu(), new Dense(4, "fc2")),
        Initialiser.KAIMING_NORMAL);
  }

  private static NetworkSpec smooth() {
    return new NetworkSpec(
        "tiny-smooth",
        List.of(2, 6, 6),
        4,
        List.of(
            new Flatten(),
            new Dense(5, "fc1"),
            new Tanh(),
            new Dense(3, "fc2"),
            new Sigmoid(),
            new Dense(4, "fc3")),
        Initialiser.KAIMING_NORMAL);
  }

  private static NetworkSpec smoothResidual() {
    return new NetworkSpec(
        "tiny-smooth-residual",
        List.of(2, 6, 6),
        4,
        List.of(
            new Conv(3, 3, 2, 1, false, "conv1"),
            new BatchNorm("bn1"),
            new Tanh(),
            Residual.of(
                List.of(new Conv(3, 3, 1, 1, true, "conv2"), new BatchNorm("bn2")), List.of()),
            new Tanh(),
            new GlobalAveragePool(),
            new Dense(4, "fc1")),
        Initialiser.KAIMING_NORMAL);
  }

  private static int firstAlive(
      NetworkSpec spec, SortedMap<String, Tensor> parameters, Executor executor) {
    float[] scores = Tensors.get(scores(spec, parameters, executor, SIGNED), "fc1.weight").data();
    for (int unit = 0; unit < scores.length; unit++) {
      if (Math.abs(scores[unit]) > 1e-2) {
        return unit;
      }
    }
    throw new AssertionError("every unit is dead: " + Arrays.toString(scores));
  }

  private static double ratio(
      NetworkSpec spec,
      SortedMap<String, Tensor> before,
      SortedMap<String, Tensor> after,
      Executor executor,
      Variant variant,
      int unit) {
    Settings settings = new Settings(variant, 2, 0.9, 10);
    return (double) Tensors.get(scores(spec, after, executor, settings), "fc1.weight").data()[unit]
        / Tensors.get(scores(spec, before, executor, settings), "fc1.weight").data()[unit];
  }

  private static double magnitude(
      NetworkSpec spec, SortedMap<String, Tensor> parameters, int unit) {
    GivenScoreContext context =
        new GivenScoreContext(spec, parameters, dense(spec), Granularity.FILTER, null, null);
    return Tensors.get(new MagnitudeCriterion().score(context), "fc1.weight").data()[unit];
  }

  /** The unit's incoming weights and bias times a factor. */
  private static SortedMap<String, Tensor> scaled(
      SortedMap<String, Tensor> parameters, String weight, int unit, float factor) {
    SortedMap<String, Tensor> all = new TreeMap<>();
    parameters.forEach((name, tensor) -> all.put(name, tensor.copy()));
    for (String name : List.of(weight, weight.replace(".weight", ".bias"))) {
      Tensor tensor = all.get(name);
      if (tensor != null) {
        int size = tensor.data().length / tensor.shape()[0];
        for (int i = unit * size; i < (unit + 1) * size; i++) {
          tensor.data()[i] *= factor;
        }
      }
    }
    return all;
  }

  private static void outgoing(SortedMap<String, Tensor> parameters, int unit, float factor) {
    Tensor next = Tensors.get(parameters, "fc2.weight");
    for (int i = unit; i < next.data().length; i += next.shape()[1]) {
      next.data()[i] *= factor;
    }
  }

  private static double norm(
      SortedMap<String, Tensor> parameters,
      SortedMap<String, Tensor> gradients,
      String weight,
      int unit) {
    double sum = 0;
    for (String name : List.of(weight, weight.replace(".weight", ".bias"))) {
      float[] values = Tensors.get(parameters, name).data();
      float[] slopes = Tensors.get(gradients, name).data();
      int size = values.length / Tensors.get(parameters, name).shape()[0];
      for (int i = unit * size; i < (unit + 1) * size; i++) {
        sum += Math.pow((double) values[i] * slopes[i], 2);
      }
    }
    return Math.sqrt(sum);
  }

  private static double loss(
      NetworkSpec spec, SortedMap<String, Tensor> parameters, Executor executor) {
    ScoringBatch batch = batch(spec);
    try (Session session = context(spec, parameters, executor, SIGNED).open(parameters)) {
      float[] logits = session.predict(batch.inputs(), COUNT);
      return Arrays.stream(CrossEntropy.PLAIN.losses(logits, batch.labels()))
          .average()
          .orElseThrow();
    }
  }

  private static SortedMap<String, Tensor> scores(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      Executor executor,
      Settings settings) {
    return new SingeCriterion().score(context(spec, parameters, executor, settings));
  }

  private static GivenScoreContext context(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      Executor executor,
      Settings settings) {
    return new GivenScoreContext(spec, parameters, dense(spec), Granularity.FILTER, null, null)
        .with(executor, batch(spec))
        .with(settings);
  }

  /** Every layer but the one that gives the classes. */
  private static Mask dense(NetworkSpec spec) {
    Map<String, int[]> shapes = new TreeMap<>(spec.weightShapes());
    String last = spec.layers().get(spec.layers().size() - 1).name() + ".weight";
    shapes.remove(last);
    Map<String, boolean[]> kept = new TreeMap<>();
    shapes.forEach(
        (name, shape) -> {
          boolean[] all = new boolean[Tensor.zeros(shape).data().length];
          Arrays.fill(all, true);
          kept.put(name, all);
        });
    return new Mask(shapes, kept);
  }

  private static ScoringBatch batch(NetworkSpec spec) {
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);
    return new ScoringBatch(inputs, labels);
  }
}
