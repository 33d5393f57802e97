package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.Trace;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.hessian.LossDerivatives;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Tanh;
import io.espalier.score.TaylorCriterion.By;
import io.espalier.score.TaylorCriterion.Form;
import io.espalier.score.TaylorCriterion.Gates;
import io.espalier.score.TaylorCriterion.Order;
import io.espalier.score.TaylorCriterion.Settings;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against gradients of minibatches, traces, and losses that are linear. */
class TaylorCriterionTest {
  private static final int COUNT = 6;

  private final TaylorCriterion taylor = new TaylorCriterion();

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void aWeightScoresTheMeanOverMinibatchesOfItsSquaredTerm(Executor executor) {
    for (NetworkSpec spec : List.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual())) {
      // 6 examples in minibatches of 4: one whole one.
      assertClose(
          scores(spec, executor, Granularity.WEIGHT, Form.WEIGHTS, By.BATCH, 4),
          terms(spec, executor, 0, 4));
      SortedMap<String, double[]> mean = terms(spec, executor, 0, 2);
      add(mean, terms(spec, executor, 2, 4));
      add(mean, terms(spec, executor, 4, 6));
      mean.values().forEach(values -> scale(values, 1 / 3.0));
      assertClose(scores(spec, executor, Granularity.WEIGHT, Form.WEIGHTS, By.BATCH, 2), mean);
      assertClose(
          scores(spec, executor, Granularity.WEIGHT, Form.WEIGHTS, By.BATCH, 99),
          terms(spec, executor, 0, 6));
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void aFilterScoresTheSumOfItsWeights(Executor executor) {
    for (By by : By.values()) {
      for (NetworkSpec spec : List.of(TinyNets.dense(), TinyNets.residual())) {
        SortedMap<String, Tensor> single =
            scores(spec, executor, Granularity.WEIGHT, Form.WEIGHTS, by, null);
        SortedMap<String, Tensor> filters =
            scores(spec, executor, Granularity.FILTER, Form.WEIGHTS, by, null);
        filters.forEach(
            (name, scored) -> {
              float[] weights = Tensors.get(single, name).data();
              int size = weights.length / scored.data().length;
              for (int filter = 0; filter < scored.data().length; filter++) {
                double sum = 0;
                for (int i = filter * size; i < (filter + 1) * size; i++) {
                  sum += weights[i];
                }
                assertThat((double) scored.data()[filter]).isCloseTo(sum, within(1e-5 * sum));
              }
            });
      }
    }
  }

  /** z ∂L/∂z summed over positions, from a trace; after a batch norm it is γ g_γ + β g_β. */
  @ParameterizedTest
  @MethodSource("executors")
  void aGateByExampleIsTheSquaredTermOfWhatTheFilterGives(Executor executor) {
    // Where a layer stands in a trace, by the layer whose filters are scored.
    List<List<String>> residual =
        List.of(
            List.of("conv1", "bn1"),
            List.of("layer1.conv1", "layer1.bn1"),
            List.of("layer1.conv2", "layer1.bn2"),
            List.of("layer2.conv3", "layer2.conv3"),
            List.of("layer2.downsample.0", "layer2.downsample.1"));
    gates(TinyNets.residual(), executor, residual);
    gates(TinyNets.conv(), executor, List.of(List.of("conv1", "conv1"), List.of("fc1", "fc1")));
    gates(TinyNets.dense(), executor, List.of(List.of("fc1", "fc1")));
  }

  @ParameterizedTest
  @MethodSource("executors")
  void withoutBiasAGateIsTheSumOfItsWeightsAndAtMostTheirNumberTimesTheirScore(Executor executor) {
    NetworkSpec spec = TinyNets.dense();
    SortedMap<String, Tensor> unbiased = new TreeMap<>(TinyNets.weights(spec));
    unbiased.replaceAll((name, it) -> name.endsWith(".bias") ? Tensor.zeros(it.shape()) : it);
    ScoringBatch batch = batch(spec);

    SortedMap<String, Tensor> gates =
        scores(
            spec,
            unbiased,
            executor,
            Granularity.FILTER,
            new Settings(Form.GATE, By.BATCH, 99),
            batch);
    SortedMap<String, Tensor> groups =
        scores(
            spec,
            unbiased,
            executor,
            Granularity.FILTER,
            new Settings(Form.WEIGHTS, By.BATCH, 99),
            batch);

    SortedMap<String, Tensor> gradients;
    try (Session session = context(spec, unbiased, executor, batch).open(unbiased)) {
      gradients = session.gradients(batch.inputs(), batch.labels());
    }
    gates.forEach(
        (name, scored) -> {
          float[] weights = Tensors.get(unbiased, name).data();
          float[] slopes = Tensors.get(gradients, name).data();
          int size = weights.length / scored.data().length;
          for (int filter = 0; filter < scored.data().length; filter++) {
            double sum = 0;
            for (int i = filter * size; i < (filter + 1) * size; i++) {
              sum += (double) weights[i] * slopes[i];
            }
            float gate = scored.data()[filter];
            assertThat((double) gate).isCloseTo(sum * sum, within(1e-5 * sum * sum + 1e-12));
            assertThat((double) gate)
                .isLessThanOrEqualTo(size * Tensors.get(groups, name).data()[filter] * (1 + 1e-5));
          }
        });
  }

  /** Far from the right class the cross-entropy is a difference of logits, linear in the gate. */
  @ParameterizedTest
  @MethodSource("executors")
  void whereTheLossIsLinearTheScoreIsTheSquaredChangeOfTheLoss(Executor executor) {
    NetworkSpec spec =
        new NetworkSpec(
            "linear",
            List.of(1, 1, 2),
            3,
            List.of(new Flatten(), new Dense(2, "fc1"), new Dense(3, "fc2")),
            Initialiser.GLOROT_NORMAL);
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    parameters.put("fc1.weight", new Tensor(new int[] {2, 2}, new float[] {1, 2, -1, 0.5f}));
    parameters.put("fc1.bias", new Tensor(new int[] {2}, new float[] {0.25f, -0.5f}));
    parameters.put("fc2.weight", new Tensor(new int[] {3, 2}, new float[] {1, -2, 3, 1, 0, 0.5f}));
    parameters.put("fc2.bias", new Tensor(new int[] {3}, new float[] {0, 60, 0}));
    // Of class 0, taken for class 1: L = logit 1 − logit 0.
    ScoringBatch batch = new ScoringBatch(new float[] {1, 0.5f}, new int[] {0});
    double first = 1 + 2 * 0.5 + 0.25;
    double second = -1 + 0.5 * 0.5 - 0.5;

    for (By by : By.values()) {
      Tensor scores =
          Tensors.get(
              scores(
                  spec,
                  parameters,
                  executor,
                  Granularity.FILTER,
                  new Settings(Form.GATE, by, null),
                  batch),
              "fc1.weight");
      assertThat((double) scores.data()[0]).isCloseTo(Math.pow((3 - 1) * first, 2), within(1e-4));
      assertThat((double) scores.data()[1]).isCloseTo(Math.pow((1 + 2) * second, 2), within(1e-4));
    }
  }

  @Test
  void examplesThatPullInOppositeWaysCancelInABatchAndNotByExample() {
    NetworkSpec spec =
        new NetworkSpec(
            "two",
            List.of(1, 1, 1),
            2,
            List.of(new Flatten(), new Dense(1, "fc1"), new Dense(2, "fc2")),
            Initialiser.GLOROT_NORMAL);
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    parameters.put("fc1.weight", new Tensor(new int[] {1, 1}, new float[] {1}));
    parameters.put("fc1.bias", new Tensor(new int[] {1}, new float[] {0}));
    parameters.put("fc2.weight", new Tensor(new int[] {2, 1}, new float[] {0, 0}));
    parameters.get("fc2.weight").data()[0] = 1e-3f;
    parameters.put("fc2.bias", new Tensor(new int[] {2}, new float[] {0, 0}));
    ScoringBatch both = new ScoringBatch(new float[] {1, 1}, new int[] {0, 1});

    float batch = score(spec, parameters, By.BATCH, both);
    float example = score(spec, parameters, By.EXAMPLE, both);

    assertThat(batch / example).isLessThan(1e-4f);
    ScoringBatch twice = new ScoringBatch(new float[] {1, 1}, new int[] {0, 0});
    assertThat(score(spec, parameters, By.BATCH, twice))
        .isCloseTo(score(spec, parameters, By.EXAMPLE, twice), within(1e-12f));
  }

  /** Scaling what a batch norm normalises by its own statistics changes nothing. */
  @ParameterizedTest
  @MethodSource("executors")
  void aGateBeforeABatchNormIsTheSumOfItsWeightsByExampleAndNothingByBatch(Executor executor) {
    NetworkSpec spec = TinyNets.residual();
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    ScoringBatch batch = batch(spec);
    float[] byBatch =
        Tensors.get(before(spec, parameters, executor, By.BATCH, batch), "conv1.weight").data();
    float[] after =
        Tensors.get(
                scores(spec, executor, Granularity.FILTER, Form.GATE, By.BATCH, COUNT),
                "conv1.weight")
            .data();
    float[] byExample =
        Tensors.get(before(spec, parameters, executor, By.EXAMPLE, batch), "conv1.weight").data();
    double[] expected = new double[byExample.length];
    float[] weights = Tensors.get(parameters, "conv1.weight").data();
    int size = weights.length / expected.length;
    try (Session session = context(spec, parameters, executor, batch).open(parameters)) {
      session
          .exampleGradients(batch.inputs(), batch.labels())
          .forEach(
              (example, gradients) -> {
                float[] slopes = Tensors.get(gradients, "conv1.weight").data();
                for (int filter = 0; filter < expected.length; filter++) {
                  double term = 0;
                  for (int i = filter * size; i < (filter + 1) * size; i++) {
                    term += (double) weights[i] * slopes[i];
                  }
                  expected[filter] += term * term / COUNT;
                }
              });
    }
    for (int filter = 0; filter < expected.length; filter++) {
      assertThat((double) byExample[filter])
          .isCloseTo(expected[filter], within(1e-5 * expected[filter]));
      assertThat(byBatch[filter]).isLessThan(1e-6f);
      assertThat(after[filter]).isGreaterThan(100 * byBatch[filter]);
    }
  }

  private SortedMap<String, Tensor> before(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      Executor executor,
      By by,
      ScoringBatch batch) {
    return scores(
        spec,
        parameters,
        executor,
        Granularity.FILTER,
        new Settings(
            Form.GATE,
            by,
            by == By.BATCH ? Integer.valueOf(COUNT) : null,
            Order.FIRST,
            Gates.BEFORE_NORM),
        batch);
  }

  /** L(z) = a + g (z − 1) + h (z − 1)² / 2, so that ΔL = L(0) − L(1) = −g + h / 2. */
  @Test
  void onAQuadraticLossTheSecondOrderIsTheChangeOfTheLoss() {
    double a = 0.3;
    double g = -1.7;
    double h = 0.9;
    double change = a - g + h / 2 - a;

    assertThat(SquaredTerms.change(g, h)).isCloseTo(change, within(1e-15));
    assertThat(SquaredTerms.change(g, 0)).isEqualTo(-g);
  }

  /** Of smooth networks, whose losses have a second derivative by every gate everywhere. */
  @ParameterizedTest
  @MethodSource("executors")
  void theSecondOrderIsThatOfDifferencesOfTheLossInEveryGate(Executor executor) {
    for (NetworkSpec spec : List.of(smooth(), smoothResidual())) {
      SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
      ScoringBatch batch = batch(spec);
      SortedMap<String, Tensor> scores =
          scores(
              spec,
              parameters,
              executor,
              Granularity.FILTER,
              new Settings(Form.GATE, By.BATCH, COUNT, Order.SECOND, Gates.AFTER_NORM),
              batch);
      for (String name : List.of("first.weight", "second.weight")) {
        float[] scored = Tensors.get(scores, name).data();
        for (int filter = 0; filter < scored.length; filter++) {
          double h = 1.0 / 64;
          double up = gated(spec, parameters, name, filter, 1 + h, batch);
          double middle = gated(spec, parameters, name, filter, 1, batch);
          double down = gated(spec, parameters, name, filter, 1 - h, batch);
          double change = -(up - down) / (2 * h) + (up - 2 * middle + down) / (h * h) / 2;
          assertThat(Math.sqrt(scored[filter]))
              .as("%s of %s, filter %d", name, spec.name(), filter)
              .isCloseTo(Math.abs(change), within(1e-3 * Math.abs(change) + 5e-4));
        }
      }
    }
  }

  /** The mean loss with a factor on what a filter gives, in double precision. */
  private static double gated(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      String weight,
      int filter,
      double factor,
      ScoringBatch batch) {
    SortedMap<String, Tensor> all = new TreeMap<>(parameters);
    String layer = weight.replace(".weight", "");
    String scaled = parameters.containsKey(layer + "-norm.weight") ? layer + "-norm" : layer;
    for (String name : List.of(scaled + ".weight", scaled + ".bias")) {
      Tensor tensor = Tensors.get(parameters, name).copy();
      int size = tensor.data().length / tensor.shape()[0];
      for (int i = filter * size; i < (filter + 1) * size; i++) {
        tensor.data()[i] = (float) (factor * tensor.data()[i]);
      }
      all.put(name, tensor);
    }
    return new LossDerivatives(spec, all, batch.inputs(), batch.labels()).loss();
  }

  private static NetworkSpec smooth() {
    return new NetworkSpec(
        "tiny-smooth",
        List.of(2, 6, 6),
        4,
        List.of(
            new Conv(3, 3, 2, 1, true, "first"),
            new Tanh(),
            new Flatten(),
            new Dense(4, "second"),
            new Tanh(),
            new Dense(4, "last")),
        Initialiser.KAIMING_NORMAL);
  }

  private static NetworkSpec smoothResidual() {
    return new NetworkSpec(
        "tiny-smooth-residual",
        List.of(2, 6, 6),
        4,
        List.of(
            new Conv(3, 3, 2, 1, false, "first"),
            new BatchNorm("first-norm"),
            new Tanh(),
            Residual.of(List.of(new Conv(3, 3, 1, 1, true, "second"), new Tanh()), List.of()),
            new GlobalAveragePool(),
            new Dense(4, "last")),
        Initialiser.KAIMING_NORMAL);
  }

  @Test
  void theSecondOrderIsForGatesByBatch() {
    assertThatThrownBy(() -> settings("{criterion: {taylor: {order: second}}, granularity: filter"))
        .hasMessage(
            "x.yaml:5:37: prune.criterion.taylor.order: second (expected: form: gate and by: batch,"
                + " or order: first)");
  }

  @Test
  void theMinibatchIsThatOfTheTrainingUnlessTheFileSaysOtherwise() {
    assertThat(settings("{criterion: taylor, granularity: filter"))
        .isEqualTo(new Settings(Form.WEIGHTS, By.BATCH, 60));
    assertThat(settings("{criterion: {taylor: {batch: 25, form: gate}}, granularity: filter"))
        .isEqualTo(new Settings(Form.GATE, By.BATCH, 25));
    assertThat(settings("{criterion: {taylor: {by: example}}"))
        .isEqualTo(new Settings(Form.WEIGHTS, By.EXAMPLE, null));
  }

  @Test
  void aGateForSingleWeightsAndABatchOfSingleExamplesAreRefusedWhereTheyStand() {
    assertThatThrownBy(() -> settings("{criterion: {taylor: {form: gate}}"))
        .hasMessage(
            "x.yaml:5:36: prune.criterion.taylor.form: gate with granularity weight (expected:"
                + " granularity filter, or form: weights)");
    assertThatThrownBy(() -> settings("{criterion: {taylor: {by: example, batch: 5}}"))
        .hasMessage(
            "x.yaml:5:50: prune.criterion.taylor.batch: 5 with by: example (expected: by: batch, or"
                + " no batch)");
  }

  private static Record settings(String prune) {
    String text =
        """
        name: x
        data: procedural
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 10}
        prune: %s, rounds: 1, fraction: 0.2}
        arms: {ticket: {after_prune: {rewind: 0}}}
        """;
    Experiment experiment =
        Experiments.parse(
            "x.yaml", text.formatted(prune).getBytes(StandardCharsets.UTF_8), Catalog.builtIn());
    return Objects.requireNonNull(experiment.prune()).criterion().settings(Settings.class);
  }

  private void gates(NetworkSpec spec, Executor executor, List<List<String>> layers) {
    SortedMap<String, Tensor> scores =
        scores(spec, executor, Granularity.FILTER, Form.GATE, By.EXAMPLE, null);
    ScoringBatch batch = batch(spec);
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    for (List<String> pair : layers) {
      try (Session session = context(spec, parameters, executor, batch).open(parameters)) {
        Trace trace =
            session.trace(batch.inputs(), COUNT, Readout.loss(batch.labels()), Set.of(pair.get(1)));
        Tensor z = Tensors.get(trace.activations(), pair.get(1));
        float[] slopes = Tensors.get(trace.gradients(), pair.get(1)).data();
        float[] scored = Tensors.get(scores, pair.get(0) + ".weight").data();
        int area = z.data().length / (COUNT * scored.length);
        for (int filter = 0; filter < scored.length; filter++) {
          double sum = 0;
          for (int n = 0; n < COUNT; n++) {
            double gate = 0;
            int from = (n * scored.length + filter) * area;
            for (int i = from; i < from + area; i++) {
              gate += (double) z.data()[i] * slopes[i];
            }
            sum += gate * gate / COUNT;
          }
          assertThat((double) scored[filter])
              .as("%s of %s, filter %d", pair, spec.name(), filter)
              .isCloseTo(sum, within(1e-3 * sum + 1e-9));
        }
      }
    }
  }

  private float score(
      NetworkSpec spec, SortedMap<String, Tensor> parameters, By by, ScoringBatch batch) {
    SortedMap<String, Tensor> scores =
        scores(
            spec,
            parameters,
            new JvmExecutor(),
            Granularity.FILTER,
            new Settings(Form.GATE, by, null),
            batch);
    return Tensors.get(scores, "fc1.weight").data()[0];
  }

  private SortedMap<String, Tensor> scores(
      NetworkSpec spec,
      Executor executor,
      Granularity granularity,
      Form form,
      By by,
      @Nullable Integer size) {
    return scores(
        spec,
        TinyNets.weights(spec),
        executor,
        granularity,
        new Settings(form, by, size),
        batch(spec));
  }

  private SortedMap<String, Tensor> scores(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      Executor executor,
      Granularity granularity,
      Settings settings,
      ScoringBatch batch) {
    return taylor.score(
        new GivenScoreContext(spec, parameters, OnExecutor.dense(spec), granularity, null, null)
            .with(executor, batch)
            .with(settings));
  }

  private static ScoreContext context(
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      Executor executor,
      ScoringBatch batch) {
    return new GivenScoreContext(
            spec, parameters, OnExecutor.dense(spec), Granularity.FILTER, null, null)
        .with(executor, batch);
  }

  /** (g w)² of the mean loss over some of the examples. */
  private static SortedMap<String, double[]> terms(
      NetworkSpec spec, Executor executor, int from, int to) {
    ScoringBatch all = batch(spec);
    int each = spec.inputSize();
    float[] inputs = Arrays.copyOfRange(all.inputs(), from * each, to * each);
    int[] labels = Arrays.copyOfRange(all.labels(), from, to);
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    SortedMap<String, double[]> terms = new TreeMap<>();
    try (Session session = context(spec, parameters, executor, all).open(parameters)) {
      SortedMap<String, Tensor> gradients = session.gradients(inputs, labels);
      for (String name : spec.weightShapes().keySet()) {
        float[] weights = Tensors.get(parameters, name).data();
        float[] slopes = Tensors.get(gradients, name).data();
        double[] term = new double[weights.length];
        for (int i = 0; i < term.length; i++) {
          term[i] = Math.pow((double) weights[i] * slopes[i], 2);
        }
        terms.put(name, term);
      }
    }
    return terms;
  }

  private static void add(SortedMap<String, double[]> sum, SortedMap<String, double[]> more) {
    sum.forEach(
        (name, values) -> {
          double[] other = more.getOrDefault(name, new double[values.length]);
          for (int i = 0; i < values.length; i++) {
            values[i] += other[i];
          }
        });
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static void assertClose(
      SortedMap<String, Tensor> scores, SortedMap<String, double[]> expected) {
    expected.forEach(
        (name, values) -> {
          float[] scored = Tensors.get(scores, name).data();
          for (int i = 0; i < values.length; i++) {
            assertThat((double) scored[i])
                .as("%s[%d]", name, i)
                .isCloseTo(values[i], within(1e-5 * values[i] + 1e-15));
          }
        });
  }

  private static ScoringBatch batch(NetworkSpec spec) {
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);
    return new ScoringBatch(inputs, labels);
  }
}
