package io.espalier.score.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.score.path.SingeCriterion.Settings;
import io.espalier.score.path.SingeCriterion.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against quadratic and linear losses L(W) = W·A·W / 2 + b·W in double precision. */
class GradientPathTest {
  private static final double[] W = {1.5, -0.5, 2, 0.25};
  private static final double[][] A = {
    {2, 0.5, 0, 0}, {0.5, 1, 0.25, 0}, {0, 0.25, 3, -1}, {0, 0, -1, 1}
  };
  private static final double[][] NONE = new double[4][4];
  private static final double[] B = {-1, 2, 0.5, -0.25};

  /** Values of NumPy, for mu = .8 and four steps. */
  @ParameterizedTest
  @CsvSource({
    "IG, 1, 39.10300000000001",
    "SINGE, 1, 39.081856",
    "IG, 2, 22.48219964772131",
    "SINGE, 2, 29.708269386175026",
    "IG, 3, 19.84030475598215",
    "SINGE, 3, 29.044825867288765"
  })
  void normsAreThoseOfAnotherProgram(Variant variant, double p, double expected) {
    double score = score(new Settings(variant, p, 0.8, 4), A);

    assertThat(score).isCloseTo(expected, within(1e-12));
  }

  @Test
  void signedIsTheChangeOfAQuadraticLossAfterOneMidpointStep() {
    double score = score(new Settings(Variant.SIGNED, 2, 0.9, 1), A);

    assertThat(score).isCloseTo(-loss(A), within(1e-12));
  }

  /** Of one parameter the norm is the product itself, whose sum is a Riemann sum. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20})
  void onALinearLossTheSumIsTheChangeThatTheGridCovers(int steps) {
    double mu = 0.9;
    double slope = -3;
    double w = 0.7;
    double[][] slopes = new double[steps][1];
    for (double[] at : slopes) {
      at[0] = slope;
    }

    double sum =
        (1 - mu)
            * GradientPath.score(
                new Settings(Variant.SINGE, 2, mu, steps), new double[] {w}, slopes);

    double covered = 1 - Math.pow(mu, steps);
    assertThat(sum).isCloseTo(covered * Math.abs(slope * w), within(1e-12));
    assertThat(
            GradientPath.score(
                new Settings(Variant.SIGNED, 2, mu, steps), new double[] {w}, slopes))
        .isCloseTo(-slope * w, within(1e-12));
  }

  @Test
  void ofOneStepIsTheNormOfParametersTimesGradients() {
    double[] gradient = slopes(A, 1);
    double sum = 0;
    for (int i = 0; i < W.length; i++) {
      sum += Math.pow(W[i] * gradient[i], 2);
    }

    assertThat(score(new Settings(Variant.SINGE, 2, 0.9, 1), A))
        .isCloseTo(Math.sqrt(sum), within(1e-12));
  }

  @Test
  void theGridIsGeometricFromTheWholeUnitOnAndThatOfSignedIsEven() {
    assertThat(GradientPath.positions(new Settings(Variant.IG, 2, 0.5, 3)))
        .containsExactly(1, 0.5, 0.25);
    assertThat(GradientPath.positions(new Settings(Variant.SIGNED, 2, 0.5, 2)))
        .containsExactly(0.25, 0.75);
  }

  @Test
  void onALinearLossSignedNeedsNoMoreThanOneStep() {
    assertThat(score(new Settings(Variant.SIGNED, 2, 0.9, 1), NONE))
        .isCloseTo(-loss(NONE), within(1e-12));
  }

  private static double score(Settings settings, double[][] a) {
    double[] positions = GradientPath.positions(settings);
    double[][] slopes = new double[positions.length][];
    for (int s = 0; s < positions.length; s++) {
      slopes[s] = slopes(a, positions[s]);
    }
    return GradientPath.score(settings, W, slopes);
  }

  private static double[] slopes(double[][] a, double t) {
    double[] slopes = B.clone();
    for (int i = 0; i < W.length; i++) {
      for (int k = 0; k < W.length; k++) {
        slopes[i] += a[i][k] * t * W[k];
      }
    }
    return slopes;
  }

  private static double loss(double[][] a) {
    double loss = 0;
    for (int i = 0; i < W.length; i++) {
      loss += B[i] * W[i];
      for (int k = 0; k < W.length; k++) {
        loss += W[i] * a[i][k] * W[k] / 2;
      }
    }
    return loss;
  }
}
