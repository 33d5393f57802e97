package io.espalier.analyse.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.Place;
import io.espalier.data.split.SplitData;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.memory.MemorisationParameters;
import io.espalier.operator.memory.MismatchParameters;
import io.espalier.operator.memory.SubsetTrainingsParameters;
import io.espalier.step.RecordingContext;
import io.espalier.step.RecordingContext.Measured;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.train.LinearExecutor;
import io.espalier.train.TinyProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryOperatorsTest {
  private static final OptimizerParameters SGD =
      new OptimizerParameters("sgd", 0, 0.9, 0.999, 1e-8, 0);

  private static SubsetTrainingsParameters parameters(String network, int first, int count) {
    return new SubsetTrainingsParameters(
        network,
        null,
        SGD,
        new LearningRateParameters(0.05, 0, List.of(), 1),
        10,
        6,
        0.7,
        first,
        count);
  }

  private static byte[] outcomes(RecordingContext context) {
    return context.output("outcomes").bytes();
  }

  @Test
  void stoppedAfterEachTrainingItEndsWithTheBitsOfAnUndisturbedOne() {
    SubsetTrainingsParameters parameters = parameters("tiny-linear", 1, 4);
    RecordingContext undisturbed = tiny();
    new SubsetTrainingsOperator().run(parameters, undisturbed);

    RecordingContext first = tiny().stopAtCheckpoint(1);
    assertStops(parameters, first);
    RecordingContext second = tiny().continueFrom(first).stopAtCheckpoint(2);
    assertStops(parameters, second);
    RecordingContext last = tiny().continueFrom(second);
    new SubsetTrainingsOperator().run(parameters, last);

    assertThat(outcomes(last)).isEqualTo(outcomes(undisturbed));
    assertThat(undisturbed.checkpoints()).hasSize(3);
  }

  @Test
  void aTrainingIsTheSameWhateverTaskItIsIn() {
    RecordingContext all = tiny();
    new SubsetTrainingsOperator().run(parameters("tiny-linear", 1, 4), all);
    RecordingContext later = tiny();
    new SubsetTrainingsOperator().run(parameters("tiny-linear", 3, 2), later);

    SubsetOutcomes whole = SubsetOutcomes.read(outcomes(all));
    SubsetOutcomes part = SubsetOutcomes.read(outcomes(later));
    for (int i = 0; i < 2; i++) {
      assertThat(part.drawn().get(i)).isEqualTo(whole.drawn().get(i + 2));
      assertThat(part.test().get(i)).isEqualTo(whole.test().get(i + 2));
    }
    assertThat(whole.drawn().get(0)).isNotEqualTo(whole.drawn().get(1));
    int drawn = 0;
    for (boolean one : whole.drawn().get(0)) {
      drawn += one ? 1 : 0;
    }
    // HALF_EVEN of 0.7 of the 60.
    assertThat(drawn).isEqualTo(42);
  }

  @Test
  void memorisationOfEveryExampleIsMeasuredAndWhatIsMissingIsNotZero() {
    RecordingContext trained = tiny();
    new SubsetTrainingsOperator().run(parameters("tiny-linear", 1, 2), trained);
    RecordingContext context = tiny().placed("outcomes", Place.NONE, outcomes(trained));
    new MemorisationOperator().run(new MemorisationParameters(0.25, 0.15), context);

    double missing = value(context, "memorisation_missing");
    long estimated =
        context.measured().stream().filter(one -> one.name().equals("memorisation")).count();
    assertThat(missing).isPositive();
    assertThat(estimated).isEqualTo(60 - (long) missing);
    assertThat(value(context, "estimate_error_bound"))
        .isCloseTo(SubsetEstimates.errorBound(0.7, 2), within(1e-12));
  }

  @Test
  void mismatchesAreCountedByClassAndBandAndHeldAgainstInfluence() throws IOException {
    RecordingContext split = tiny();
    float[] full = new float[90];
    float[] other = new float[90];
    float[] largest = new float[30];
    for (int j = 0; j < 30; j++) {
      // The full network is right; the other one is wrong on the ten most influenced ones.
      full[j * 3 + j % 3] = 1 + j / 100f;
      other[j * 3 + (j < 10 ? (j + 1) % 3 : j % 3)] = 1;
      largest[j] = 0.9f - j * 0.03f;
    }
    Influence influence =
        new Influence(
            new float[60],
            largest,
            List.of(
                new Influence.Pair(4, 1, 0.8f),
                new Influence.Pair(4, 28, 0.2f),
                new Influence.Pair(6, 0, 0.9f)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    influence.writeTo(bytes);
    RecordingContext context =
        split.stream("permutation", 1)
            .input("influence", bytes.toByteArray())
            .placed("full", new Place(1, null, null, 0), logits(full))
            .placed("other", new Place(1, "pruned", 1, 2), logits(other))
            .placed("contrast", new Place(2, null, null, 0), logits(full));
    new MismatchOperator().run(new MismatchParameters(199, 3), context);

    assertThat(value(context, "mismatch")).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(value(context, "mismatch_auc")).isEqualTo(1);
    assertThat(value(context, "mismatch_p")).isEqualTo(1 / 200.0);
    assertThat(value(context, "mismatch_rate", "influence from 0.5"))
        .isCloseTo(10 / 14.0, within(1e-12));
    assertThat(value(context, "mismatch_rate", "influence below 0.15")).isZero();
    assertThat(value(context, "mismatch_class", "0")).isCloseTo(0.4, within(1e-12));
    // Of the test examples that example 4 bears on one of two is lost.
    assertThat(value(context, "lost", Integer.toString(index(split, 4)))).isEqualTo(0.5);
    assertThat(value(context, "lost", Integer.toString(index(split, 6)))).isEqualTo(1);
    // The contrast has no mismatch, so nothing is said against it.
    assertThat(context.measured()).noneMatch(one -> one.name().equals("mismatch_auc_over_dense"));
    assertThat(context.measured())
        .allSatisfy(one -> assertThat(one.subject().place().arm()).isEqualTo("pruned"));
  }

  private static int index(RecordingContext context, int position) {
    return SplitData.of(context).train().index(position);
  }

  private static RecordingContext tiny() {
    return TinyProblem.context(new LinearExecutor()).stream("subsets", 5);
  }

  private static byte[] logits(float[] values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, Map.of("test.logits", new Tensor(new int[] {30, 3}, values)));
    return out.toByteArray();
  }

  private static double value(RecordingContext context, String name) {
    return context.measured().stream()
        .filter(one -> one.name().equals(name))
        .mapToDouble(Measured::value)
        .findFirst()
        .orElseThrow();
  }

  private static double value(RecordingContext context, String name, String item) {
    return context.measured().stream()
        .filter(one -> one.name().equals(name) && item.equals(one.subject().item()))
        .mapToDouble(Measured::value)
        .findFirst()
        .orElseThrow();
  }

  private static void assertStops(SubsetTrainingsParameters parameters, RecordingContext context) {
    try {
      new SubsetTrainingsOperator().run(parameters, context);
      throw new AssertionError("ran to its end");
    } catch (StoppedException expected) {
      assertThat(context.checkpoints()).isNotEmpty();
    }
  }
}
