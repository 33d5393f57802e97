package io.espalier.analyse;

import io.espalier.step.StepContext;
import io.espalier.step.Subject;

/** How nearly the attributions of some examples add up to the changes of the output. */
final class Completeness {
  private final double tolerance;
  private long n;
  private long complete;
  private double sum;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /**
   * None yet.
   *
   * @param tolerance a residual is small that is at most this part of the change
   */
  Completeness(double tolerance) {
    this.tolerance = tolerance;
  }

  void add(NetworkAttribution.Of one) {
    double residual = one.residual();
    n++;
    sum += residual;
    low = Math.min(low, residual);
    high = Math.max(high, residual);
    complete += Math.abs(residual) <= tolerance * Math.abs(one.change()) ? 1 : 0;
  }

  /** Records mean and range of the residuals, and how many examples are complete. */
  void measure(StepContext context, Subject subject, String output) {
    if (n > 0) {
      context.measure("completeness_residual", subject, sum / n, n, low, high, output);
      context.measure("complete", subject, (double) complete / n, n, null, null, "fraction");
    }
  }
}
