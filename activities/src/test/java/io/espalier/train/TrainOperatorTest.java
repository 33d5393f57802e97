package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.engine.TrainingState;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.LearningRateParameters.DecayPiece;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.operator.TrainParameters.AugmentParameters;
import io.espalier.operator.TrainResult;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.store.metric.MetricPoint;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainOperatorTest {
  private static final long UNTIL = 40;
  private static final ObjectiveParameters DISTILL = new ObjectiveParameters("distill", null);

  /** Weights of a teacher that knows which pixels are bright in which class. */
  private static final byte[] TEACHER =
      TinyProblem.weights(
          new float[] {
            3, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 3
          },
          new float[3]);

  private final LinearExecutor executor = new LinearExecutor();
  private final TrainOperator operator = new TrainOperator();

  @ParameterizedTest
  @CsvSource({
    "final, adam, 7",
    "final, sgd, 0",
    "best_validation, adam, 7",
    "best_validation, momentum, 1",
    "best_validation, nesterov, 100"
  })
  void resumingAfterEveryIterationEqualsAnUndisturbedTraining(
      String select, String optimizer, long evaluateEvery) {
    resumesExactly(parameters(optimizer, 0, UNTIL, evaluateEvery, select));
  }

  @Test
  void resumingEqualsAnUndisturbedTrainingUnderEveryRecipe() {
    TrainParameters plain = parameters("adamw", 0, UNTIL, 7, "final");
    LearningRateParameters decay =
        new LearningRateParameters(
            0.05, 4, List.of(20L), 0.5, List.of(new DecayPiece("cosine", UNTIL, 1, 0)));
    TrainParameters recipe =
        new TrainParameters(
            plain.network(),
            plain.optimizer(),
            decay,
            plain.batch(),
            plain.from(),
            plain.until(),
            plain.evaluateEvery(),
            plain.select(),
            0.1,
            new AugmentParameters(true, 1));
    assertThat(resumesExactly(recipe)).isNotEqualTo(resumesExactly(plain));
  }

  @Test
  void resumingEqualsAnUndisturbedTrainingThatHasATeacher() {
    TrainParameters plain = parameters("adam", 0, UNTIL, 7, "final");
    assertThat(resumesExactly(plain.with(DISTILL))).isNotEqualTo(resumesExactly(plain));
  }

  @ParameterizedTest
  @CsvSource({"final, adam, 7", "best_validation, momentum, 1", "final, adamw, 0"})
  void resumingEqualsAnUndisturbedTrainingWhosePrunedWeightsAreFrozen(
      String select, String optimizer, long evaluateEvery) {
    TrainParameters plain = parameters(optimizer, 0, UNTIL, evaluateEvery, select);
    byte[] frozen = resumesExactly(plain.freezing());

    assertThat(frozen).isNotEqualTo(resumesExactly(plain));
    float[] start = fc1(TinyProblem.weights());
    for (int i = 1; i < start.length; i += 2) {
      assertThat(fc1(frozen)[i]).isEqualTo(start[i]).isNotZero();
    }
  }

  @Test
  void anExecutorThatMovesWhatIsFrozenIsFoundOut() {
    SortedMap<String, Tensor> moved = Safetensors.read(TinyProblem.weights());
    SortedMap<String, Tensor> start = Safetensors.read(TinyProblem.weights());
    Tensors.get(moved, "fc1.weight").data()[2] += 1;
    TrainChecks.requireUnmoved(TinyProblem.half(), start, moved);
    Tensors.get(moved, "fc1.weight").data()[3] = 0;

    assertThatThrownBy(() -> TrainChecks.requireUnmoved(TinyProblem.half(), start, moved))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageStartingWith("frozen: fc1.weight[3] went from ");
  }

  private static float[] fc1(byte[] weights) {
    return Tensors.get(Safetensors.read(weights), "fc1.weight").data();
  }

  @Test
  void aTeacherThatTheStudentEqualsHoldsItWhereItIs() {
    ObjectNode onlyTheTeacher = JsonNodeFactory.instance.objectNode().put("weight", 1);
    TrainParameters parameters =
        new TrainParameters(
                "tiny-linear",
                new OptimizerParameters("sgd", 0, 0.9, 0.999, 1e-8, 0),
                new LearningRateParameters(0.05, 0, List.of(), 1),
                10,
                0,
                UNTIL,
                0,
                "final")
            .with(new ObjectiveParameters("distill", onlyTheTeacher));
    RecordingContext context =
        TinyProblem.context(executor).input("teacher", TinyProblem.weights());

    TrainResult result = operator.run(parameters, context);

    assertThat(result.finalLoss()).isZero();
    assertThat(context.output("weights").bytes()).isEqualTo(TinyProblem.weights());
  }

  @Test
  void anObjectiveWithoutTheTeacherThatItAsksForFailsForGood() {
    assertThatThrownBy(
            () ->
                operator.run(
                    parameters("sgd", 0, UNTIL, 0, "final").with(DISTILL),
                    TinyProblem.context(executor)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage("teacher: none (expected: the weights of a network as the input teacher)");
  }

  @Test
  void settingsThatDoNotFitFailForGoodAndCloseTheTeacher() {
    ObjectNode cold = JsonNodeFactory.instance.objectNode().put("temperature", 0);
    TrainParameters parameters =
        parameters("sgd", 0, UNTIL, 0, "final").with(new ObjectiveParameters("distill", cold));
    assertThatThrownBy(() -> operator.run(parameters, masked()))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageStartingWith("the settings of objective/distill: temperature: 0 (expected: ");
    assertThat(executor.openSessions()).isZero();
  }

  /** Stops after every iteration, compares with a training that nobody disturbs; its weights. */
  private byte[] resumesExactly(TrainParameters parameters) {
    RecordingContext undisturbed = masked();
    TrainResult expected = operator.run(parameters, undisturbed);

    RecordingContext last = masked().checkpointEvery(1).stopAtCheckpoint(1);
    TrainResult result = null;
    int attempts = 1;
    while (result == null) {
      try {
        result = operator.run(parameters, last);
      } catch (StoppedException stopped) {
        attempts++;
        last = masked().checkpointEvery(1).stopAtCheckpoint(1).continueFrom(last);
      }
    }

    assertThat(attempts).isEqualTo((int) UNTIL);
    assertThat(result).isEqualTo(expected);
    assertThat(last.output("weights").bytes()).isEqualTo(undisturbed.output("weights").bytes());
    assertThat(last.output("optimizer").bytes()).isEqualTo(undisturbed.output("optimizer").bytes());
    assertThat(last.metrics()).isEqualTo(undisturbed.metrics());
    return undisturbed.output("weights").bytes();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 13, 39})
  void goingOnFromIterationKWithItsOptimizerEqualsTheWholeTraining(long k) {
    RecordingContext whole = TinyProblem.context(executor);
    operator.run(parameters("adam", 0, UNTIL, 5, "final"), whole);
    RecordingContext first = TinyProblem.context(executor);
    operator.run(parameters("adam", 0, k, 5, "final"), first);

    RecordingContext second =
        TinyProblem.context(executor)
            .input("weights", first.output("weights").bytes())
            .input("optimizer", first.output("optimizer").bytes());
    TrainResult result = operator.run(parameters("adam", k, UNTIL, 5, "final"), second);

    assertThat(second.output("weights").bytes()).isEqualTo(whole.output("weights").bytes());
    assertThat(second.output("optimizer").bytes()).isEqualTo(whole.output("optimizer").bytes());
    assertThat(result.iterations()).isEqualTo(UNTIL - k);
  }

  @Test
  void metricsFallOnMultiplesOfTheScheduleAndOnTheEnd() {
    RecordingContext context = TinyProblem.context(executor);
    operator.run(parameters("sgd", 5, 23, 10, "final"), context);

    assertThat(context.metrics())
        .extracting(point -> point.name() + " " + point.iteration())
        .containsExactly(
            "train_loss 10",
            "validation_loss 10",
            "validation_accuracy 10",
            "train_loss 20",
            "validation_loss 20",
            "validation_accuracy 20",
            "train_loss 23",
            "validation_loss 23",
            "validation_accuracy 23");
  }

  @Test
  void trainingLossIsTheMeanOverItsInterval() {
    RecordingContext single = TinyProblem.context(executor);
    operator.run(parameters("sgd", 0, 12, 1, "final"), single);
    RecordingContext context = TinyProblem.context(executor);
    TrainResult result = operator.run(parameters("sgd", 0, 12, 5, "final"), context);

    List<Double> losses = series(single, "train_loss");
    assertThat(series(context, "train_loss"))
        .containsExactly(
            mean(losses.subList(0, 5)), mean(losses.subList(5, 10)), mean(losses.subList(10, 12)));
    assertThat(result.finalLoss()).isEqualTo(mean(losses));
  }

  @Test
  void bestValidationGivesOutTheEarliestOfTheBestWeights() {
    RecordingContext context = TinyProblem.context(executor);
    TrainResult result = operator.run(parameters("adam", 0, UNTIL, 3, "best_validation"), context);

    List<Double> accuracies = series(context, "validation_accuracy");
    double best = accuracies.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    long earliest = Math.min(UNTIL, 3L * (accuracies.indexOf(best) + 1));
    assertThat(accuracies.lastIndexOf(best)).isGreaterThan(accuracies.indexOf(best));
    assertThat(result.selectedIteration()).isEqualTo(earliest).isLessThan(UNTIL);
    assertThat(result.validationAccuracy()).isEqualTo(best);
    RecordingContext shorter = TinyProblem.context(executor);
    operator.run(parameters("adam", 0, earliest, 0, "final"), shorter);
    assertThat(context.output("weights").bytes()).isEqualTo(shorter.output("weights").bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum", "nesterov", "adam"})
  void prunedWeightsHoldPlusZeroUnderEveryOptimizer(String optimizer) {
    RecordingContext context = masked();
    operator.run(parameters(optimizer, 0, UNTIL, 0, "final"), context);

    float[] weights =
        Tensors.get(Safetensors.read(context.output("weights").bytes()), "fc1.weight").data();
    float[] start = Tensors.get(Safetensors.read(TinyProblem.weights()), "fc1.weight").data();
    for (int i = 0; i < weights.length; i++) {
      if (i % 2 == 0) {
        assertThat(weights[i]).isNotEqualTo(start[i]);
      } else {
        assertThat(Float.floatToRawIntBits(weights[i])).isZero();
      }
    }
  }

  @Test
  void optimizerThatIsTakenOverForgetsThePrunedWeights() {
    RecordingContext dense = TinyProblem.context(executor);
    operator.run(parameters("adam", 0, 5, 0, "final"), dense);
    byte[] file = dense.output("optimizer").bytes();
    StepNetwork network = StepNetwork.of(dense, "tiny-linear");
    TrainingState whole = OptimizerFile.read(file, network, new TreeMap<>(), null);
    TrainingState pruned = OptimizerFile.read(file, network, new TreeMap<>(), TinyProblem.half());

    assertThat(pruned.optimizerSteps()).isEqualTo(5);
    for (String slot : List.of("fc1.weight/m", "fc1.weight/v")) {
      float[] before = Tensors.get(whole.optimizerState(), slot).data();
      float[] after = Tensors.get(pruned.optimizerState(), slot).data();
      for (int i = 0; i < after.length; i++) {
        assertThat(before[i]).isNotZero();
        assertThat(after[i]).isEqualTo(i % 2 == 0 ? before[i] : 0f);
      }
    }
    assertThat(pruned.optimizerState().get("fc1.bias/m"))
        .isEqualTo(whole.optimizerState().get("fc1.bias/m"));
  }

  @Test
  void trainingLearns() {
    RecordingContext context = TinyProblem.context(executor);
    operator.run(parameters("adam", 0, 200, 20, "final"), context);

    List<Double> losses = series(context, "train_loss");
    assertThat(losses.get(9)).isLessThan(losses.get(0) / 2);
  }

  @Test
  void trainingThatDivergesFailsForGoodAndSaysWhere() {
    TrainParameters parameters =
        new TrainParameters(
            "tiny-linear",
            optimizer("sgd"),
            new LearningRateParameters(1e38, 0, List.of(), 1),
            10,
            0,
            UNTIL,
            0,
            "final");
    RecordingContext context = TinyProblem.context(executor);

    assertThatThrownBy(() -> operator.run(parameters, context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageMatching("training of tiny-linear diverged at iteration \\d+ .*1\\.0E38.*")
        .hasMessageContaining("lower learning rate");
    assertThat(context.outputs()).isEmpty();
    assertThat(executor.openSessions()).isZero();
  }

  @Test
  void cancelStopsWithoutOutputsAndClosesStudentAndTeacher() {
    RecordingContext context = TinyProblem.context(executor).cancelAtProgress(2);

    context.input("teacher", TEACHER);
    assertThatThrownBy(
            () -> operator.run(parameters("sgd", 0, UNTIL, 0, "final").with(DISTILL), context))
        .isInstanceOf(StoppedException.class);
    assertThat(context.outputs()).isEmpty();
    assertThat(executor.openSessions()).isZero();
  }

  @Test
  void withoutValidationExamplesThereIsNoAccuracyAndNoBest() {
    RecordingContext context = TinyProblem.context(executor, 0);
    TrainResult result = operator.run(parameters("sgd", 0, UNTIL, 10, "final"), context);
    assertThat(result.validationAccuracy()).isNull();
    assertThat(context.metrics()).extracting(MetricPoint::name).containsOnly("train_loss");

    assertThatThrownBy(
            () ->
                operator.run(
                    parameters("sgd", 0, UNTIL, 10, "best_validation"),
                    TinyProblem.context(executor, 0)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("validation");
  }

  @Test
  void parametersOutOfRangeFailForGood() {
    TrainParameters good = parameters("sgd", 0, 10, 0, "final");
    assertThatThrownBy(
            () ->
                operator.run(parameters("sgd", 10, 10, 0, "final"), TinyProblem.context(executor)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("until: 10 (expected: > 10");
    assertThatThrownBy(
            () -> operator.run(parameters("sgd", 0, 10, 0, "worst"), TinyProblem.context(executor)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("select: worst");
    assertThatThrownBy(
            () ->
                operator.run(
                    new TrainParameters(
                        good.network(),
                        good.optimizer(),
                        good.learningRate(),
                        61,
                        0,
                        10,
                        0,
                        "final"),
                    TinyProblem.context(executor)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("batch: 61 (expected: 1 to 60");
  }

  private RecordingContext masked() {
    return TinyProblem.context(executor).stream("augment", 7, 1)
        .input("mask", TinyProblem.halfMask())
        .input("teacher", TEACHER);
  }

  private static TrainParameters parameters(
      String optimizer, long from, long until, long evaluateEvery, String select) {
    return new TrainParameters(
        "tiny-linear",
        optimizer(optimizer),
        new LearningRateParameters(0.05, 4, List.of(20L), 0.5),
        10,
        from,
        until,
        evaluateEvery,
        select);
  }

  private static OptimizerParameters optimizer(String name) {
    return new OptimizerParameters(name, 0.9, 0.9, 0.999, 1e-8, 1e-3);
  }

  private static List<Double> series(RecordingContext context, String name) {
    return context.metrics().stream()
        .filter(point -> point.name().equals(name))
        .map(MetricPoint::value)
        .toList();
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }
}
