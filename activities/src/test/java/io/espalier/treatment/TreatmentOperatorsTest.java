package io.espalier.treatment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.TinyNets;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.mask.Masks;
import io.espalier.model.Initialisation;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.operator.ControlMaskParameters;
import io.espalier.operator.FineTuneParameters;
import io.espalier.operator.ImportWeightsParameters;
import io.espalier.operator.PruneResult;
import io.espalier.operator.ReinitialiseParameters;
import io.espalier.operator.RewindParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreatmentOperatorsTest {
  private static final Mask MASK = Masks.of("x.x.x.");
  private static final Map<String, Tensor> THETA =
      Map.of(
          "fc1.weight", new Tensor(new int[] {1, 6}, new float[] {-0f, -0f, 1.1f, 2, -3, -4}),
          "fc1.bias", new Tensor(new int[] {1}, new float[] {0.5f}),
          "fc2.weight", new Tensor(new int[] {1, 1}, new float[] {-0f}));

  @Test
  void rewoundWeightsAreBitEqualWhereKeptAndPositiveZeroElsewhere() throws IOException {
    RecordingContext context = withMask(MASK).input("weights", bytes(THETA));

    new RewindOperator().run(new RewindParameters(), context);

    assertBits(weights(context), "fc1.weight", -0f, 0f, 1.1f, 0f, -3, 0f);
  }

  @Test
  void frozenWeightsAreRewoundWithTheOthersBitForBit() throws IOException {
    RecordingContext context = withMask(MASK).input("weights", bytes(THETA));

    new RewindOperator().run(new RewindParameters("frozen"), context);

    assertBits(weights(context), "fc1.weight", -0f, -0f, 1.1f, 2, -3, -4);
    assertBits(weights(context), "fc1.bias", 0.5f);
  }

  @Test
  void byMovementPrunedWeightsThatTrainingMadeSmallerAreZeroAndTheOthersFrozen()
      throws IOException {
    Map<String, Tensor> theta =
        Map.of("fc1.weight", new Tensor(new int[] {1, 6}, new float[] {1, 2, 3, -4, 5, -6}));
    // Kept ones go back whatever they did; of the pruned ones 2 shrank, −4 grew, −6 stayed.
    Map<String, Tensor> trained =
        Map.of("fc1.weight", new Tensor(new int[] {1, 6}, new float[] {0, -1.5f, 9, 4.5f, 5, 6}));
    RecordingContext context =
        withMask(MASK).input("weights", bytes(theta)).input("trained", bytes(trained));

    new RewindOperator().run(new RewindParameters("by_movement"), context);

    assertBits(weights(context), "fc1.weight", 1, 0f, 3, -4, 5, -6);
  }

  @Test
  void anotherWordForPrunedWeightsIsRefused() throws IOException {
    RecordingContext context = withMask(MASK).input("weights", bytes(THETA));

    assertThatThrownBy(() -> new RewindOperator().run(new RewindParameters("melted"), context))
        .hasMessage("pruned: melted (expected: frozen or by_movement)");
  }

  @Test
  void biasesAndIgnoredLayersAreRewoundWhole() throws IOException {
    RecordingContext context = withMask(MASK).input("weights", bytes(THETA));

    new RewindOperator().run(new RewindParameters(), context);

    assertBits(weights(context), "fc1.bias", 0.5f);
    assertBits(weights(context), "fc2.weight", -0f);
  }

  @Test
  void runningStatisticsAreRewoundBitForBit() throws IOException {
    NetworkSpec network = TinyNets.residual();
    SortedMap<String, Tensor> theta = TinyNets.weights(network);
    RecordingContext context = withMask(TinyNets.mask(network, 0.5)).input("weights", bytes(theta));

    new RewindOperator().run(new RewindParameters(), context);

    SortedMap<String, Tensor> rewound = weights(context);
    assertThat(rewound.keySet()).isEqualTo(theta.keySet());
    theta.forEach(
        (name, tensor) -> {
          if (!network.weightShapes().containsKey(name)) {
            assertBits(rewound, name, tensor.data());
          }
        });
  }

  @Test
  void weightsFromElsewhereAreWrittenUnderTheNetworksNames() throws IOException {
    SortedMap<String, Tensor> drawn =
        Initialisation.weights(new LeNet300100().spec(), TinyNets.random("elsewhere"));
    SortedMap<String, Tensor> file = new TreeMap<>(drawn);
    file.put("layers.0.weight", Tensors.get(drawn, "fc1.weight"));
    file.remove("fc1.weight");
    RecordingContext context = new RecordingContext().input("file", bytes(file));

    new ImportWeightsOperator()
        .run(
            new ImportWeightsParameters("lenet-300-100", Map.of("fc1.weight", "layers.0.weight")),
            context);
    assertThat(context.output("weights").bytes()).isEqualTo(bytes(drawn));

    RecordingContext other = new RecordingContext().input("file", bytes(file));
    assertThatThrownBy(
            () ->
                new ImportWeightsOperator()
                    .run(new ImportWeightsParameters("lenet-300-100", Map.of()), other))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("no tensor fc1.weight");
  }

  @Test
  void rewindingLeavesTheSavedInitialisationAsItIs() throws IOException {
    // A rewind that shares its array with the saved weights would prune those too.
    byte[] saved = bytes(THETA);
    RecordingContext first = withMask(Masks.of("x.....")).input("weights", saved);
    new RewindOperator().run(new RewindParameters(), first);

    assertThat(saved).isEqualTo(bytes(THETA));
    RecordingContext again = withMask(Masks.of("xxxxxx")).input("weights", saved);
    new RewindOperator().run(new RewindParameters(), again);
    assertThat(again.output("weights").bytes()).isEqualTo(bytes(THETA));
  }

  @Test
  void fineTuningKeepsTheTrainedWeights() throws IOException {
    RecordingContext context = withMask(MASK).input("weights", bytes(THETA));

    new FineTuneOperator().run(new FineTuneParameters(), context);

    assertBits(weights(context), "fc1.weight", -0f, 0f, 1.1f, 0f, -3, 0f);
  }

  @Test
  void maskThatDoesNotFitTheWeightsIsRefused() throws IOException {
    RecordingContext context = withMask(Masks.of("x.x")).input("weights", bytes(THETA));

    assertThatThrownBy(() -> new RewindOperator().run(new RewindParameters(), context))
        .hasMessageContaining("fc1.weight");
  }

  @Test
  void reinitialisedWeightsAreAFunctionOfTheirStream() throws IOException {
    byte[] once = reinitialised(1, 3, 1);

    assertThat(reinitialised(1, 3, 1)).isEqualTo(once);
    assertThat(reinitialised(1, 3, 2)).isNotEqualTo(once);
    assertThat(reinitialised(2, 3, 1)).isNotEqualTo(once);
  }

  @Test
  void reinitialisedWeightsAreAFreshDrawUnderTheMask() throws IOException {
    SortedMap<String, Tensor> weights = Safetensors.read(reinitialised(1, 3, 1));

    float[] fc2 = Tensors.get(weights, "fc2.weight").data();
    double squares = 0;
    for (int i = 0; i < fc2.length; i++) {
      if (i % 2 == 0) {
        assertThat(fc2[i]).isNotZero();
        squares += (double) fc2[i] * fc2[i];
      } else {
        assertThat(Float.floatToRawIntBits(fc2[i])).isZero();
      }
    }
    // Glorot: variance 2 / (300 + 100) = .005; its estimate over 15,000 has deviation .00006.
    assertThat(squares / 15_000).isBetween(0.0047, 0.0053);
    assertThat(Tensors.get(weights, "fc2.bias").data()).containsOnly(0f);
    assertThat(weights)
        .containsOnlyKeys(
            "fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight", "fc3.bias", "fc3.weight");
  }

  @Test
  void controlMaskSaysWhatItKeeps() throws IOException {
    RecordingContext context = withMask(Masks.of("xx...")).stream("mask-control", 1, 1, 3, 1);

    PruneResult result =
        new ControlMaskOperator().run(new ControlMaskParameters("invert"), context);

    assertThat(MaskFiles.read(context.output("mask").bytes())).isEqualTo(Masks.of("..xxx"));
    assertThat(result.kept()).isEqualTo(3);
    assertThat(result.density()).isEqualTo(0.6);
  }

  @Test
  void invertedDenseMaskIsRefusedAsACollapse() throws IOException {
    RecordingContext context = withMask(Masks.of("xxx")).stream("mask-control", 1, 1, 3, 1);

    assertThatThrownBy(
            () -> new ControlMaskOperator().run(new ControlMaskParameters("invert"), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("[fc1.weight]");
  }

  @Test
  void unknownControlFailsTheTaskForGood() throws IOException {
    RecordingContext context = withMask(Masks.of("x.x"));

    assertThatThrownBy(
            () -> new ControlMaskOperator().run(new ControlMaskParameters("shuffle"), context))
        .isInstanceOf(FatalTaskException.class);
  }

  private static byte[] reinitialised(long replicate, long round, long draw) throws IOException {
    boolean[] everyOther = new boolean[30_000];
    for (int i = 0; i < everyOther.length; i += 2) {
      everyOther[i] = true;
    }
    Mask mask =
        new Mask(Map.of("fc2.weight", new int[] {100, 300}), Map.of("fc2.weight", everyOther));
    RecordingContext context = withMask(mask).stream("reinitialise", 7, replicate, round, draw);
    new ReinitialiseOperator().run(new ReinitialiseParameters("lenet-300-100", null), context);
    return context.output("weights").bytes();
  }

  private static void assertBits(SortedMap<String, Tensor> weights, String name, float... values) {
    float[] data = Tensors.get(weights, name).data();
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(data[i]))
          .as("%s[%d]", name, i)
          .isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  private static SortedMap<String, Tensor> weights(RecordingContext context) {
    return Safetensors.read(context.output("weights").bytes());
  }

  private static RecordingContext withMask(Mask mask) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MaskFiles.write(out, mask);
    return new RecordingContext().input("mask", out.toByteArray());
  }

  private static byte[] bytes(Map<String, Tensor> tensors) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, new TreeMap<>(tensors));
    return out.toByteArray();
  }
}
