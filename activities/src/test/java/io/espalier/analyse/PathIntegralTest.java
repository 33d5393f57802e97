package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The axioms of integrated gradients, on functions whose integrals are known. */
final class PathIntegralTest {
  private static final List<String> RULES =
      List.of("right", "left", "midpoint", "trapezoid", "gauss_legendre");

  private static double[] attributions(
      String rule, int steps, double[] from, double[] to, PathIntegral.Gradient gradient) {
    return PathIntegral.attributions(Quadrature.of(rule, steps), from, to, gradient);
  }

  /** F(x) = Σ v_j tanh(Σ w_ji x_i + b_j). */
  private record TanhNet(double[][] w, double[] b, double[] v) {
    static TanhNet drawn(long seed) {
      Random random = new Random(seed);
      double[][] w = new double[5][4];
      double[] b = new double[5];
      double[] v = new double[5];
      for (int j = 0; j < 5; j++) {
        for (int i = 0; i < 4; i++) {
          w[j][i] = random.nextGaussian();
        }
        b[j] = random.nextGaussian();
        v[j] = random.nextGaussian();
      }
      return new TanhNet(w, b, v);
    }

    private double hidden(int j, double[] x) {
      double sum = b[j];
      for (int i = 0; i < x.length; i++) {
        sum += w[j][i] * x[i];
      }
      return Math.tanh(sum);
    }

    double of(double[] x) {
      double sum = 0;
      for (int j = 0; j < v.length; j++) {
        sum += v[j] * hidden(j, x);
      }
      return sum;
    }

    double[] gradient(double[] x) {
      double[] slopes = new double[x.length];
      for (int j = 0; j < v.length; j++) {
        double h = hidden(j, x);
        for (int i = 0; i < x.length; i++) {
          slopes[i] += v[j] * (1 - h * h) * w[j][i];
        }
      }
      return slopes;
    }

    double residual(String rule, int steps, double[] from, double[] to) {
      double sum = Arrays.stream(attributions(rule, steps, from, to, this::gradient)).sum();
      return sum - (of(to) - of(from));
    }
  }

  @Test
  void attributionsAddUpToTheChangeTheBetterTheMoreStepsThereAre() {
    TanhNet net = TanhNet.drawn(11);
    double[] from = new double[4];
    double[] to = {0.9, -0.4, 0.3, 1.1};
    double at10 = Math.abs(net.residual("midpoint", 10, from, to));
    double at50 = Math.abs(net.residual("midpoint", 50, from, to));
    double at300 = Math.abs(net.residual("midpoint", 300, from, to));

    // The midpoint rule's error goes down with the square of the steps.
    assertThat(at10).isLessThan(0.02);
    assertThat(at10 / at50).isBetween(20.0, 30.0);
    assertThat(at50 / at300).isBetween(34.0, 38.0);
    double trapezoid = net.residual("trapezoid", 300, from, to);
    assertThat(trapezoid / net.residual("midpoint", 300, from, to)).isBetween(-2.1, -1.9);
    // The right sum's error is that of the trapezoids and a part that goes down with the steps.
    assertThat(beyondTrapezoids(net, 50, from, to) / beyondTrapezoids(net, 300, from, to))
        .isBetween(5.99, 6.01);
  }

  private static double beyondTrapezoids(TanhNet net, int steps, double[] from, double[] to) {
    return net.residual("right", steps, from, to) - net.residual("trapezoid", steps, from, to);
  }

  @Test
  void theSmallerOfTwoInputsHasAllOfIt() {
    PathIntegral.Gradient min = x -> x[0] <= x[1] ? new double[] {1, 0} : new double[] {0, 1};
    for (String rule : RULES) {
      assertThat(attributions(rule, 7, new double[2], new double[] {1, 3}, min))
          .containsExactly(new double[] {1, 0}, within(1e-15));
    }
  }

  @Test
  void whatSaturatesHasAnAttributionWhereItsGradientIsGone() {
    PathIntegral.Gradient saturating = x -> new double[] {x[0] < 1 ? 1 : 0};

    assertThat(saturating.at(new double[] {2})).containsExactly(0);
    assertThat(attributions("midpoint", 50, new double[1], new double[] {2}, saturating))
        .containsExactly(new double[] {1}, within(1e-12));
  }

