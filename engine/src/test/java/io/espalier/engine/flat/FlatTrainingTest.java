package io.espalier.engine.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.Optimizer;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlatTrainingTest {
  /** More weights than are worked on at a time, and no multiple of that. */
  private static final int WEIGHTS = 5000;

  private static final int STEPS = 5;
  private static final double RATE = 0.05;

  private final FlatLayout layout =
      new FlatLayout(
          List.of("b.weight", "a.bias"),
          Map.of("b.weight", new int[] {WEIGHTS / 10, 10}, "a.bias", new int[] {3}));

  static Stream<Optimizer> optimizers() {
    return Stream.of(Optimizer.Kind.values())
        .flatMap(
            kind ->
                Stream.of(0.0, 0.01)
                    .map(decay -> new Optimizer(kind, 0.9, 0.9, 0.999, 1e-8, decay)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void updatesAreThoseOfTheTextbook(Optimizer optimizer) {
    FlatTraining training = new FlatTraining(layout, start(null), optimizer);
    FloatBuffer weights = FloatBuffer.allocate(layout.size());
    for (int step = 1; step <= STEPS; step++) {
      training.update(gradients(step), weights, RATE);
    }
    double worst = 0;
    for (int i = 0; i < layout.size(); i++) {
      double expected = Textbook.weight(optimizer, i, initial(i), STEPS);
      worst = Math.max(worst, Math.abs(weights.get(i) - expected));
    }
    assertThat(worst).as("largest difference").isLessThan(2e-6);
    assertThat(training.state().optimizerSteps()).isEqualTo(STEPS);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void prunedWeightsHoldPositiveZeroAndNoState(Optimizer optimizer) {
    Mask mask = mask();
    FlatTraining dense = new FlatTraining(layout, start(null), optimizer);
    FlatTraining sparse = new FlatTraining(layout, start(mask), optimizer);
    FloatBuffer all = FloatBuffer.allocate(layout.size());
    FloatBuffer kept = FloatBuffer.allocate(layout.size());
    sparse.copyWeightsTo(kept);
    for (int step = 1; step <= STEPS; step++) {
      dense.update(gradients(step), all, RATE);
      sparse.update(gradients(step), kept, RATE);
      int broken = 0;
      for (int i = 0; i < layout.size(); i++) {
        // The survivors move exactly as in the dense network under the same gradients.
        float expected = i >= WEIGHTS || isKept(i) ? all.get(i) : 0f;
        int bits = Float.floatToRawIntBits(kept.get(i));
        broken += bits != Float.floatToRawIntBits(expected) ? 1 : 0;
      }
      assertThat(broken).as("weights after step %d", step).isZero();
    }
    sparse
        .state()
        .optimizerState()
        .forEach(
            (name, tensor) -> {
              int broken = 0;
              for (int i = 0; i < tensor.data().length; i++) {
                boolean pruned = name.startsWith("b.weight") && !isKept(i);
                boolean zero = Float.floatToRawIntBits(tensor.data()[i]) == 0;
                broken += zero != pruned ? 1 : 0;
              }
              assertThat(broken).as(name).isZero();
            });
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void goingOnFromAStateIsTheSameAsNeverStopping(Optimizer optimizer) {
    for (Mask mask : new @Nullable Mask[] {null, mask()}) {
      FloatBuffer ignored = FloatBuffer.allocate(layout.size());
      FlatTraining whole = new FlatTraining(layout, start(mask), optimizer);
      FlatTraining part = new FlatTraining(layout, start(mask), optimizer);
      for (int step = 1; step <= STEPS; step++) {
        whole.update(gradients(step), ignored, RATE);
        part.update(gradients(step), ignored, RATE);
        part = new FlatTraining(layout, part.state(), optimizer);
      }
      assertThat(part.state().parameters()).isEqualTo(whole.state().parameters());
      assertThat(part.state().optimizerState()).isEqualTo(whole.state().optimizerState());
      assertThat(part.state().optimizerSteps()).isEqualTo(STEPS);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Optimizer.Kind.class,
      names = {"MOMENTUM", "NESTEROV", "ADAM", "ADAMW"})
  void stateThatGetsNoGradientDoesNotDecayIntoTheSlowDenormalNumbers(Optimizer.Kind kind) {
    Optimizer optimizer = new Optimizer(kind, 0.9, 0.9, 0.9, 1e-8, 0);
    FlatTraining training = new FlatTraining(layout, start(null), optimizer);
    FloatBuffer weights = FloatBuffer.allocate(layout.size());
    training.update(gradients(1), weights, RATE);
    FloatBuffer none = FloatBuffer.allocate(layout.size());
    for (int step = 0; step < 1500; step++) {
      training.update(none, weights, RATE);
    }
    SortedMap<String, Tensor> state = training.state().optimizerState();
    assertThat(state).isNotEmpty();
    state.forEach(
        (name, tensor) -> {
          int slow = 0;
          for (float value : tensor.data()) {
            slow += value != 0 && Math.abs(value) < Float.MIN_NORMAL ? 1 : 0;
          }
          assertThat(slow).as("denormal numbers in %s", name).isZero();
        });
  }

  @Test
  void aStartsWeightsAreNeverWrittenTo() {
    TrainingState start = start(mask());
    SortedMap<String, Tensor> before = new TreeMap<>();
    start.parameters().forEach((name, tensor) -> before.put(name, tensor.copy()));
    FlatTraining training = new FlatTraining(layout, start, adam());
    training.update(gradients(1), FloatBuffer.allocate(layout.size()), RATE);
    assertThat(start.parameters()).isEqualTo(before);
    SortedMap<String, Tensor> state = training.state().parameters();
    training.update(gradients(2), FloatBuffer.allocate(layout.size()), RATE);
    assertThat(state).isNotEqualTo(training.state().parameters());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TrainingState start = start(null);
    TreeMap<String, Tensor> missing = new TreeMap<>(start.parameters());
    missing.remove("a.bias");
    assertRefused(TrainingState.fresh(missing, null), "expected: every parameter");
    TreeMap<String, Tensor> other = new TreeMap<>(start.parameters());
    other.put("a.bias", Tensor.zeros(4));
    assertRefused(TrainingState.fresh(other, null), "a.bias: shape [4] (expected: [3])");
    TreeMap<String, Tensor> unknown = new TreeMap<>(start.parameters());
    unknown.remove("a.bias");
    unknown.put("z.bias", Tensor.zeros(3));
    assertRefused(TrainingState.fresh(unknown, null), "tensor: a.bias");
    assertRefused(
        TrainingState.fresh(
            start.parameters(), new Mask(Map.of("x", new int[] {1}), Map.of("x", new boolean[1]))),
        "mask: x is no parameter");
    assertRefused(
        TrainingState.fresh(
            start.parameters(),
            new Mask(Map.of("b.weight", new int[] {2}), Map.of("b.weight", new boolean[2]))),
        "mask of b.weight: shape [2]");
    TreeMap<String, Tensor> slots = new TreeMap<>(Map.of("b.weight/velocity", Tensor.zeros(1)));
    assertRefused(
        new TrainingState(start.parameters(), null, slots, 1), "followed by each of /[m, v]");
  }

  private void assertRefused(TrainingState state, String message) {
    assertThatThrownBy(() -> new FlatTraining(layout, state, adam()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Optimizer adam() {
    return new Optimizer(Optimizer.Kind.ADAM, 0, 0.9, 0.999, 1e-8, 0);
  }

  private TrainingState start(@Nullable Mask mask) {
    float[] flat = new float[layout.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = initial(i);
    }
    return TrainingState.fresh(layout.tensors(flat, ""), mask);
  }

  private static float initial(int i) {
    return (float) Math.cos(i);
  }

  private FloatBuffer gradients(int step) {
    FloatBuffer gradients = FloatBuffer.allocate(layout.size());
    for (int i = 0; i < layout.size(); i++) {
      gradients.put(i, Textbook.gradient(i, step));
    }
    return gradients;
  }

  private static boolean isKept(int i) {
    return i % 3 != 1;
  }

  private static Mask mask() {
    boolean[] kept = new boolean[WEIGHTS];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = isKept(i);
    }
    return new Mask(Map.of("b.weight", new int[] {WEIGHTS / 10, 10}), Map.of("b.weight", kept));
  }

  @Test
  void tensorsComeBackFromTheFlatArray() {
    float[] flat = new float[layout.size()];
    flat[WEIGHTS + 2] = 5f;
    SortedMap<String, Tensor> tensors = layout.tensors(flat, "/m");
    assertThat(Tensors.get(tensors, "a.bias/m").data()).containsExactly(0, 0, 5);
    assertThat(layout.flatten(tensors, "/m")).isEqualTo(flat);
  }

  /** The optimizers as their papers and PyTorch's documentation write them, in double. */
  private static final class Textbook {
    static float gradient(int i, int step) {
      return (float) Math.sin(i * 0.7 + step);
    }

    static double weight(Optimizer optimizer, int i, double weight, int steps) {
      double w = weight;
      double m = 0;
      double v = 0;
      for (int t = 1; t <= steps; t++) {
        boolean decoupled = optimizer.kind() == Optimizer.Kind.ADAMW;
        double g = gradient(i, t) + (decoupled ? 0 : optimizer.weightDecay() * w);
        w -= decoupled ? RATE * optimizer.weightDecay() * w : 0;
        switch (optimizer.kind()) {
          case SGD -> w -= RATE * g;
          case MOMENTUM -> {
            v = optimizer.momentum() * v + g;
            w -= RATE * v;
          }
          case NESTEROV -> {
            v = optimizer.momentum() * v + g;
            w -= RATE * (g + optimizer.momentum() * v);
          }
          case ADAM, ADAMW -> {
            m = optimizer.beta1() * m + (1 - optimizer.beta1()) * g;
            v = optimizer.beta2() * v + (1 - optimizer.beta2()) * g * g;
            double mHat = m / (1 - Math.pow(optimizer.beta1(), t));
            double vHat = v / (1 - Math.pow(optimizer.beta2(), t));
            w -= RATE * mHat / (Math.sqrt(vHat) + optimizer.epsilon());
          }
        }
      }
      return w;
    }
  }
}
