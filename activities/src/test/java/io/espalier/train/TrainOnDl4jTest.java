package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.split.SplitOperator;
import io.espalier.engine.Executor;
import io.espalier.evaluate.EvaluateOperator;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.operator.TrainResult;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.treatment.InitialiseOperator;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of the data through the real executor: drawn images in, accuracy out. */
final class TrainOnDl4jTest {
  private final Executor executor =
      ServiceLoader.load(Executor.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(candidate -> candidate.name().equals("dl4j-cpu"))
          .findFirst()
          .orElseThrow();

  @ParameterizedTest
  @CsvSource({"lenet-300-100, 60, 60, 30", "lenet-5, 10, 20, 5"})
  void aTrainingThatIsStoppedTwiceEndsWithTheBitsOfAnUndisturbedOne(
      String network, int batch, long until, long evaluateEvery) {
    TrainParameters parameters =
        new TrainParameters(
            network,
            new OptimizerParameters("adam", 0, 0.9, 0.999, 1e-8, 0),
            new LearningRateParameters(1.2e-3, 0, List.of(), 1),
            batch,
            0,
            until,
            evaluateEvery,
            "best_validation");
    RecordingContext undisturbed = context(network);
    TrainResult expected = new TrainOperator().run(parameters, undisturbed);

    RecordingContext first = context(network).checkpointEvery(1).stopAtCheckpoint(3);
    RecordingContext second = context(network).checkpointEvery(1).stopAtCheckpoint(2);
    assertStops(parameters, first);
    assertStops(parameters, second.continueFrom(first));
    RecordingContext last = context(network).continueFrom(second);
    TrainResult result = new TrainOperator().run(parameters, last);

    assertThat(result).isEqualTo(expected);
    assertThat(last.metrics()).isEqualTo(undisturbed.metrics());
    for (String role : List.of("weights", "optimizer")) {
      assertThat(last.output(role).bytes()).isEqualTo(undisturbed.output(role).bytes());
    }
    RecordingContext evaluation = context(network).input("weights", last.output("weights").bytes());
    EvaluateResult measured =
        new EvaluateOperator().run(new EvaluateParameters(network), evaluation);
    assertThat(measured.validationAccuracy()).isEqualTo(result.validationAccuracy());
    assertThat(measured.testAccuracy()).as("far above chance, .1").isGreaterThan(0.2);
  }

  private static void assertStops(TrainParameters parameters, RecordingContext context) {
    try {
      new TrainOperator().run(parameters, context);
      throw new AssertionError("ran to its end");
    } catch (StoppedException expected) {
      assertThat(context.checkpoints()).isNotEmpty();
    }
  }

  private RecordingContext context(String network) {
    RecordingContext made = new RecordingContext().stream("initialise", 5, 1).stream("split", 5, 1);
    new InitialiseOperator().run(new InitialiseParameters(network, null), made);
    new SplitOperator().run(new SplitParameters("procedural", 200), made);
    return new RecordingContext()
        .executor(executor).stream("order", 5, 1)
            .input("weights", made.output("weights").bytes())
            .input("split", made.output("split").bytes());
  }
}
