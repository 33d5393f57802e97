package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.Place;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.operator.LinearConnectivityParameters;
import io.espalier.operator.MaskSimilarityParameters;
import io.espalier.operator.WeightCorrelationParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.step.RecordingContext.Measured;
import io.espalier.step.Subject;
import io.espalier.train.LinearExecutor;
import io.espalier.train.TinyProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnalysisOperatorsTest {
  private static final Place TICKET = new Place(1, "ticket", 1, 2);
  private static final Place EARLIER = new Place(1, "ticket", 1, 1);
  private static final Place ELSEWHERE = new Place(2, "ticket", 1, 2);
  private static final Place RANDOM = new Place(1, "random", 1, 2);

  private static byte[] mask(int from, int to) {
    boolean[] kept = new boolean[27];
    Arrays.fill(kept, from, to, true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(
          out, new Mask(Map.of("fc1.weight", new int[] {3, 9}), Map.of("fc1.weight", kept)));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  private static Measured overall(
      RecordingContext context, String name, Place one, Place other, @Nullable String item) {
    Subject subject = new Subject(one, other, null, item);
    return context.measured().stream()
        .filter(each -> each.name().equals(name) && each.subject().equals(subject))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(name + " of " + subject + " is not in " + context.measured()));
  }

  @Test
  void masksAreHeldAgainstThoseOfOtherArmsAndOfTheirOwnArmElsewhere() {
    RecordingContext context =
        new RecordingContext()
            .placed("mask", TICKET, mask(0, 10))
            .placed("mask", RANDOM, mask(5, 15))
            .placed("earlier", EARLIER, mask(0, 20))
            .placed("elsewhere", ELSEWHERE, mask(9, 11));

    new MaskSimilarityOperator().run(new MaskSimilarityParameters("kept", true), context);

    assertThat(overall(context, "jaccard", TICKET, RANDOM, null).value()).isEqualTo(5 / 15.0);
    assertThat(overall(context, "jaccard", TICKET, EARLIER, null).value()).isEqualTo(0.5);
    assertThat(overall(context, "jaccard", TICKET, ELSEWHERE, null).value()).isEqualTo(1 / 11.0);
    assertThat(overall(context, "jaccard_independent", TICKET, RANDOM, null).value())
        .isEqualTo(100 / 27.0 / (20 - 100 / 27.0));
    // Three pairs, each by its one layer and overall, observed and expected.
    assertThat(context.measured()).hasSize(12).allSatisfy(m -> assertThat(m.n()).isEqualTo(27));
    assertThat(context.measured().get(0).subject().layer()).isEqualTo("fc1");
  }

  @Test
  void prunedSetsAreTheOtherOnes() {
    RecordingContext context =
        new RecordingContext()
            .placed("mask", TICKET, mask(0, 10))
            .placed("mask", RANDOM, mask(0, 20));

    new MaskSimilarityOperator().run(new MaskSimilarityParameters("pruned", true), context);

    assertThat(overall(context, "jaccard", TICKET, RANDOM, null).value()).isEqualTo(7 / 17.0);
  }

  private static byte[] weights(long seed) {
    Random random = new Random(seed);
    float[] weight = new float[27];
    float[] bias = new float[3];
    for (int i = 0; i < 27; i++) {
      weight[i] = (float) (3 * random.nextGaussian());
    }
    return TinyProblem.weights(weight, bias);
  }

  @Test
  void weightsAreLaidAgainstTheTrainedOnesOfTheirOwnPlaceOrOfAnArm() {
    RecordingContext context =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .placed("weights", TICKET, weights(1))
            .placed("weights", RANDOM, weights(2))
            .placed("trained", TICKET, weights(1))
            .placed("trained", RANDOM, weights(1))
            .placed("mask", TICKET, mask(0, 20));
    List<Double> half = List.of(0.5);

    new WeightCorrelationOperator()
        .run(new WeightCorrelationParameters("tiny-linear", half, null), context);

    Measured own = overall(context, "weight_correlation", TICKET, Place.NONE, "0.5");
    assertThat(own.value()).isEqualTo(1);
    assertThat(own.n()).isEqualTo(10);
    assertThat(overall(context, "weight_correlation", RANDOM, Place.NONE, "0.5").n()).isEqualTo(14);
  }

  @Test
  void weightsOnInputsThatAreNeverUsedDoNotCountWhereThatIsAskedFor() {
    RecordingContext context =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .input("split", TinyProblem.split(15))
            .placed("weights", TICKET, weights(1))
            .placed("trained", TICKET, weights(1))
            .placed("mask", TICKET, mask(0, 20));

    new WeightCorrelationOperator()
        .run(
            new WeightCorrelationParameters("tiny-linear", List.of(0.5), null, true), context);

    // No pixel of the tiny set is always 0, so that all 20 kept weights count.
    Measured own = overall(context, "weight_correlation", TICKET, Place.NONE, "0.5");
    assertThat(own.n()).isEqualTo(10);
    assertThat(LiveInputsOperator.live(4, new int[] {3, 9}, new boolean[9])).isFalse();
  }

  @Test
  void sparseWeightsAgainstDenseOnesAreRefusedByName() {
    RecordingContext context =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .placed("weights", RANDOM, weights(2))
            .placed("trained", TICKET, weights(1))
            .placed("mask", TICKET, mask(0, 9));
    WeightCorrelationParameters parameters =
        new WeightCorrelationParameters("tiny-linear", List.of(0.2, 0.5), "ticket");

    assertThatThrownBy(() -> new WeightCorrelationOperator().run(parameters, context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("fractions: 0.5 (expected: below 0.333")
        .hasMessageContaining("layer fc1");
    assertThat(overall(context, "weight_correlation", RANDOM, TICKET, "0.2").n()).isEqualTo(5);
  }

  private static final LinearConnectivityParameters LINE =
      new LinearConnectivityParameters("tiny-linear", 10, "test", null, "reestimated", 100);

  private static RecordingContext joined(byte[] one, byte[] other) {
    RecordingContext context =
        TinyProblem.context(new LinearExecutor())
            .placed("weights", TICKET, one)
            .placed("weights", RANDOM, other);
    new LinearConnectivityOperator().run(LINE, context);
    return context;
  }

  @Test
  void betweenANetworkAndItselfThereIsNoBarrier() {
    RecordingContext context = joined(weights(1), weights(1));

    assertThat(barrier(context, "loss_barrier")).isZero();
    assertThat(barrier(context, "error_barrier")).isZero();
  }

  private static double barrier(RecordingContext context, String name) {
    return overall(context, name, TICKET, RANDOM, "no batch norm").value();
  }

  @Test
  void aLossThatIsConvexInTheWeightsHasNoBarrier() {
    for (int seed = 1; seed <= 5; seed++) {
      RecordingContext context = joined(weights(seed), weights(seed + 100));

      // Softmax regression. The middle lies well below the straight line.
      assertThat(barrier(context, "loss_barrier")).as("seed %s", seed).isLessThan(-1e-3);
    }
  }

  @Test
  void everyPointOfTheLineIsMeasured() {
    RecordingContext context = joined(weights(1), weights(2));

    double half = overall(context, "error", TICKET, RANDOM, "0.5").value();
    assertThat(half).isBetween(0.0, 1.0);
    Measured end = overall(context, "loss", TICKET, RANDOM, "1");
    assertThat(end.n()).isEqualTo(30);
    assertThat(end.unit()).isEqualTo("nats");
    assertThat(context.measured()).hasSize(2 * 11 + 2);
  }
}
