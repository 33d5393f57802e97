package io.espalier.cli.text;

import io.espalier.store.text.HumanFormat;
import java.util.List;
import java.util.Locale;

/**
 * Mean and sample standard deviation.
 *
 * @param n how many numbers
 * @param mean NaN for none
 * @param deviation with n − 1 in the denominator, NaN for fewer than two
 */
public record Spread(int n, double mean, double deviation) {
  /** Of these numbers. */
  public static Spread of(List<Double> numbers) {
    int n = numbers.size();
    double mean = numbers.stream().mapToDouble(Double::doubleValue).sum() / n;
    double squares = numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new Spread(
        n, n == 0 ? Double.NaN : mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
  }

  /** {@code 0.9712±0.0013}, without the deviation for one number, a dash for none. */
  public String text() {
    return Double.isNaN(deviation)
        ? HumanFormat.fraction(mean)
        : String.format(Locale.ROOT, "%.4f±%.4f", mean, deviation);
  }
}
