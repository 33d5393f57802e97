package com.example.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.objective.CrossEntropy;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.objective.ObjectiveContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FocalObjectiveTest {
  private static final float[] LOGITS = {1.5f, -2, 0.25f, 0, 0, 60};
  private static final LossBatch BATCH = LossBatch.ofLabels(new int[] {0, 2}, 0, 2, 3);

  @Test
  void gammaZeroIsTheCrossEntropy() {
    float[] gradient = new float[6];
    float[] expected = new float[6];
    double loss = focal(0).gradient(BATCH, LOGITS, 2, gradient);

    assertThat(loss)
        .isCloseTo(CrossEntropy.PLAIN.gradient(BATCH, LOGITS, 2, expected), within(1e-12));
    assertThat(gradient).containsExactly(expected, within(1e-7f));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 2, 5})
  void theGradientIsThatOfTheLoss(double gamma) {
    float[] gradient = new float[6];
    focal(gamma).gradient(BATCH, LOGITS, 1, gradient);
    for (int i = 0; i < LOGITS.length; i++) {
      float[] up = LOGITS.clone();
      float[] down = LOGITS.clone();
      up[i] += 1f / 1024;
      down[i] -= 1f / 1024;
      double slope = (loss(gamma, up) - loss(gamma, down)) * 512;
      assertThat((double) gradient[i]).isCloseTo(slope, within(1e-5));
    }
  }

  @Test
  void anExampleThatIsRightCountsForNothing() {
    float[] certain = {60, 0, 0};
    LossBatch one = LossBatch.ofLabels(new int[] {0}, 0, 1, 3);
    float[] gradient = new float[3];
    assertThat(focal(2).gradient(one, certain, 1, gradient)).isCloseTo(0, within(1e-12));
    assertThat(gradient).containsExactly(new float[3], within(1e-12f));
  }

  private static double loss(double gamma, float[] logits) {
    return focal(gamma).gradient(BATCH, logits, 1, new float[6]);
  }

  private static Loss focal(double gamma) {
    FocalObjective.Settings settings = new FocalObjective.Settings(gamma);
    return new FocalObjective().loss(new ObjectiveContext(settings, 3, 0, null));
  }
}
