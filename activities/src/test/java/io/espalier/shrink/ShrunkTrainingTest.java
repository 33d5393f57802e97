package io.espalier.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.data.split.SplitOperator;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.evaluate.EvaluateOperator;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.family.LeNet300100;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.FineTuneParameters;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.ShrinkParameters;
import io.espalier.operator.ShrinkResult;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.TrainOperator;
import io.espalier.treatment.FineTuneOperator;
import io.espalier.treatment.InitialiseOperator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Shrinkings as operators hand them on: artifacts of the whole network on both sides. */
class ShrunkTrainingTest {
  private static final String NETWORK = "lenet-300-100";

  /** Of every ten neurons this many stay. */
  private static Mask mask(int ofTen) {
    return FilterMasks.of(new LeNet300100().spec(), "fc3", (layer, neuron) -> neuron % 10 < ofTen);
  }

  @Test
  void theSmallerNetworkTrainsAsTheMaskedOne() throws IOException {
    byte[] mask = bytes(mask(2));
    RecordingContext shrunk = context(mask).input("shrinking", shrinking(mask));
    RecordingContext masked = context(mask);

    new TrainOperator().run(parameters(5), shrunk);
    new TrainOperator().run(parameters(5), masked);

    // Initial biases are 0: what goes was silent in the masked network, and stays so after a ReLU.
    for (String role : List.of("weights", "optimizer")) {
      SortedMap<String, Tensor> expected = Safetensors.read(masked.output(role).bytes());
      SortedMap<String, Tensor> got = Safetensors.read(shrunk.output(role).bytes());
      assertThat(got.keySet()).isEqualTo(expected.keySet());
      expected.forEach((name, tensor) -> assertClose(name, Tensors.get(got, name), tensor, 1e-4f));
    }
  }

  @Test
  void theSmallerNetworkPredictsWhatItsRestoredWeightsPredict() throws IOException {
    byte[] mask = bytes(mask(3));
    RecordingContext trained = context(mask).input("shrinking", shrinking(mask));
    new TrainOperator().run(parameters(5), trained);
    byte[] weights = trained.output("weights").bytes();
    RecordingContext small = context(mask).input("weights", weights);
    small.input("shrinking", shrinking(mask));
    RecordingContext whole = context(mask).input("weights", weights);

    new EvaluateOperator().run(new EvaluateParameters(NETWORK), small);
    new EvaluateOperator().run(new EvaluateParameters(NETWORK), whole);

    Tensor expected = logits(whole);
    assertClose("logits", logits(small), expected, 1e-4f);
    assertThat(expected.data()).isNotEqualTo(new float[expected.data().length]);
  }

  @Test
  void aFineTunedStartIsSilentWhereUnitsGo() throws IOException {
    byte[] mask = bytes(mask(5));
    RecordingContext dense = context(bytes(mask(10)));
    new TrainOperator().run(parameters(5), dense);
    RecordingContext treated =
        new RecordingContext()
            .input("weights", dense.output("weights").bytes())
            .input("mask", mask)
            .input("shrinking", shrinking(mask));

    new FineTuneOperator().run(new FineTuneParameters(), treated);

    float[] before =
        Tensors.get(Safetensors.read(dense.output("weights").bytes()), "fc2.bias").data();
    float[] after =
        Tensors.get(Safetensors.read(treated.output("weights").bytes()), "fc2.bias").data();
    assertThat(before).isNotEqualTo(new float[100]);
    for (int i = 0; i < 100; i++) {
      assertThat(after[i]).isEqualTo(i % 10 < 5 ? before[i] : 0f);
    }
  }

  @Test
  void theNextRoundTakesTheOptimizerOverIntoItsOwnSize() throws IOException {
    byte[] first = bytes(mask(4));
    RecordingContext one = context(first).input("shrinking", shrinking(first));
    new TrainOperator().run(parameters(5), one);
    byte[] second = bytes(mask(2));
    RecordingContext two = context(second).input("shrinking", shrinking(second));
    two.input("weights", one.output("weights").bytes());
    two.input("optimizer", one.output("optimizer").bytes());

    new TrainOperator().run(parameters(5), two);

    Tensor velocity =
        Tensors.get(Safetensors.read(two.output("optimizer").bytes()), "fc1.weight/velocity");
    assertThat(velocity.shape()).containsExactly(300, 784);
    for (int neuron = 0; neuron < 300; neuron++) {
      float[] row = Arrays.copyOfRange(velocity.data(), neuron * 784, (neuron + 1) * 784);
      assertThat(Arrays.equals(row, new float[784]))
          .as("row %d", neuron)
          .isEqualTo(neuron % 10 > 1);
    }
  }

