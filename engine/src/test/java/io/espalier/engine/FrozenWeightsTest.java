package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pruned weights that keep their values: they pass signals, and no update moves them. */
class FrozenWeightsTest {
  private static final Optimizer SGD = new Optimizer(Optimizer.Kind.SGD, 0, 0.9, 0.999, 1e-8, 0.01);

  static Stream<Executor> executors() {
    return Stream.of(new JvmExecutor(), new Dl4jExecutor());
  }

  static Stream<Arguments> networks() {
    return Stream.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual(), TinyNets.gated())
        .flatMap(
            spec ->
                executors()
                    .flatMap(
                        executor ->
                            Stream.of(0.8, 0.1)
                                .map(density -> Arguments.of(spec, density, executor))));
  }

  /**
   * Logits (¼ · 2, 0) of the input (1, 2), label 0: p = 1 / (1 + e^−½) = .622459. At rate 1 row 0
   * moves by (1 − p) x, row 1 by −(1 − p) x, but for the weight that is frozen at ¼. Were it 0, p
   * would be ½.
   */
  @ParameterizedTest
  @MethodSource("executors")
  void oneStepOfTwoUnitsIsThatWorkedByHand(Executor executor) {
    NetworkSpec spec =
        new NetworkSpec(
            "two",
            List.of(1, 1, 2),
            2,
            List.of(new Flatten(), new Dense(2, "fc1")),
            Initialiser.GLOROT_NORMAL);
    int[] shape = {2, 2};
    Mask mask = Masks.of(Map.of("fc1.weight", shape), Map.of("fc1.weight", "x.xx"));
    SortedMap<String, Tensor> start =
        new TreeMap<>(
            Map.of(
                "fc1.weight",
                new Tensor(shape, new float[] {0, 0.25f, 0, 0}),
                "fc1.bias",
                Tensor.zeros(2)));
    BatchSource one =
        new BatchSource() {
          @Override
          public int batchSize() {
            return 1;
          }

          @Override
          public void fill(long iteration, float[] inputs, int[] labels) {
            inputs[0] = 1;
            inputs[1] = 2;
            labels[0] = 0;
          }
        };
    try (Session session =
        executor.open(spec, TrainingState.fresh(start, mask).freezing(), Optimizer.NONE)) {
      float[] losses = session.train(one, 0, 1, i -> 1);
      float[] weights = Tensors.get(session.state().parameters(), "fc1.weight").data();

      assertThat(losses[0]).isCloseTo(0.47407699f, within(1e-6f));
      assertThat(weights[0]).isCloseTo(0.37754068f, within(1e-6f));
      assertThat(weights[1]).isEqualTo(0.25f);
      assertThat(weights[2]).isCloseTo(-0.37754068f, within(1e-6f));
      assertThat(weights[3]).isCloseTo(-0.75508136f, within(1e-6f));
    }
  }

  /** The whole network moves for one step, then what is frozen is put back, and so on. */
  @ParameterizedTest
  @MethodSource("networks")
  void itIsTheUnprunedTrainingWhoseUpdatesAreMasked(
      NetworkSpec spec, double density, Executor executor) {
    Mask mask = TinyNets.mask(spec, density);
    SortedMap<String, Tensor> start = TinyNets.weights(spec);
    SortedMap<String, Tensor> expected = start;
    for (int i = 0; i < 4; i++) {
      SortedMap<String, Tensor> moved =
          train(executor, spec, TrainingState.fresh(expected, null), SGD, i, i + 1).parameters();
      expected = withFrozen(moved, start, mask);
    }

    TrainingState state = TrainingState.fresh(start, mask).freezing();
    assertBits(train(executor, spec, state, SGD, 0, 4).parameters(), expected);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void noOptimizerMovesThemAndNoneRemembersThem(
      NetworkSpec spec, double density, Executor executor) {
    Mask mask = TinyNets.mask(spec, density);
    SortedMap<String, Tensor> start = TinyNets.weights(spec);
    for (Optimizer.Kind kind : Optimizer.Kind.values()) {
      Optimizer optimizer = new Optimizer(kind, 0.9, 0.9, 0.999, 1e-8, 0.01);
      TrainingState end =
          train(executor, spec, TrainingState.fresh(start, mask).freezing(), optimizer, 0, 3);

      assertThat(end.frozen()).isTrue();
      assertBits(withFrozen(end.parameters(), start, mask), end.parameters());
      assertThat(Tensors.get(end.parameters(), mask.names().iterator().next()))
          .isNotEqualTo(Tensors.get(start, mask.names().iterator().next()));
      end.optimizerState()
          .forEach(
              (slot, tensor) -> {
                boolean[] kept = mask.of(slot.substring(0, slot.lastIndexOf('/')));
                for (int i = 0; kept != null && i < kept.length; i++) {
                  assertThat(kept[i] || tensor.data()[i] == 0).as(slot).isTrue();
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aTrainingThatIsTakenUpAgainEndsInTheSameBits(
      NetworkSpec spec, double density, Executor executor) {
    Optimizer adam = new Optimizer(Optimizer.Kind.ADAM, 0.9, 0.9, 0.999, 1e-8, 0.01);
    TrainingState start =
        TrainingState.fresh(TinyNets.weights(spec), TinyNets.mask(spec, density)).freezing();
    TrainingState whole = train(executor, spec, start, adam, 0, 4);

    TrainingState half = train(executor, spec, start, adam, 0, 2);
    TrainingState both = train(executor, spec, half, adam, 2, 4);

    assertBits(both.parameters(), whole.parameters());
    assertBits(both.optimizerState(), whole.optimizerState());
  }

  private static TrainingState train(
      Executor executor,
      NetworkSpec spec,
      TrainingState start,
      Optimizer optimizer,
      long from,
      long to) {
    try (Session session = executor.open(spec, start, optimizer)) {
      session.train(TinyNets.batches(spec, 10), from, to, i -> 0.05);
      return session.state();
    }
  }

  /** The first ones, but the second ones where the mask prunes. */
  private static SortedMap<String, Tensor> withFrozen(
      SortedMap<String, Tensor> tensors, SortedMap<String, Tensor> frozen, Mask mask) {
    SortedMap<String, Tensor> both = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          Tensor copy = tensor.copy();
          boolean[] kept = mask.of(name);
          for (int i = 0; kept != null && i < kept.length; i++) {
            if (!kept[i]) {
              copy.data()[i] = Tensors.get(frozen, name).data()[i];
            }
          }
          both.put(name, copy);
        });
    return both;
  }

  private static void assertBits(
      SortedMap<String, Tensor> actual, SortedMap<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) ->
            assertThat(bits(Tensors.get(actual, name))).as(name).isEqualTo(bits(tensor)));
  }

  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.data().length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(tensor.data()[i]));
    return bits;
  }
}
