package io.espalier.train;

/**
 * How many iterations to train before looking up: about as many as take a fifth of a second, so
 * that a cancel is seen soon. Time decides only this, never a result.
 */
final class Stretch {
  private static final double TARGET_NANOS = 200e6;

  private long iterations = 1;

  /** Iterations of the next stretch, at least 1. */
  long iterations() {
    return iterations;
  }

  /** Learns from the last stretch. */
  void took(long done, long nanos) {
    double fitting = TARGET_NANOS * done / Math.max(1, nanos);
    iterations = Math.max(1, (long) Math.min(2.0 * iterations, fitting));
  }
}
