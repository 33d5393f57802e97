package io.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.EvaluateResult;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.LinearExecutor;
import io.espalier.train.TinyProblem;
import org.junit.jupiter.api.Test;

final class EvaluateOperatorTest {
  private final LinearExecutor executor = new LinearExecutor();

  @Test
  void constantLogitsGiveTheShareOfTheirClassAndTheirCrossEntropy() {
    float[] bias = {0, 1, 2};
    RecordingContext context =
        TinyProblem.context(executor).input("weights", TinyProblem.weights(new float[27], bias));
    EvaluateResult result =
        new EvaluateOperator().run(new EvaluateParameters("tiny-linear"), context);

    double expected = Math.log(1 + Math.exp(1) + Math.exp(2)) - 1;
    assertThat(result.testAccuracy()).isEqualTo(1 / 3.0);
    assertThat(result.testLoss()).isCloseTo(expected, within(1e-12));
    assertThat(result.validationAccuracy()).isEqualTo(1 / 3.0);
    assertThat(result.validationLoss()).isCloseTo(expected, within(1e-12));
    assertThat(executor.openSessions()).isZero();
  }

  @Test
  void predictionsHoldTheLogitsOfEveryTestExample() {
    float[] bias = {0, 1, 2};
    RecordingContext context =
        TinyProblem.context(executor).input("weights", TinyProblem.weights(new float[27], bias));
    new EvaluateOperator().run(new EvaluateParameters("tiny-linear"), context);

    Tensor logits =
        Tensors.get(Safetensors.read(context.output("predictions").bytes()), "test.logits");
    assertThat(logits.shape()).containsExactly(30, 3);
    assertThat(logits.data()).startsWith(0, 1, 2, 0, 1, 2);
    assertThat(context.output("predictions").kind()).isEqualTo("predictions");
  }

  @Test
  void withoutValidationExamplesOnlyTheTestSplitIsMeasured() {
    EvaluateResult result =
        new EvaluateOperator()
            .run(new EvaluateParameters("tiny-linear"), TinyProblem.context(executor, 0));

    assertThat(result.validationAccuracy()).isNull();
    assertThat(result.validationLoss()).isNull();
    assertThat(result.testLoss()).isPositive();
  }
}
