package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.data.split.SplitOperator;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.ShrinkParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.operator.TrainParameters.AugmentParameters;
import io.espalier.operator.TrainResult;
import io.espalier.shrink.ShrinkOperator;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.treatment.InitialiseOperator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings with a teacher as a step of a run makes them, on both executors. */
final class DistillTrainingTest {
  private static final String NETWORK = "lenet-300-100";

  @ParameterizedTest
  @CsvSource({"jvm, lenet-300-100", "dl4j-cpu, lenet-300-100", "dl4j-cpu, lenet-5"})
  void aTrainingThatIsStoppedTwiceEndsWithTheBitsOfAnUndisturbedOne(
      String executor, String network) {
    TrainParameters parameters = parameters(network, 12);
    RecordingContext undisturbed = taught(executor, network);
    TrainResult expected = new TrainOperator().run(parameters, undisturbed);

    RecordingContext first = taught(executor, network).checkpointEvery(1).stopAtCheckpoint(3);
    RecordingContext second = taught(executor, network).checkpointEvery(1).stopAtCheckpoint(2);
    assertStops(parameters, first);
    assertStops(parameters, second.continueFrom(first));
    RecordingContext last = taught(executor, network).continueFrom(second);
    TrainResult result = new TrainOperator().run(parameters, last);

    assertThat(result).isEqualTo(expected);
    assertThat(last.metrics()).isEqualTo(undisturbed.metrics());
    for (String role : List.of("weights", "optimizer")) {
      assertThat(last.output(role).bytes()).isEqualTo(undisturbed.output(role).bytes());
    }
  }

  @Test
  void bothExecutorsTeachAlike() {
    RecordingContext jvm = taught("jvm", NETWORK);
    RecordingContext dl4j = taught("dl4j-cpu", NETWORK);
    TrainResult one = new TrainOperator().run(parameters(NETWORK, 3), jvm);
    TrainResult other = new TrainOperator().run(parameters(NETWORK, 3), dl4j);

    assertThat(one.finalLoss()).isCloseTo(other.finalLoss(), within(1e-4));
    assertThat(other.finalLoss()).isNotEqualTo(plainLoss("dl4j-cpu"));
  }

  /** A teacher without some of its filters answers as the whole one does with zeros for them. */
  @Test
  void aTeacherThatWasShrunkAnswersAsTheWholeOne() {
    byte[] mask = mask();
    RecordingContext shrink = new RecordingContext().input("mask", mask);
    new ShrinkOperator().run(new ShrinkParameters(NETWORK), shrink);
    byte[] weights = silenced(mask);
    RecordingContext whole = context("jvm", NETWORK).input("teacher", weights);
    RecordingContext smaller =
        context("jvm", NETWORK)
            .input("teacher", weights)
            .input("teacher_mask", mask)
            .input("teacher_shrinking", shrink.output("shrinking").bytes());
    TrainResult expected = new TrainOperator().run(parameters(NETWORK, 4), whole);
    TrainResult result = new TrainOperator().run(parameters(NETWORK, 4), smaller);

    assertThat(result.finalLoss()).isCloseTo(expected.finalLoss(), within(1e-5));
    // The student is not the one that is smaller.
    assertThat(Safetensors.read(smaller.output("weights").bytes()).keySet())
        .isEqualTo(Safetensors.read(weights).keySet());
  }

  private static double plainLoss(String executor) {
    RecordingContext context = context(executor, NETWORK);
    return new TrainOperator().run(parameters(NETWORK, 3).with(null), context).finalLoss();
  }

  private static TrainParameters parameters(String network, long until) {
    return new TrainParameters(
            network,
            new OptimizerParameters("adam", 0, 0.9, 0.999, 1e-8, 0),
            new LearningRateParameters(1.2e-3, 0, List.of(), 1),
            10,
            0,
            until,
            5,
            "final",
            0.1,
            new AugmentParameters(true, 2))
        .with(
            new ObjectiveParameters(
                "distill", JsonNodeFactory.instance.objectNode().put("temperature", 2)));
  }

  private static void assertStops(TrainParameters parameters, RecordingContext context) {
    try {
      new TrainOperator().run(parameters, context);
      throw new AssertionError("ran to its end");
    } catch (StoppedException expected) {
      assertThat(context.checkpoints()).isNotEmpty();
    }
  }

  private static RecordingContext taught(String executor, String network) {
    return context(executor, network).input("teacher", weights(network, 9));
  }

  private static RecordingContext context(String executor, String network) {
    RecordingContext split = new RecordingContext().stream("split", 5, 1);
    new SplitOperator().run(new SplitParameters("procedural", 200), split);
    return new RecordingContext()
        .executor(Catalog.builtIn().get(Executor.class, executor)).stream("order", 5, 1).stream(
                "augment", 5, 1)
            .input("weights", weights(network, 5))
            .input("split", split.output("split").bytes());
  }

  private static byte[] weights(String network, long seed) {
    RecordingContext made = new RecordingContext().stream("initialise", seed, 1);
    new InitialiseOperator().run(new InitialiseParameters(network, null), made);
    return made.output("weights").bytes();
  }

  /** A mask without every third unit of the first layer. */
  private static byte[] mask() {
    Network network = Catalog.builtIn().get(Network.class, NETWORK);
    Mask dense = Mask.dense(network, Granularity.FILTER, List.of());
    Map<String, boolean[]> kept = new TreeMap<>();
    for (String name : dense.names()) {
      boolean[] flags = dense.flags(name).clone();
      int row = flags.length / dense.shape(name)[0];
      for (int i = 0; i < flags.length; i++) {
        flags[i] = !name.equals("fc1.weight") || i / row % 3 != 0;
      }
      kept.put(name, flags);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(out, new Mask(dense.shapes(), kept));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  /** The teacher's weights as a training of the shrunk network leaves them. */
  private static byte[] silenced(byte[] mask) {
    SortedMap<String, Tensor> weights = Safetensors.read(weights(NETWORK, 9));
    MaskFiles.read(mask).applyTo(weights);
    float[] bias = Tensors.get(weights, "fc1.bias").data();
    for (int unit = 0; unit < bias.length; unit += 3) {
      bias[unit] = 0;
    }
    return TinyProblem.bytes(weights);
  }
}
