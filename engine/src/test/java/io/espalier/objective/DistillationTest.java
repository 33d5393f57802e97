package io.espalier.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DistillationTest {
  private static final int CLASSES = 3;
  private static final float[] LOGITS = {1.5f, -2, 0.25f, 0, 0, 0};
  private static final float[] TAUGHT = {0.5f, 1, -1, 30, -30, 2};
  private static final int[] LABELS = {2, 0};
  private static final LossBatch BATCH =
      new LossBatch(new float[] {10, 20}, LABELS, 0, 2, 1, CLASSES);

  /** L = w T² Σ p ln(p/q) + (1 − w) CE, written down once more. */
  @ParameterizedTest
  @CsvSource({"1,1,0", "4,0.9,0", "0.5,0.3,0.1", "20,1,0", "2,0,0.2"})
  void theLossIsTheWeightedSumOfTheDivergenceAndTheCrossEntropy(
      double temperature, double weight, double smoothing) {
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      for (int c = 0; c < CLASSES; c++) {
        double p = probability(TAUGHT, i, c, temperature);
        double q = probability(LOGITS, i, c, temperature);
        double target = (c == LABELS[i] ? 1 - smoothing : 0) + smoothing / CLASSES;
        double soft = p == 0 ? 0 : p * Math.log(p / q);
        expected += weight * temperature * temperature * soft;
        expected -= (1 - weight) * target * Math.log(probability(LOGITS, i, c, 1));
      }
    }
    assertThat(loss(temperature, weight, smoothing, LOGITS)).isEqualTo(expected, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1,1,0", "4,0.9,0", "0.5,0.3,0.1", "20,1,0"})
  void theGradientIsThatOfTheLoss(double temperature, double weight, double smoothing) {
    float[] gradient = new float[LOGITS.length];
    loss(temperature, weight, smoothing).gradient(BATCH, LOGITS, 2, gradient);
    for (int i = 0; i < LOGITS.length; i++) {
      float[] up = LOGITS.clone();
      float[] down = LOGITS.clone();
      up[i] += 1f / 1024;
      down[i] -= 1f / 1024;
      double slope =
          (loss(temperature, weight, smoothing, up) - loss(temperature, weight, smoothing, down))
              * 512;
      assertThat((double) gradient[i]).isEqualTo(slope / 2, within(2e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void weightZeroIsTheCrossEntropyToTheLastBit(double smoothing) {
    float[] gradient = new float[LOGITS.length];
    float[] expected = new float[LOGITS.length];
    double loss = loss(4, 0, smoothing).gradient(BATCH, LOGITS, 3, gradient);
    assertThat(loss).isEqualTo(new CrossEntropy(smoothing).gradient(BATCH, LOGITS, 3, expected));
    assertThat(gradient).isEqualTo(expected);
  }

  @Test
  void aStudentThatSaysWhatItsTeacherSaysHasNothingToLearnFromIt() {
    Distillation loss =
        new Distillation((inputs, count) -> LOGITS.clone(), 4, 1, CrossEntropy.PLAIN);
    float[] gradient = new float[LOGITS.length];
    assertThat(loss.gradient(BATCH, LOGITS, 1, gradient)).isZero();
    assertThat(gradient).containsOnly(0f);
  }

  @Test
  void aConstantAddedToTheTeachersLogitsChangesNothing() {
    float[] shifted = TAUGHT.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += 8;
    }
    float[] gradient = new float[LOGITS.length];
    float[] other = new float[LOGITS.length];
    loss(4, 0.9, 0).gradient(BATCH, LOGITS, 1, gradient);
    new Distillation((inputs, count) -> shifted, 4, 0.9, CrossEntropy.PLAIN)
        .gradient(BATCH, LOGITS, 1, other);
    assertThat(other).isEqualTo(gradient);
  }

  /**
   * Hinton et al. 2015, equation 4: at a high temperature centred logits are matched, times 1/K.
   */
  @Test
  void atAHighTemperatureTheGradientIsTheDifferenceOfCentredLogitsOverTheClasses() {
    float[] gradient = new float[LOGITS.length];
    loss(1e5, 1, 0).gradient(BATCH, LOGITS, 1, gradient);
    for (int i = 0; i < LOGITS.length; i++) {
      int row = i / CLASSES * CLASSES;
      double expected = (LOGITS[i] - mean(LOGITS, row) - TAUGHT[i] + mean(TAUGHT, row)) / CLASSES;
      assertThat((double) gradient[i]).isEqualTo(expected, within(0.005));
    }
  }

  @Test
  void theTeacherSeesTheInputsOfItsExamplesAndNoOthers() {
    float[] inputs = {1, 2, 3, 4, 5, 6};
    float[][] seen = new float[1][];
    Teacher teacher =
        (given, count) -> {
          seen[0] = Arrays.copyOf(given, count * 2);
          return new float[count * CLASSES];
        };
    new Distillation(teacher, 2, 1, CrossEntropy.PLAIN)
        .gradient(
            new LossBatch(inputs, new int[3], 1, 2, 2, CLASSES),
            LOGITS,
            1,
            new float[LOGITS.length]);
    assertThat(seen[0]).containsExactly(3, 4, 5, 6);
  }

  private static double mean(float[] logits, int row) {
    return (logits[row] + logits[row + 1] + logits[row + 2]) / 3.0;
  }

  private static Distillation loss(double temperature, double weight, double smoothing) {
    return new Distillation(
        (inputs, count) -> TAUGHT.clone(), temperature, weight, new CrossEntropy(smoothing));
  }

  private static double loss(double temperature, double weight, double smoothing, float[] logits) {
    return loss(temperature, weight, smoothing)
        .gradient(BATCH, logits, 1, new float[logits.length]);
  }

  private static double probability(float[] logits, int example, int label, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CLASSES; c++) {
      max = Math.max(max, logits[example * CLASSES + c]);
    }
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      sum += Math.exp((logits[example * CLASSES + c] - max) / temperature);
    }
    return Math.exp((logits[example * CLASSES + label] - max) / temperature) / sum;
  }
}
