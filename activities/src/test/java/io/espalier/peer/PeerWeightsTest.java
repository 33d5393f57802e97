package io.espalier.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerWeightsTest {
  @Test
  void weightsStayOnTheSimplexAndAboveTheFloorWhateverTheGradients() {
    Random random = new Random(5);
    for (int round = 0; round < 1000; round++) {
      double[] omega = PeerWeights.equal(5);
      for (int step = 0; step < 20; step++) {
        double[] gradient = random.doubles(5, -100, 100).toArray();
        omega = PeerWeights.step(omega, gradient, random.nextDouble(), 0.01);
        assertThat(Arrays.stream(omega).sum()).as("round %d", round).isCloseTo(1, within(1e-12));
        for (double weight : omega) {
          assertThat(weight).isGreaterThanOrEqualTo(0.01);
        }
      }
    }
  }

  @Test
  void theStepIsThatOfTheFormula() {
    double[] next =
        PeerWeights.step(new double[] {0.5, 0.3, 0.2}, new double[] {1, -2, 0.5}, 0.3, 1e-6);
    double a = 0.5 * Math.exp(-0.3);
    double b = 0.3 * Math.exp(0.6);
    double c = 0.2 * Math.exp(-0.15);
    assertThat(next)
        .containsExactly(
            new double[] {a / (a + b + c), b / (a + b + c), c / (a + b + c)}, within(1e-15));
  }

  @Test
  void aConstantAddedToTheGradientChangesNothing() {
    double[] omega = {0.5, 0.3, 0.2};
    // Whole numbers, of which sums are exact.
    double[] plain = PeerWeights.step(omega, new double[] {1, -2, 3}, 0.3, 0.001);
    double[] more = PeerWeights.step(omega, new double[] {1025, 1022, 1027}, 0.3, 0.001);
    assertThat(more).isEqualTo(plain);
  }

  @Test
  void equalGradientsLeaveEqualWeightsAsTheyAre() {
    double[] omega = PeerWeights.equal(4);
    assertThat(PeerWeights.step(omega, new double[] {7.1, 7.1, 7.1, 7.1}, 0.5, 0.001))
        .isEqualTo(omega);
  }

  @Test
  void whatFallsToTheFloorComesBack() {
    double[] low = PeerWeights.step(PeerWeights.equal(2), new double[] {1000, 0}, 1, 0.01);
    assertThat(low).containsExactly(0.01, 0.99);
    double[] back = PeerWeights.step(low, new double[] {0, 10}, 1, 0.01);
    assertThat(back[0]).isGreaterThan(0.9);
  }
}
