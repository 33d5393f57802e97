package io.espalier.engine;

/** A training whose loss is no longer finite. */
public final class DivergedException extends RuntimeException {
  private final long iteration;

  /** Says where and with which loss. */
  public DivergedException(long iteration, double loss) {
    super("the loss is " + loss + " at iteration " + iteration + ": the training diverged");
    this.iteration = iteration;
  }

  /** The iteration whose loss was not finite, from 0. */
  public long iteration() {
    return iteration;
  }
}
