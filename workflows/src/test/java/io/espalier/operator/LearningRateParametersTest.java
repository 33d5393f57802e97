package io.espalier.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.operator.LearningRateParameters.DecayPiece;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules against the closed forms of PyTorch's documentation. */
final class LearningRateParametersTest {
  private static final double BASE = 0.1;
  private static final int END = 200;

  @Test
  void aCosineIsThatOfCosineAnnealingLr() {
    LearningRateParameters rate = decay(0, new DecayPiece("cosine", END, 1, 0.05));
    for (int t = 0; t < END; t++) {
      double floor = 0.05 * BASE;
      double closed = floor + (BASE - floor) * (1 + Math.cos(Math.PI * t / END)) / 2;
      assertThat(rate.at(t)).isEqualTo(closed, within(1e-15));
    }
    assertThat(rate.at(0)).isEqualTo(BASE);
    assertThat(rate.at(END)).isEqualTo(BASE * 0.05);
    assertThat(rate.at(END + 1_000)).isEqualTo(BASE * 0.05);
  }

  @Test
  void aLineIsThatOfLinearLr() {
    LearningRateParameters rate = decay(0, new DecayPiece("linear", END, 1, 0.25));
    for (int t = 0; t <= END; t++) {
      double closed = BASE * (1 + (0.25 - 1) * t / END);
      assertThat(rate.at(t)).isEqualTo(closed, within(1e-15));
    }
  }

  @Test
  void stepsAreThoseOfMultiStepLrAndMultiplyEverythingElse() {
    LearningRateParameters steps = new LearningRateParameters(BASE, 0, List.of(80L, 120L), 0.1);
    assertThat(new double[] {steps.at(0), steps.at(79), steps.at(80), steps.at(120)})
        .containsExactly(new double[] {BASE, BASE, BASE * 0.1, BASE * 0.1 * 0.1}, within(1e-18));
    List<DecayPiece> cosine = List.of(new DecayPiece("cosine", END, 1, 0));
    LearningRateParameters both =
        new LearningRateParameters(BASE, 10, List.of(80L, 120L), 0.1, cosine);
    LearningRateParameters warm = new LearningRateParameters(1, 10, List.of(), 1, cosine);
    for (int t = 0; t < END; t++) {
      assertThat(both.at(t)).isEqualTo(steps.at(t) * warm.at(t), within(1e-15));
    }
  }

  @Test
  void aDecayBeginsWhereTheWarmUpEnds() {
    LearningRateParameters rate = decay(50, new DecayPiece("cosine", END, 1, 0));
    assertThat(rate.at(0)).isEqualTo(BASE / 50);
    assertThat(rate.at(48)).isEqualTo(BASE * 49 / 50);
    assertThat(rate.at(49)).isEqualTo(BASE);
    assertThat(rate.at(50)).isEqualTo(BASE);
    assertThat(rate.at(125)).isEqualTo(BASE / 2, within(1e-15));
  }

  @Test
  void piecesFollowEachOtherWhateverTheirShapes() {
    LearningRateParameters rate =
        decay(
            0,
            new DecayPiece("linear", 40, 0.2, 1),
            new DecayPiece("linear", 60, 1, 1),
            new DecayPiece("cosine", 100, 1, 0),
            new DecayPiece("cosine", END, 0.5, 0));
    assertThat(rate.at(0)).isEqualTo(BASE * 0.2, within(1e-15));
    assertThat(rate.at(20)).isEqualTo(BASE * 0.6, within(1e-15));
    assertThat(rate.at(59)).isEqualTo(BASE);
    assertThat(rate.at(80)).isEqualTo(BASE / 2, within(1e-15));
    assertThat(rate.at(100)).as("a warm restart").isEqualTo(BASE / 2);
    assertThat(rate.at(150)).isEqualTo(BASE / 4, within(1e-15));
  }

  @Test
  void anUnknownShapeIsRefused() {
    assertThatThrownBy(() -> new DecayPiece("sine", 1, 1, 0))
        .hasMessage("shape: sine (expected one of: linear, cosine)");
  }

  private static LearningRateParameters decay(long warmup, DecayPiece... pieces) {
    return new LearningRateParameters(BASE, warmup, List.of(), 1, List.of(pieces));
  }
}
