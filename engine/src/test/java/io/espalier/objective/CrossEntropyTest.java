package io.espalier.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CrossEntropyTest {
  private static final int CLASSES = 4;
  private static final float[] LOGITS = {1.5f, -2, 0.25f, 3, 0, 0, 0, 0, 9, -9, 1, 2};
  private static final int[] LABELS = {3, 1, 2};

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.9})
  void theLossIsTheCrossEntropyWithTheSmoothedTarget(double smoothing) {
    double expected = 0;
    for (int i = 0; i < LABELS.length; i++) {
      for (int c = 0; c < CLASSES; c++) {
        double target = (c == LABELS[i] ? 1 - smoothing : 0) + smoothing / CLASSES;
        expected -= target * Math.log(probability(LOGITS, i, c));
      }
    }
    assertThat(loss(smoothing, LOGITS)).isEqualTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.9})
  void theGradientIsThatOfTheLoss(double smoothing) {
    float[] gradient = new float[LOGITS.length];
    new CrossEntropy(smoothing)
        .gradient(LossBatch.ofLabels(LABELS, 0, 3, CLASSES), LOGITS, 2, gradient);
    for (int i = 0; i < LOGITS.length; i++) {
      float[] up = LOGITS.clone();
      float[] down = LOGITS.clone();
      up[i] += 1f / 1024;
      down[i] -= 1f / 1024;
      double slope = (loss(smoothing, up) - loss(smoothing, down)) * 512;
      assertThat((double) gradient[i]).isEqualTo(slope / 2, within(1e-6));
    }
  }

  @Test
  void equalLogitsUnderFullSmoothingAreAtTheMinimum() {
    float[] gradient = new float[CLASSES];
    double loss =
        new CrossEntropy(0.999)
            .gradient(LossBatch.ofLabels(new int[] {1}, 0, 1, CLASSES), new float[4], 1, gradient);
    assertThat(loss).isEqualTo(Math.log(CLASSES), within(1e-12));
    for (float value : gradient) {
      assertThat(value).isBetween(-1e-3f, 1e-3f);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void aSmoothingThatLeavesNoTargetIsRefused(double smoothing) {
    assertThatThrownBy(() -> new CrossEntropy(smoothing))
        .hasMessageContaining("label smoothing: " + smoothing);
  }

  @Test
  void aPartOfABatchIsThatOfItsOwnExamples() {
    float[] all = new float[LOGITS.length];
    float[] last = new float[2 * CLASSES];
    double first =
        CrossEntropy.PLAIN.gradient(
            LossBatch.ofLabels(LABELS, 0, 1, CLASSES), LOGITS, 3, new float[CLASSES]);
    float[] rest = Arrays.copyOfRange(LOGITS, CLASSES, LOGITS.length);
    double others =
        CrossEntropy.PLAIN.gradient(LossBatch.ofLabels(LABELS, 1, 2, CLASSES), rest, 3, last);
    double whole =
        CrossEntropy.PLAIN.gradient(LossBatch.ofLabels(LABELS, 0, 3, CLASSES), LOGITS, 3, all);
    assertThat(first + others).isEqualTo(whole, within(1e-12));
    assertThat(last).isEqualTo(Arrays.copyOfRange(all, CLASSES, all.length));
  }

  @Test
  void aLabelBeyondTheClassesIsRefused() {
    LossBatch batch = LossBatch.ofLabels(new int[] {4}, 0, 1, CLASSES);
    assertThatThrownBy(() -> CrossEntropy.PLAIN.gradient(batch, LOGITS, 1, new float[CLASSES]))
        .hasMessage("label: 4 (expected: 0 to 3)");
  }

  private static double loss(double smoothing, float[] logits) {
    return new CrossEntropy(smoothing)
        .gradient(LossBatch.ofLabels(LABELS, 0, 3, CLASSES), logits, 1, new float[logits.length]);
  }

  private static double probability(float[] logits, int example, int label) {
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      sum += Math.exp(logits[example * CLASSES + c]);
    }
    return Math.exp(logits[example * CLASSES + label]) / sum;
  }
}
