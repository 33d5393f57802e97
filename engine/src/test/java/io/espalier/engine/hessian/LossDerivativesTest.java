package io.espalier.engine.hessian;

import static io.espalier.engine.hessian.KnownDerivatives.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against PyTorch's automatic differentiation in double precision, parameter by parameter. */
class LossDerivativesTest {
  static List<KnownDerivatives> all() {
    return KnownDerivatives.all();
  }

  static List<KnownDerivatives> alongAnyDirection() {
    return List.of(KnownDerivatives.tinyConv(), KnownDerivatives.tinyResidual());
  }

  static Stream<Arguments> onExecutors() {
    return all().stream()
        .flatMap(
            known ->
                Stream.<Executor>of(new JvmExecutor(), new Dl4jExecutor())
                    .map(executor -> Arguments.of(known, executor)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void lossAndGradientAreExact(KnownDerivatives known) {
    LossDerivatives loss = of(known, 0);

    assertThat(loss.loss()).isCloseTo(known.array("loss")[0], within(1e-7));
    SortedMap<String, Tensor> gradient = loss.gradient();
    gradient.keySet().retainAll(known.byParameter("gradient").keySet());
    assertClose(gradient, known.byParameter("gradient"), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("alongAnyDirection")
  void hessianTimesADirectionOverAllParametersIsExact(KnownDerivatives known) {
    assertClose(
        of(known, 0).hessianTimes(known.tensors("direction")), known.byParameter("product"), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("alongAnyDirection")
  void labelSmoothingIsPartOfTheLoss(KnownDerivatives known) {
    LossDerivatives loss = of(known, 0.1);

    assertThat(loss.loss()).isCloseTo(known.array("smoothed_loss")[0], within(1e-7));
    assertClose(loss.hessianTimes(known.tensors("direction")), known.byParameter("smoothed"), 1e-5);
  }

  @Test
  void hessianTimesTheGradientOfTheWeightsIsExact() {
    for (KnownDerivatives known : List.of(KnownDerivatives.mlp(), KnownDerivatives.conv())) {
      assertClose(
          of(known, 0).hessianTimes(known.tensors("gradient")),
          known.byParameter("hessian_gradient"),
          1e-5);
    }
  }

  /** Of the function that an executor trains, and not of a similar one. */
  @ParameterizedTest
  @MethodSource("onExecutors")
  void executorsHaveTheSameGradient(KnownDerivatives known, Executor executor) {
    TrainingState state = TrainingState.fresh(known.parameters(), null);
    try (Session session = executor.open(known.network(), state, Optimizer.NONE)) {
      SortedMap<String, Tensor> gradient = session.gradients(known.inputs(), known.labels());
      gradient.keySet().retainAll(known.byParameter("gradient").keySet());
      // Biases before a batch norm: rounding against zero.
      SortedMap<String, double[]> expected = known.byParameter("gradient");
      expected.values().removeIf(values -> Arrays.stream(values).allMatch(v -> v * v < 1e-20));
      gradient.keySet().retainAll(expected.keySet());
      assertClose(gradient, expected, 1e-4);
    }
  }

  /** A batch norm's own second derivatives make the product along the scale differ otherwise. */
  @Test
  void hessianIsSymmetric() {
    KnownDerivatives known = KnownDerivatives.tinyResidual();
    SortedMap<String, Tensor> u = known.tensors("direction");
    SortedMap<String, Tensor> v = new TreeMap<>();
    u.forEach(
        (name, tensor) -> {
          Tensor reversed = tensor.copy();
          for (int i = 0; i < reversed.data().length; i++) {
            reversed.data()[i] = tensor.data()[reversed.data().length - 1 - i];
          }
          v.put(name, reversed);
        });
    LossDerivatives loss = of(known, 0);

    double one = dot(v, loss.hessianTimes(u));
    assertThat(one).isCloseTo(dot(u, loss.hessianTimes(v)), within(1e-5 * Math.abs(one)));
  }

  @Test
  void alongNothingItIsZero() {
    SortedMap<String, Tensor> nothing = new TreeMap<>(Map.of("fc.weight", Tensor.zeros(4, 5)));

    assertThat(of(KnownDerivatives.tinyResidual(), 0).hessianTimes(nothing)).isEqualTo(nothing);
  }

  @Test
  void whatIsNoDirectionIsRefused() {
    LossDerivatives loss = of(KnownDerivatives.conv(), 0);

    assertThatThrownBy(() -> loss.hessianTimes(only("bn1.running_mean", Tensor.zeros(6))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("direction: bn1.running_mean [6] (expected: one of [");
    assertThatThrownBy(() -> loss.hessianTimes(only("fc.weight", Tensor.zeros(3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("direction: fc.weight [3] (expected: the shape [3, 32])");
  }

  @Test
  void examplesThatDoNotFitAreRefused() {
    NetworkSpec spec = TinyNets.conv();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);

    assertThatThrownBy(() -> new LossDerivatives(spec, weights, new float[71], new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "inputs: 71 values for 1 labels (expected: at least one label, and 72 values for each)");
    assertThatThrownBy(() -> new LossDerivatives(spec, weights, new float[72], new int[] {4}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label: 4 (expected: 0 to 3)");
  }

  private static SortedMap<String, Tensor> only(String name, Tensor tensor) {
    return new TreeMap<>(Map.of(name, tensor));
  }

  private static LossDerivatives of(KnownDerivatives known, double smoothing) {
    return new LossDerivatives(
        known.network(), known.parameters(), known.inputs(), known.labels(), smoothing);
  }

  private static double dot(SortedMap<String, Tensor> one, SortedMap<String, Tensor> other) {
    double sum = 0;
    for (Map.Entry<String, Tensor> entry : one.entrySet()) {
      float[] a = entry.getValue().data();
      float[] b = Tensors.get(other, entry.getKey()).data();
      for (int i = 0; i < a.length; i++) {
        sum += (double) a[i] * b[i];
      }
    }
    return sum;
  }
}
