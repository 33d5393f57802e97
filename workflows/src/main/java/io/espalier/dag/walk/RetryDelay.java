package io.espalier.dag.walk;

import io.espalier.dag.TaskSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a task waits before its next try: exactly Airflow's arithmetic, in doubles and in its
 * order, so that a run retries at the second at which Airflow would.
 */
public final class RetryDelay {
  /** Airflow's {@code max_task_retry_delay}: no growing wait is longer, in seconds. */
  public static final long MAX_SECONDS = 86_400;

  // The power is computed to far more digits than a double holds and rounded once, which gives what
  // a good C library gives, on every JVM alike. Math.pow may differ between interpreter and JIT.
  private static final MathContext POWER = new MathContext(60);

  private RetryDelay() {}

  /**
   * Seconds to wait after a failed try.
   *
   * @param settings delay, multiplier and cap
   * @param tryNumber the try that failed, from 1
   */
  public static double seconds(
      TaskSettings settings,
      String dagId,
      String taskId,
      @Nullable Instant logicalDate,
      int tryNumber) {
    double delay = settings.retryDelaySeconds();
    double multiplier =
        settings.retryExponentialBackoff() != 0 ? settings.retryExponentialBackoff() : 1.0;
    if (multiplier == 1.0 || multiplier <= 0) {
      return delay;
    }
    BigInteger backoff = minimum(delay, multiplier, tryNumber);
    String position =
        dagId + "#" + taskId + "#" + PythonText.datetime(logicalDate) + "#" + tryNumber;
    BigInteger spread = backoff.add(sha1(position).mod(backoff));
    double seconds = spread.min(BigInteger.valueOf(MAX_SECONDS)).doubleValue();
    Double cap = settings.maxRetryDelaySeconds();
    return cap == null || cap == 0 ? seconds : Math.min(cap, seconds);
  }

  private static BigInteger minimum(double delay, double multiplier, int tryNumber) {
    double power = new BigDecimal(multiplier).pow(tryNumber - 1, POWER).doubleValue();
    double product = delay * power;
    // a power out of range is decided before the product: 0 s times it is not 0 s
    if (Double.isInfinite(power) || !Double.isFinite(product)) {
      return BigInteger.valueOf(MAX_SECONDS);
    }
    return new BigDecimal(Math.ceil(product)).toBigInteger().max(BigInteger.ONE);
  }

  private static BigInteger sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-1", e);
    }
  }
}