  @Test
  void midpointAndTrapezoidAreExactForQuadraticsAtOneStep() {
    // F = ½ xᵀAx + bᵀx with a symmetric A.
    double[][] a = {{2, -1, 0.5}, {-1, 3, 0.25}, {0.5, 0.25, -4}};
    double[] b = {0.3, -0.7, 2};
    double[] from = {1, -2, 0.5};
    double[] to = {-0.5, 3, 2};
    PathIntegral.Gradient gradient = x -> plus(product(a, x), b);
    double change = quadratic(a, b, to) - quadratic(a, b, from);
    double[] d = {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
    for (int steps : new int[] {1, 2, 9}) {
      assertThat(sum("midpoint", steps, from, to, gradient)).isCloseTo(change, within(1e-12));
      assertThat(sum("trapezoid", steps, from, to, gradient)).isCloseTo(change, within(1e-12));
      assertThat(sum("right", steps, from, to, gradient) - change)
          .isCloseTo(dot(d, product(a, d)) / (2 * steps), within(1e-12));
    }
  }

  private static double sum(
      String rule, int steps, double[] from, double[] to, PathIntegral.Gradient gradient) {
    return Arrays.stream(attributions(rule, steps, from, to, gradient)).sum();
  }

  private static double quadratic(double[][] a, double[] b, double[] x) {
    return dot(x, product(a, x)) / 2 + dot(b, x);
  }

  private static double[] product(double[][] a, double[] x) {
    return Arrays.stream(a).mapToDouble(row -> dot(row, x)).toArray();
  }

  private static double[] plus(double[] one, double[] other) {
    double[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  @Test
  void anInputThatNothingDependsOnHasNone() {
    TanhNet net = TanhNet.drawn(5);
    for (double[] row : net.w()) {
      row[2] = 0;
    }
    for (String rule : RULES) {
      assertThat(attributions(rule, 20, new double[4], new double[] {1, 2, 3, 4}, net::gradient)[2])
          .isZero();
    }
  }

  @Test
  void attributionsAreLinearInTheFunction() {
    TanhNet one = TanhNet.drawn(5);
    TanhNet other = TanhNet.drawn(6);
    double[] from = {0.1, 0.2, -0.3, 0};
    double[] to = {1, -1, 0.5, 0.25};
    for (String rule : RULES) {
      double[] sum =
          attributions(
              rule,
              20,
              from,
              to,
              x -> {
                double[] slopes = one.gradient(x);
                double[] others = other.gradient(x);
                for (int i = 0; i < slopes.length; i++) {
                  slopes[i] = 2 * slopes[i] - 3 * others[i];
                }
                return slopes;
              });
      double[] first = attributions(rule, 20, from, to, one::gradient);
      double[] second = attributions(rule, 20, from, to, other::gradient);
      for (int i = 0; i < sum.length; i++) {
        assertThat(sum[i]).isCloseTo(2 * first[i] - 3 * second[i], within(1e-12));
      }
    }
  }

  @Test
  void inputsThatCanBeExchangedHaveTheSame() {
    // F = tanh(x0 + x1) · x2 is the same with x0 and x1 exchanged.
    PathIntegral.Gradient gradient =
        x -> {
          double h = Math.tanh(x[0] + x[1]);
          return new double[] {(1 - h * h) * x[2], (1 - h * h) * x[2], h};
        };
    for (String rule : RULES) {
      double[] found =
          attributions(rule, 30, new double[] {0.2, 0.2, 0}, new double[] {0.7, 0.7, 2}, gradient);
      assertThat(found[0]).isEqualTo(found[1]);
    }
  }

  @Test
  void weightsOfARuleAddUpToOne() {
    for (String rule : RULES) {
      for (int steps : new int[] {1, 2, 50, 300}) {
        Quadrature quadrature = Quadrature.of(rule, steps);
        assertThat(quadrature.points().stream().mapToDouble(Quadrature.Point::weight).sum())
            .isCloseTo(1, within(1e-12));
        assertThat(quadrature.points()).hasSize(rule.equals("trapezoid") ? steps + 1 : steps);
      }
    }
    assertThatThrownBy(() -> Quadrature.of("right", 0)).hasMessageContaining("steps: 0");
    assertThatThrownBy(() -> Quadrature.of("simpson", 1))
        .hasMessageContaining(
            "rule: simpson (expected one of: right, left, midpoint, trapezoid, gauss_legendre)");
  }

  /**
   * Values of NumPy in double precision. Those of Captum 0.9 are the same to 5e-8 (its weights are
   * in single precision), but for its riemann_trapezoid, which is another rule.
   */
  @Test
  void everyRuleGivesTheValuesOfPlainNumpy() {
    TanhNet net =
        new TanhNet(
            new double[][] {{0.5, -0.25, 0.75}, {-1, 0.5, 0.25}, {0.2, 0.9, -0.6}},
            new double[] {0.1, -0.2, 0.3},
            new double[] {1.5, -0.75, 0.5});
    double[] from = {0.1, 0.2, -0.3};
    double[] to = {0.9, -0.4, 1.1};

    assertThat(net.of(to) - net.of(from)).isCloseTo(1.372784328492266, within(1e-14));
    Map.of(
            "right",
            new double[] {0.8011063048649499, 0.03238832443642712, 0.37521910276016074},
            "left",
            new double[] {0.912971183968331, 0.07891728523813855, 0.5409702677952348},
            "midpoint",
            new double[] {0.8589981115330828, 0.05496864861074508, 0.45981774934216524},
            "trapezoid",
            new double[] {0.8570387444166405, 0.05565280483728284, 0.45809468527769764},
            "gauss_legendre",
            new double[] {0.8583444800089313, 0.0551970415246931, 0.4592428334411879})
        .forEach(
            (rule, values) ->
                assertThat(attributions(rule, 7, from, to, net::gradient))
                    .as(rule)
                    .containsExactly(values, within(1e-13)));
  }

  @Test
  void gaussAndLegendresPointsAreThoseOfNumpyAndExactForPolynomials() {
    assertThat(Quadrature.of("gauss_legendre", 5).points())
        .extracting(Quadrature.Point::position)
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-15 ? 0 : 1, Double.class)
        .containsExactly(
            0.04691007703066802, 0.23076534494715845, 0.5, 0.7692346550528415, 0.9530899229693319);
    for (int n : new int[] {1, 2, 3, 8, 50, 300}) {
      int degree = 2 * n - 1;
      double sum = 0;
      for (Quadrature.Point point : Quadrature.of("gauss_legendre", n).points()) {
        sum += point.weight() * Math.pow(point.position(), degree);
      }
      assertThat(sum).as("%d points", n).isCloseTo(1.0 / (degree + 1), within(1e-13));
    }
  }
}
