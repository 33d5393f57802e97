package io.espalier.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.model.Initialisation;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HypergradientTest {
  private static final int CLASSES = 3;
  private static final double RATE = 0.2;
  private static final double ALPHA = 0.5;

  /**
   * Linear peers in double precision: peer i sees the first inputs alone and has logits W x. The
   * formula, put together of the same slopes, is held against L2 after a step to many digits.
   */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theFormulaIsTheDerivativeOfTheOuterLossAfterOneStep(boolean stop) {
    Linear linear = new Linear(new int[] {5, 3, 2}, stop);
    double[] omega = {0.5, 0.3, 0.2};
    double[] gradient = linear.formula(omega);
    for (int i = 0; i < omega.length; i++) {
      double[] up = omega.clone();
      double[] down = omega.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference = (linear.outerAfterStep(up) - linear.outerAfterStep(down)) / 2e-5;
      assertThat(gradient[i]).isCloseTo(difference, within(1e-8));
    }
    assertThat(gradient[0]).isNotCloseTo(linear.direct(omega)[0], within(1e-4));
  }

  /** Kinks of the network's ReLU lie between the two ends, so the difference is a little off. */
  @ParameterizedTest
  @CsvSource({"jvm,false", "jvm,true", "dl4j-cpu,false"})
  void onExecutorsItIsThatDerivativeToSinglePrecision(String executor, boolean stop) {
    NetworkSpec spec = Catalog.builtIn().get(Network.class, "lenet-300-100").spec();
    Random random = new Random(11);
    SortedMap<String, Tensor> start =
        Initialisation.weights(
            spec, RandomSource.of(new RandomStream("initialise", 7, List.of(1L))));
    float[] inputs = uniform(random, 20 * 784);
    float[] outer = uniform(random, 20 * 784);
    int[] labels = random.ints(20, 0, 10).toArray();
    int[] outerLabels = random.ints(20, 0, 10).toArray();
    Executor runs = Catalog.builtIn().get(Executor.class, executor);
    try (Peers peers = Peers.open(runs, spec, masks(), null, start, null)) {
      float[] theta = peers.layout().flatten(start, "");
      double[] omega = {0.6, 0.4};
      Stepped stepped = new Stepped(peers, theta, inputs, labels, stop);
      double[] gradient =
          new Hypergradient(peers, 10, false)
              .at(
                  new Hypergradient.Inner(theta, inputs, labels, stepped.loss()),
                  RATE,
                  stepped.theta(omega),
                  outer,
                  outerLabels,
                  omega);
      double second = 0;
      for (int i = 0; i < 2; i++) {
        double[] up = omega.clone();
        double[] down = omega.clone();
        up[i] += 0.001;
        down[i] -= 0.001;
        double difference =
            stepped.outer(up, outer, outerLabels) - stepped.outer(down, outer, outerLabels);
        assertThat(gradient[i]).isCloseTo(difference / 0.002, within(2e-3));
        double direct =
            new Hypergradient(peers, 10, true)
                .at(
                    new Hypergradient.Inner(theta, inputs, labels, stepped.loss()),
                    RATE,
                    stepped.theta(omega),
                    outer,
                    outerLabels,
                    omega)[i];
        second += Math.abs(gradient[i] - direct);
      }
      assertThat(second).isGreaterThan(0.01);
    }
  }

  @Test
  void identicalPeersHaveEqualGradients() {
    Linear linear = new Linear(new int[] {4, 4, 4}, false);
    double[] gradient = linear.formula(PeerWeights.equal(3));
    assertThat(gradient[1]).isCloseTo(gradient[0], within(1e-14));
    assertThat(gradient[2]).isCloseTo(gradient[0], within(1e-14));
  }

  private static List<Mask> masks() {
    Network network = Catalog.builtIn().get(Network.class, "lenet-300-100");
    Mask whole = Mask.dense(network, Granularity.FILTER, List.of());
    SortedMap<String, int[]> shapes = whole.shapes();
    boolean[] fc1 = whole.flags("fc1.weight").clone();
    Arrays.fill(fc1, 100 * 784, 300 * 784, false);
    boolean[] fc2 = whole.flags("fc2.weight").clone();
    Arrays.fill(fc2, 0, 50 * 300, false);
    return List.of(whole, new Mask(shapes, Map.of("fc1.weight", fc1, "fc2.weight", fc2)));
  }

  private static float[] uniform(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** One step of the inner training at any ω. */
  private record Stepped(Peers peers, float[] before, float[] inputs, int[] labels, boolean stop) {
    MutualLoss loss() {
      double[][] logits = peers.logits(before, inputs, labels.length, false);
      return new MutualLoss(logits, labels, 10, ALPHA, stop);
    }

    float[] theta(double[] omega) {
      float[] gradient = peers.gradient(before, inputs, labels.length, loss().slopes(omega));
      float[] after = before.clone();
      for (int i = 0; i < after.length; i++) {
        after[i] -= (float) (RATE * gradient[i]);
      }
      return after;
    }

    double outer(double[] omega, float[] on, int[] onLabels) {
      double[][] logits = peers.logits(theta(omega), on, onLabels.length, false);
      return EnsembleLoss.of(logits, onLabels, 10, omega).value();
    }
  }

  private static final class Linear {
    private final int[] widths;
    private final boolean stop;
    private final double[] weights = new double[CLASSES * 5];
    private final double[] inner = new double[6 * 5];
    private final double[] outer = new double[7 * 5];
    private final int[] labels = {0, 1, 2, 2, 1, 0};
    private final int[] outerLabels = {2, 1, 0, 0, 1, 2, 2};

    Linear(int[] widths, boolean stop) {
      this.widths = widths;
      this.stop = stop;
      Random random = new Random(2);
      for (double[] values : List.of(weights, inner, outer)) {
        Arrays.setAll(values, i -> random.nextGaussian());
      }
    }

    private double[][] logits(double[] at, double[] inputs) {
      double[][] logits = new double[widths.length][inputs.length / 5 * CLASSES];
      for (int i = 0; i < widths.length; i++) {
        for (int c = 0; c < logits[i].length; c++) {
          for (int x = 0; x < widths[i]; x++) {
            logits[i][c] += at[c % CLASSES * 5 + x] * inputs[c / CLASSES * 5 + x];
          }
        }
      }
      return logits;
    }

    private double[] back(double[] inputs, double[][] slopes) {
      double[] gradient = new double[weights.length];
      for (int i = 0; i < widths.length; i++) {
        for (int c = 0; c < slopes[i].length; c++) {
          for (int x = 0; x < widths[i]; x++) {
            gradient[c % CLASSES * 5 + x] += slopes[i][c] * inputs[c / CLASSES * 5 + x];
          }
        }
      }
      return gradient;
    }

    private MutualLoss loss() {
      return new MutualLoss(logits(weights, inner), labels, CLASSES, ALPHA, stop);
    }

    private double[] step(double[] omega) {
      double[] gradient = back(inner, loss().slopes(omega));
      double[] after = weights.clone();
      Arrays.setAll(after, i -> after[i] - RATE * gradient[i]);
      return after;
    }

    double outerAfterStep(double[] omega) {
      return ensemble(omega).value();
    }

    double[] direct(double[] omega) {
      return ensemble(omega).direct();
    }

    private EnsembleLoss ensemble(double[] omega) {
      return EnsembleLoss.of(logits(step(omega), outer), outerLabels, CLASSES, omega);
    }

    double[] formula(double[] omega) {
      EnsembleLoss after = ensemble(omega);
      double[][] slopes = new double[widths.length][];
      for (int i = 0; i < slopes.length; i++) {
        double weight = omega[i];
        slopes[i] = Arrays.stream(after.slopes()).map(slope -> weight * slope).toArray();
      }
      double[] direction = back(outer, slopes);
      double[] gradient = after.direct().clone();
      for (int i = 0; i < gradient.length; i++) {
        double[] taught = back(inner, loss().taughtSlopes(i));
        for (int w = 0; w < taught.length; w++) {
          gradient[i] -= RATE * direction[w] * taught[w];
        }
      }
      return gradient;
    }
  }
}
