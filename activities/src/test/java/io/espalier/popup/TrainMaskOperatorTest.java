package io.espalier.popup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.SplitData;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import io.espalier.popup.TrainMaskOperator.Parameters;
import io.espalier.popup.TrainMaskOperator.Result;
import io.espalier.random.RandomSource;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.TinyProblem;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TrainMaskOperatorTest {
  private static final TrainMaskOperator OPERATOR = new TrainMaskOperator();
  private static final long SEED = 7;

  private static Parameters parameters(@Nullable Double density, boolean scale, long iterations) {
    return new Parameters(
        "tiny-linear", density, scale, density == null ? 20 : 0.5, 0.9, 20, iterations);
  }

  private static RecordingContext context() {
    return new RecordingContext()
        .catalog(TinyProblem.CATALOG).executor(new JvmExecutor()).stream("order", SEED, 1).stream(
                "scores", SEED, 1, 1)
            .input("split", TinyProblem.split(15))
            .input("weights", TinyProblem.weights());
  }

  private static float[] tensor(RecordingContext context, String role) {
    return Tensors.get(Safetensors.read(context.output(role).bytes()), "fc1.weight").data();
  }

  @Test
  void edgePopupMovesScoresAgainstTheSignTimesTheWeightTimesTheGradient() {
    float[] gradient = {2, 3, -4, 5};
    new ScoredMask.EdgePopup(0.5)
        .slopes(gradient, new float[] {0.5f, -2, 3, 7}, new float[] {1, -0.1f, 2, 0});

    assertThat(gradient).containsExactly(1, 6, -12, 0);
  }

  @Test
  void supermasksMoveScoresByTheSlopeOfTheirProbability() {
    float[] gradient = {2, 3};
    new ScoredMask.Bernoulli().slopes(gradient, new float[] {0.5f, -2}, new float[] {0, 1});

    assertThat(gradient[0]).isEqualTo(0.25f);
    // σ(1) (1 − σ(1)) = 0.196612.
    assertThat(gradient[1]).isCloseTo(-6 * 0.196612f, within(1e-5f));
  }

  /** One step without momentum, against the gradient that the executor gives by itself. */
  @Test
  void aStepGoesStraightThroughTheMaskAlsoWhereNothingIsKept() {
    Parameters one = new Parameters("tiny-linear", 0.3, false, 0.5, 0, 20, 1);
    RecordingContext context = context();
    OPERATOR.run(one, context);

    SortedMap<String, Tensor> weights = Safetensors.read(TinyProblem.weights());
    RandomSource start = context.random("scores").at("start").at("fc1.weight");
    float[] scores = new float[27];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) ((2 * start.uniform(i) - 1) / 3);
    }
    boolean[] kept = new ScoredMask.EdgePopup(0.3).last(scores);
    float[] effective = Tensors.get(weights, "fc1.weight").data().clone();
    for (int i = 0; i < kept.length; i++) {
      effective[i] = kept[i] ? effective[i] : 0;
    }
    float[] gradient = gradient(context, weights, effective);
    float[] moved = tensor(context, "scores");
    int elsewhere = 0;
    for (int i = 0; i < scores.length; i++) {
      double wanted =
          scores[i]
              - 0.5
                  * Math.signum(scores[i])
                  * Tensors.get(weights, "fc1.weight").data()[i]
                  * gradient[i];
      assertThat((double) moved[i]).isCloseTo(wanted, within(1e-6));
      elsewhere += !kept[i] && moved[i] != scores[i] ? 1 : 0;
    }
    assertThat(elsewhere).isGreaterThan(10);
  }

  private static float[] gradient(
      RecordingContext context, SortedMap<String, Tensor> weights, float[] effective) {
    SortedMap<String, Tensor> at = new TreeMap<>(weights);
    at.put("fc1.weight", new Tensor(new int[] {3, 9}, effective));
    EpochBatches batches =
        new EpochBatches(SplitData.of(context).train(), 20, context.random("order"), null, null);
    float[] inputs = new float[20 * 9];
    int[] labels = new int[20];
    batches.fill(0, inputs, labels);
    try (Session session =
        new JvmExecutor()
            .open(
                TinyProblem.CATALOG.get(Network.class, "tiny-linear").spec(),
                TrainingState.fresh(at, null),
                Optimizer.NONE)) {
      return Tensors.get(session.gradients(inputs, labels), "fc1.weight").data();
    }
  }

  @Test
  void noWeightMovesABit() {
    float[] before = Tensors.get(Safetensors.read(TinyProblem.weights()), "fc1.weight").data();
    for (Double density : new Double[] {0.4, null}) {
      RecordingContext context = context();
      OPERATOR.run(parameters(density, false, 150), context);
      boolean[] kept = MaskFiles.read(context.output("mask").bytes()).flags("fc1.weight");
      float[] after = tensor(context, "weights");
      for (int i = 0; i < after.length; i++) {
        assertThat(Float.floatToIntBits(after[i]))
            .isEqualTo(Float.floatToIntBits(kept[i] ? before[i] : 0f));
      }
    }
  }

  @Test
  void scaledWeightsAreDividedByTheRootOfTheKeptPartOnce() {
    float[] before = Tensors.get(Safetensors.read(TinyProblem.weights()), "fc1.weight").data();
    RecordingContext context = context();
    OPERATOR.run(parameters(0.25, true, 50), context);
    boolean[] kept = MaskFiles.read(context.output("mask").bytes()).flags("fc1.weight");
    float[] after = tensor(context, "weights");
    for (int i = 0; i < after.length; i++) {
      assertThat(after[i]).isEqualTo(kept[i] ? 2 * before[i] : 0f);
    }
  }

  @Test
  void edgePopupKeepsItsPartOfTheLargestScoresAndTheFirstOfEqualOnes() {
    ScoredMask half = new ScoredMask.EdgePopup(0.5);

    assertThat(half.last(new float[] {-3, 1, 2, 0})).containsExactly(true, false, true, false);
    assertThat(half.last(new float[] {1, -1, 1, 1})).containsExactly(true, true, false, false);
    Result result = OPERATOR.run(parameters(0.4, false, 20), context());
    assertThat(result.kept()).isEqualTo(11);
    assertThat(result.prunable()).isEqualTo(27);
  }

  @Test
  void theLossGoesDownThoughNoWeightMoves() {
    for (Double density : new Double[] {0.5, null}) {
      Result first = OPERATOR.run(parameters(density, false, 1), context());
      Result last = OPERATOR.run(parameters(density, false, 400), context());

      assertThat(last.finalLoss()).as("seed %d", SEED).isLessThan(0.95 * first.finalLoss());
      assertThat(last.iterations()).isEqualTo(400);
    }
  }

  @Test
  void aStoppedTrainingGoesOnToTheSameBytes() {
    for (Double density : new Double[] {0.5, null}) {
      Parameters parameters = parameters(density, true, 130);
      RecordingContext whole = context();
      Result result = OPERATOR.run(parameters, whole);
      RecordingContext stopped = context().checkpointEvery(7).stopAtCheckpoint(16);
      assertThatThrownBy(() -> OPERATOR.run(parameters, stopped))
          .isInstanceOf(StoppedException.class);
      RecordingContext resumed = context().continueFrom(stopped);

      assertThat(OPERATOR.run(parameters, resumed)).isEqualTo(result);
      whole
          .outputs()
          .forEach(
              (role, output) ->
                  assertThat(resumed.output(role).bytes()).as(role).isEqualTo(output.bytes()));
      assertThat(resumed.metrics()).isEqualTo(whole.metrics());
    }
  }

  @Test
  void eachDensityIsARoundFromTheInitialWeights() {
    Catalog catalog = Catalog.builtIn();
    String file =
        """
        name: x
        data: {name: procedural, validation: 1000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        arms:
          popup: {protocol: {edge_popup: {densities: [0.5, 0.2], iterations: 300}}}
          super: {protocol: supermask}
        """;
    Plan plan =
        Planner.plan(
            Experiments.parse("x.yaml", file.getBytes(UTF_8), catalog), catalog, List.of());

    assertThat(plan.results())
        .extracting(PlannedResult::arm, PlannedResult::round, PlannedResult::iterationsTotal)
        .containsExactly(
            tuple("popup", 0, 100L),
            tuple("popup", 1, 300L),
            tuple("popup", 2, 300L),
            tuple("super", 0, 100L),
            tuple("super", 1, 100L));
    assertThat(plan.results()).extracting(PlannedResult::startTask).containsOnly("r1.initialise");
  }
}