  @Test
  void aTrainingThatIsStoppedEndsWithTheBitsOfAnUndisturbedOne() throws IOException {
    byte[] mask = bytes(mask(2));
    RecordingContext undisturbed = context(mask).input("shrinking", shrinking(mask));
    new TrainOperator().run(parameters(12), undisturbed);

    RecordingContext stopped = context(mask).input("shrinking", shrinking(mask));
    stopped.checkpointEvery(1).stopAtCheckpoint(2);
    assertThatThrownBy(() -> new TrainOperator().run(parameters(12), stopped))
        .isInstanceOf(StoppedException.class);
    RecordingContext resumed = context(mask).input("shrinking", shrinking(mask));
    new TrainOperator().run(parameters(12), resumed.continueFrom(stopped));

    for (String role : List.of("weights", "optimizer")) {
      assertThat(resumed.output(role).bytes()).isEqualTo(undisturbed.output(role).bytes());
    }
  }

  @Test
  void theOperatorCountsWhatIsLeft() throws IOException {
    RecordingContext context = new RecordingContext().input("mask", bytes(mask(1)));

    ShrinkResult result = new ShrinkOperator().run(new ShrinkParameters(NETWORK), context);

    assertThat(result.units()).hasToString("{fc1=30, fc2=10, fc3=10}");
    assertThat(result.before()).isEqualTo(266_610);
    assertThat(result.parameters()).isEqualTo(784 * 30 + 30 + 30 * 10 + 10 + 10 * 10 + 10);
    assertThat(context.output("shrinking").kind()).isEqualTo("shrinking");
  }

  @Test
  void aShrinkingOfAnotherNetworkIsRefused() throws IOException {
    byte[] mask = bytes(mask(2));
    RecordingContext context = new RecordingContext().input("shrinking", shrinking(mask));

    assertThatThrownBy(() -> StepNetwork.of(context, "lenet-5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of other layers than those of this network");
    assertThatThrownBy(
            () ->
                new ShrinkOperator()
                    .run(
                        new ShrinkParameters(NETWORK),
                        new RecordingContext().input("mask", bytes(mask(0)))))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("nothing would be left of layer fc1");
  }

  private static RecordingContext context(byte[] mask) {
    RecordingContext made = new RecordingContext().stream("initialise", 5, 1).stream("split", 5, 1);
    new InitialiseOperator().run(new InitialiseParameters(NETWORK, null), made);
    new SplitOperator().run(new SplitParameters("procedural", 200), made);
    return new RecordingContext()
        .executor(new JvmExecutor()).stream("order", 5, 1)
            .input("weights", made.output("weights").bytes())
            .input("split", made.output("split").bytes())
            .input("mask", mask);
  }

  private static TrainParameters parameters(long until) {
    return new TrainParameters(
        NETWORK,
        new OptimizerParameters("momentum", 0.9, 0.9, 0.999, 1e-8, 0),
        new LearningRateParameters(0.01, 0, List.of(), 1),
        20,
        0,
        until,
        0,
        "final");
  }

  private static byte[] shrinking(byte[] mask) {
    RecordingContext context = new RecordingContext().input("mask", mask);
    new ShrinkOperator().run(new ShrinkParameters(NETWORK), context);
    return context.output("shrinking").bytes();
  }

  private static byte[] bytes(Mask mask) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MaskFiles.write(out, mask);
    return out.toByteArray();
  }

  private static Tensor logits(RecordingContext context) {
    return Tensors.get(Safetensors.read(context.output("predictions").bytes()), "test.logits");
  }

  private static void assertClose(String name, Tensor got, Tensor expected, float tolerance) {
    assertThat(got.shape()).as(name).isEqualTo(expected.shape());
    for (int i = 0; i < expected.data().length; i++) {
      if (Math.abs(got.data()[i] - expected.data()[i]) > tolerance) {
        assertThat(got.data()[i]).as(name + i).isCloseTo(expected.data()[i], within(tolerance));
      }
    }
  }
}
