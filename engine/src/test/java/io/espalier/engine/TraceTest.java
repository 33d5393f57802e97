package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.engine.jvm.TinyConvolutions;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations and gradients by them, against a network in double precision and exact sums. */
class TraceTest {
  private static final int COUNT = 3;
  private static final int[] CLASSES = {2, 0, 3};

  enum Executors {
    JVM,
    DL4J;

    Executor executor() {
      return this == JVM ? new JvmExecutor() : new Dl4jExecutor();
    }
  }

  /** A readout in floats and the same in doubles. */
  record Read(String name, Readout readout, ToDoubleBiFunction<Integer, double[]> reference) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Case(Executors on, NetworkSpec network, Read read) {
    @Override
    public String toString() {
      return on + " " + network.name() + " " + read;
    }
  }

  static List<Case> cases() {
    List<Read> reads =
        List.of(
            new Read("logit", Readout.logit(CLASSES), (e, logits) -> logits[CLASSES[e]]),
            new Read(
                "probability",
                Readout.probability(CLASSES),
                (e, logits) -> Math.exp(-loss(logits, CLASSES[e]))),
            new Read("loss", Readout.loss(CLASSES), (e, logits) -> loss(logits, CLASSES[e])),
            new Read("sum", Readout.sumOfLogits(), (e, logits) -> Arrays.stream(logits).sum()));
    List<Case> all = new ArrayList<>();
    for (NetworkSpec network :
        List.of(TinyNets.dense(), TinyNets.conv(), TinyConvolutions.residual())) {
      for (Executors on : Executors.values()) {
        reads.forEach(read -> all.add(new Case(on, network, read)));
      }
    }
    for (Executors on : Executors.values()) {
      for (NetworkSpec network :
          List.of(TinyNets.residual(), TinyNets.gated(), TinyNets.pooled(), TinyNets.nested())) {
        all.add(new Case(on, network, reads.get(2)));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWhatDifferencesInDoublePrecisionGive(Case given) {
    NetworkSpec spec = given.network();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = inputs(spec, COUNT);
    ReferenceNet reference = new ReferenceNet(spec, weights);
    Set<String> layers = spec.outputShapes().keySet();

    Trace trace = trace(given.on(), spec, weights, inputs, given.read().readout(), layers);

    assertThat(trace.activations().keySet()).isEqualTo(layers);
    assertThat(trace.gradients().keySet()).isEqualTo(layers);
    for (int e = 0; e < COUNT; e++) {
      assertThat(trace.readouts()[e])
          .isCloseTo(
              given.read().reference().applyAsDouble(e, reference.logits(inputs, e)), within(1e-5));
    }
    assertThat(trace.inputGradients().shape()).containsExactly(COUNT, 2, 6, 6);
    assertClose(
        "inputs",
        trace.inputGradients(),
        reference.gradients("inputs", inputs, COUNT, given.read().reference()));
    for (String layer : layers) {
      Tensor activations = Tensors.get(trace.activations(), layer);
      assertThat(activations.shape()).startsWith(COUNT).endsWith(spec.outputShapes().get(layer));
      assertClose(layer, activations, reference.activations(layer, inputs, COUNT));
      assertClose(
          "gradients of " + layer,
          Tensors.get(trace.gradients(), layer),
          reference.gradients(layer, inputs, COUNT, given.read().reference()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsOfALinearNetworksLogitsAreItsWeights(Executors on) {
    NetworkSpec linear =
        new NetworkSpec(
            "linear",
            List.of(2, 6, 6),
            4,
            List.of(new Flatten(), new Dense(4, "fc")),
            Initialiser.KAIMING_NORMAL);
    SortedMap<String, Tensor> weights = TinyNets.weights(linear);

    Trace trace =
        trace(on, linear, weights, inputs(linear, COUNT), Readout.logit(CLASSES), Set.of());

    float[] rows = Tensors.get(weights, "fc.weight").data();
    for (int e = 0; e < COUNT; e++) {
      assertThat(Arrays.copyOfRange(trace.inputGradients().data(), e * 72, (e + 1) * 72))
          .containsExactly(Arrays.copyOfRange(rows, CLASSES[e] * 72, (CLASSES[e] + 1) * 72));
    }
    assertThat(trace.activations()).isEmpty();
  }

  /** Sundararajan, Taly and Yan 2017, proposition 1, by the midpoint rule. */
  @ParameterizedTest
  @EnumSource
  void integratedGradientsAddUpToTheChangeOfTheProbability(Executors on) {
    NetworkSpec spec = TinyNets.dense();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] end = inputs(spec, 1);
    int steps = 400;
    float[] path = new float[steps * end.length];
    for (int i = 0; i < path.length; i++) {
      path[i] = end[i % end.length] * (Math.floorDiv(i, end.length) + 0.5f) / steps;
    }
    int[] classes = new int[steps];
    Arrays.fill(classes, 1);

    Trace trace = trace(on, spec, weights, path, Readout.probability(classes), Set.of());

    double sum = 0;
    for (int i = 0; i < path.length; i++) {
      sum += (double) end[i % end.length] * trace.inputGradients().data()[i] / steps;
    }
    ReferenceNet reference = new ReferenceNet(spec, weights);
    double change =
        Math.exp(-loss(reference.logits(end, 0), 1))
            - Math.exp(-loss(reference.logits(new float[end.length], 0), 1));
    assertThat(Math.abs(change)).isGreaterThan(0.01);
    assertThat(sum).isCloseTo(change, within(1e-3 * Math.abs(change)));
  }

  /** A gate on a unit is a gate on its scale and shift, or on its weights where it has no bias. */
  @ParameterizedTest
  @EnumSource
  void activationTimesGradientIsParametersTimesTheirs(Executors on) {
    NetworkSpec spec = TinyConvolutions.residual();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = inputs(spec, COUNT);
    Readout loss = Readout.loss(CLASSES);
    Trace trace = trace(on, spec, weights, inputs, loss, Set.of("bn1", "layer2.conv1"));
    SortedMap<String, Tensor> gradients;
    try (Session session = open(on, spec, weights)) {
      gradients = session.outputGradients(inputs, COUNT, loss);
    }
    assertClose(
        gates(trace, "layer2.conv1"), products(weights, gradients, 6, "layer2.conv1.weight"));
    assertClose(gates(trace, "bn1"), products(weights, gradients, 4, "bn1.weight", "bn1.bias"));
  }

  @ParameterizedTest
  @EnumSource
  void examplesPassInChunksAndDoNotSeeEachOther(Executors on) {
    NetworkSpec spec = TinyNets.conv();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    int count = 600;
    float[] inputs = inputs(spec, count);
    Set<String> layers = Set.of("conv2");
    Trace all = trace(on, spec, weights, inputs, Readout.sumOfLogits(), layers);
    for (int e : new int[] {0, 63, 64, 599}) {
      float[] one = Arrays.copyOfRange(inputs, e * 72, (e + 1) * 72);
      Trace alone = trace(on, spec, weights, one, Readout.sumOfLogits(), layers);
      assertThat(all.readouts()[e]).isCloseTo(alone.readouts()[0], within(1e-5));
      assertClose(part(all.inputGradients(), e), alone.inputGradients().data());
      assertClose(
          part(Tensors.get(all.gradients(), "conv2"), e),
          Tensors.get(alone.gradients(), "conv2").data());
      assertClose(
          part(Tensors.get(all.activations(), "conv2"), e),
          Tensors.get(alone.activations(), "conv2").data());
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheNextStepAsItWas(Executors on) {
    NetworkSpec spec = TinyConvolutions.residual();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = inputs(spec, COUNT);
    try (Session session = open(on, spec, weights)) {
      SortedMap<String, Tensor> before = session.gradients(inputs, CLASSES);
      session.trace(inputs, COUNT, Readout.sumOfLogits(), spec.outputShapes().keySet());
      assertThat(session.gradients(inputs, CLASSES)).isEqualTo(before);
      assertThat(session.state().parameters()).isEqualTo(weights);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesALayerThatIsNone(Executors on) {
    NetworkSpec spec = TinyNets.dense();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    assertThatThrownBy(
            () -> trace(on, spec, weights, inputs(spec, 1), Readout.sumOfLogits(), Set.of("fc9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer: fc9 (expected: one of [fc1, fc2, fc3])");
  }

  private static Trace trace(
      Executors on,
      NetworkSpec spec,
      SortedMap<String, Tensor> weights,
      float[] inputs,
      Readout readout,
      Set<String> layers) {
    try (Session session = open(on, spec, weights)) {
      return session.trace(inputs, inputs.length / spec.inputSize(), readout, layers);
    }
  }

  private static Session open(Executors on, NetworkSpec spec, SortedMap<String, Tensor> weights) {
    return on.executor().open(spec, TrainingState.fresh(weights, null), Optimizer.NONE);
  }

  private static float[] inputs(NetworkSpec spec, int count) {
    float[] inputs = new float[count * spec.inputSize()];
    TinyNets.batches(spec, count).fill(1, inputs, new int[count]);
    return inputs;
  }

  private static double loss(double[] logits, int label) {
    return Math.log(Arrays.stream(logits).map(Math::exp).sum()) - logits[label];
  }

  /** Σ z ∂L/∂z of every channel, over examples and positions. */
  private static float[] gates(Trace trace, String layer) {
    Tensor z = Tensors.get(trace.activations(), layer);
    float[] slopes = Tensors.get(trace.gradients(), layer).data();
    float[] gates = new float[z.shape()[1]];
    int area = z.shape()[2] * z.shape()[3];
    for (int i = 0; i < slopes.length; i++) {
      gates[i / area % gates.length] += z.data()[i] * slopes[i];
    }
    return gates;
  }

  private static float[] products(
      SortedMap<String, Tensor> weights,
      SortedMap<String, Tensor> gradients,
      int units,
      String... names) {
    float[] products = new float[units];
    for (String name : names) {
      float[] w = Tensors.get(weights, name).data();
      for (int i = 0; i < w.length; i++) {
        products[i / (w.length / units)] += w[i] * Tensors.get(gradients, name).data()[i];
      }
    }
    return products;
  }

  private static float[] part(Tensor tensor, int example) {
    int size = tensor.data().length / tensor.shape()[0];
    return Arrays.copyOfRange(tensor.data(), example * size, (example + 1) * size);
  }

  private static void assertClose(String name, Tensor got, double[][] expected) {
    int size = expected[0].length;
    assertThat(got.data()).as(name).hasSize(expected.length * size);
    int kinks = 0;
    for (int i = 0; i < got.data().length; i++) {
      double right = expected[i / size][i % size];
      if (Double.isNaN(right)) {
        kinks++;
        continue;
      }
      assertThat((double) got.data()[i])
          .as("%s[%d][%d]", name, i / size, i % size)
          .isCloseTo(right, within(1e-4 * Math.max(1, Math.abs(right))));
    }
    assertThat(kinks).as("kinks in " + name).isLessThan(got.data().length / 3);
  }

  private static void assertClose(float[] got, float[] expected) {
    assertThat(got).hasSameSizeAs(expected);
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).as("[%d]", i).isCloseTo(expected[i], within(1e-4f));
    }
  }
}
