package io.espalier.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutualLossTest {
  private static final int CLASSES = 4;
  private static final int[] LABELS = {2, 0, 3, 1, 1};
  private static final double[] OMEGA = {0.5, 0.3, 0.2};

  private static double[][] logits(int peers) {
    Random random = new Random(3);
    double[][] logits = new double[peers][LABELS.length * CLASSES];
    for (double[] row : logits) {
      Arrays.setAll(row, i -> 2 * random.nextGaussian());
    }
    return logits;
  }

  private static MutualLoss loss(double[][] logits, double alpha) {
    return new MutualLoss(logits, LABELS, CLASSES, alpha, false);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void slopesAreThoseOfTheLossAndOfItsDerivativesByTheWeights(double alpha) {
    double[][] slopes = loss(logits(3), alpha).slopes(OMEGA);
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < slopes[i].length; c++) {
        double[][] up = logits(3);
        double[][] down = logits(3);
        up[i][c] += 1e-5;
        down[i][c] -= 1e-5;
        double difference = loss(up, alpha).value(OMEGA) - loss(down, alpha).value(OMEGA);
        assertThat(slopes[i][c]).isCloseTo(difference / 2e-5, within(1e-9));
        for (int teacher = 0; teacher < 3; teacher++) {
          double taught = loss(up, alpha).taught(teacher) - loss(down, alpha).taught(teacher);
          assertThat(loss(logits(3), alpha).taughtSlopes(teacher)[i][c])
              .isCloseTo(taught / 2e-5, within(1e-9));
        }
      }
    }
  }

  @Test
  void theLossIsLinearInTheWeights() {
    MutualLoss loss = loss(logits(3), 0.4);
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += OMEGA[i] * loss.taught(i);
    }
    assertThat(loss.value(OMEGA)).isCloseTo(sum, within(1e-15));
  }

  @Test
  void withAStopGradientATeacherMovesByItsLabelsAlone() {
    MutualLoss stopped = new MutualLoss(logits(3), LABELS, CLASSES, 0.5, true);
    MutualLoss labelsAlone = loss(logits(3), 0);
    double[][] slopes = stopped.taughtSlopes(1);
    double[][] expected = labelsAlone.taughtSlopes(1);
    for (int c = 0; c < slopes[1].length; c++) {
      assertThat(slopes[1][c]).isCloseTo(expected[1][c] / 2, within(1e-15));
    }
    assertThat(slopes[0]).isNotEqualTo(new double[slopes[0].length]);
    assertThat(stopped.value(OMEGA)).isEqualTo(loss(logits(3), 0.5).value(OMEGA));
  }

  @Test
  void peersThatSayTheSameTeachEachOtherNothing() {
    double[] same = logits(1)[0];
    double[][] slopes = loss(new double[][] {same, same.clone(), same.clone()}, 1).slopes(OMEGA);
    for (double[] row : slopes) {
      assertThat(row).containsOnly(0.0);
    }
  }

  @Test
  void onePeerHasTheCrossEntropyWithTheShareOfTheLabels() {
    double[][] logits = logits(1);
    double sum = 0;
    for (int n = 0; n < LABELS.length; n++) {
      double total = 0;
      for (int c = 0; c < CLASSES; c++) {
        total += Math.exp(logits[0][n * CLASSES + c]);
      }
      sum += Math.log(total) - logits[0][n * CLASSES + LABELS[n]];
    }
    assertThat(loss(logits, 0.3).value(new double[] {1}))
        .isCloseTo(0.7 * sum / LABELS.length, within(1e-12));
  }

  @Test
  void theEnsemblesDerivativesAreThoseOfItsLoss() {
    double[][] logits = logits(3);
    EnsembleLoss loss = EnsembleLoss.of(logits, LABELS, CLASSES, OMEGA);
    for (int i = 0; i < 3; i++) {
      double[] up = OMEGA.clone();
      double[] down = OMEGA.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference =
          EnsembleLoss.of(logits, LABELS, CLASSES, up).value()
              - EnsembleLoss.of(logits, LABELS, CLASSES, down).value();
      assertThat(loss.direct()[i]).isCloseTo(difference / 2e-5, within(1e-9));
    }
  }
}
