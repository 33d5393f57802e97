package io.espalier.treatment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.operator.compress.QuantiseParameters;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensors;
import io.espalier.train.TinyProblem;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantiseOperatorTest {
  @Test
  void valuesGoToTheNearestOfTheGridAndHalvesToTheEvenOne() {
    // s = 1: halves go to 0 and 2, and what lies on the grid stays.
    float[] values = {7, -3.4f, 0.5f, 1.5f, -0.5f, 0, -7};
    QuantiseOperator.quantise(values, 0, values.length, 4);
    assertThat(values).containsExactly(7, -3, 0, 2, 0, 0, -7);
    assertThat(Float.floatToRawIntBits(values[4])).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2", "4", "8"})
  void thereAreFewValuesAndTheErrorIsAtMostHalfAStep(int bits) {
    float[] values = new float[5000];
    Random random = new Random(6);
    float largest = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      largest = Math.max(largest, Math.abs(values[i]));
    }
    float[] rounded = values.clone();
    QuantiseOperator.quantise(rounded, 0, rounded.length, bits);
    double step = largest / (double) ((1 << (bits - 1)) - 1);
    Set<Float> different = new HashSet<>();
    for (int i = 0; i < values.length; i++) {
      assertThat((double) rounded[i]).isCloseTo(values[i], within(step / 2 * 1.000001));
      different.add(rounded[i]);
    }
    assertThat(different.size()).isLessThanOrEqualTo((1 << bits) - 1);
    float[] twice = rounded.clone();
    QuantiseOperator.quantise(twice, 0, twice.length, bits);
    assertThat(twice).isEqualTo(rounded);
  }

  @Test
  void aChannelHasAScaleOfItsOwnAndBiasesStay() {
    float[] weight = new float[27];
    weight[0] = 7;
    weight[1] = 0.4f;
    weight[9] = 0.7f;
    weight[10] = 0.4f;
    float[] bias = {0.123f, 0.456f, 0.789f};
    float[] channel = quantised(weight, bias, "channel");
    assertThat(channel[1]).isZero();
    assertThat(channel[10]).isCloseTo(0.4f, within(1e-6f));
    float[] layer = quantised(weight, bias, "layer");
    assertThat(layer[10]).isZero();
    assertThat(layer[9]).isCloseTo(1f, within(1e-6f));
  }

  private static float[] quantised(float[] weight, float[] bias, String per) {
    RecordingContext context =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG)
            .input("weights", TinyProblem.weights(weight, bias));
    new QuantiseOperator().run(new QuantiseParameters("tiny-linear", 4, per), context);
    var tensors = Safetensors.read(context.output("weights").bytes());
    assertThat(Tensors.get(tensors, "fc1.bias").data()).isEqualTo(bias);
    return Tensors.get(tensors, "fc1.weight").data();
  }
}
