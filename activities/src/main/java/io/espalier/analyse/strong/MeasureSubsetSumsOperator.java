package io.espalier.analyse.strong;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.construct.SubsetSum;
import io.espalier.dag.Place;
import io.espalier.random.RandomSource;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many random values n a subset sum needs so that 99 of 100 targets U(−1, 1) are within ε of
 * one: {@code least_values} of values U(−1, 1), {@code least_values_product} of products of these
 * with U(−2, 2), as a first layer has them; {@code item} is ε. {@code least_values_fit} and {@code
 * least_values_product_fit} are the parts of n's variance (R²) that a line in log(1/ε) explains.
 */
@AutoService(Descriptor.class)
public final class MeasureSubsetSumsOperator implements Operator<StrongTickets.None> {
  static final List<Double> ERRORS = List.of(0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001);

  private static final double WANTED = 0.99;

  private static final int TRIALS = 2000;

  @Override
  public String name() {
    return "measure_subset_sums";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Counts the random values that sums of subsets need to reach their targets.";
  }

  @Override
  public Class<StrongTickets.None> parameters() {
    return StrongTickets.None.class;
  }

  /** What analyses give is for analyses alone. */
  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public @Nullable Object run(StrongTickets.None parameters, StepContext context) {
    measure(context, "least_values", false);
    measure(context, "least_values_product", true);
    return null;
  }

  private static void measure(StepContext context, String name, boolean product) {
    Subject subject = Subject.of(Place.NONE);
    double[] logs = new double[ERRORS.size()];
    double[] least = new double[ERRORS.size()];
    int n = 1;
    for (int i = 0; i < logs.length; i++) {
      double epsilon = ERRORS.get(i);
      while (reached(context.random("subset-sums"), n, epsilon, product) < WANTED) {
        n++;
        context.progress((product ? 0.5 : 0) + 0.5 * i / logs.length);
      }
      logs[i] = StrictMath.log(1 / epsilon);
      least[i] = n;
      context.measure(
          name, subject.item(Double.toString(epsilon)), n, (long) TRIALS, null, null, "values");
    }
    context.measure(name + "_fit", subject, fit(logs, least), "");
  }

  /** Part of the targets that are reached. */
  static double reached(RandomSource random, int n, double epsilon, boolean product) {
    int reached = 0;
    double[] values = new double[n];
    for (int trial = 0; trial < TRIALS; trial++) {
      RandomSource own = random.at(product ? 1 : 0).at(n).at(trial);
      for (int k = 0; k < n; k++) {
        double v = 2 * own.uniform(2L * k) - 1;
        values[k] = product ? v * (4 * own.uniform(2L * k + 1) - 2) : v;
      }
      double target = 2 * own.uniform(2L * n) - 1;
      reached += SubsetSum.find(values, n, target, epsilon) == SubsetSum.NONE ? 0 : 1;
    }
    return (double) reached / TRIALS;
  }

  /** R² of a straight line. */
  static double fit(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElse(0);
    double meanY = Arrays.stream(y).average().orElse(0);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xy * xy / (xx * yy);
  }
}
