package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AccuracyTest {
  @Test
  void ofEqualLogitsTheLowestClassCounts() {
    float[] logits = {1, 1, 0, 0, 2, 2};
    assertThat(Accuracy.of(logits, new int[] {0, 1}, 3).correct()).isEqualTo(2);
    assertThat(Accuracy.of(logits, new int[] {1, 2}, 3).correct()).isZero();
  }

  @Test
  void lossIsTheMeanOfMinusLogSoftmax() {
    float[] logits = {0, 0, 3, 1};
    double second = -Math.log(Math.exp(1) / (Math.exp(3) + Math.exp(1)));
    assertThat(Accuracy.of(logits, new int[] {0, 1}, 2).loss())
        .isCloseTo((Math.log(2) + second) / 2, within(1e-12));
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    float[] logits = {3e38f, -3e38f};
    assertThat(Accuracy.of(logits, new int[] {0}, 2).loss()).isZero();
    assertThat(Accuracy.of(logits, new int[] {1}, 2).loss()).isFinite().isGreaterThan(5e38);
  }

  @Test
  void logitsThatAreNotNumbersGiveNoFiniteLoss() {
    assertThat(Accuracy.of(new float[] {Float.NaN, 1}, new int[] {1}, 2).loss()).isNaN();
    assertThat(Accuracy.of(new float[] {1, Float.POSITIVE_INFINITY}, new int[] {1}, 2).loss())
        .isNaN();
  }
}
