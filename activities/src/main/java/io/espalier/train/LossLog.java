package io.espalier.train;

import java.util.Arrays;

/** The last losses of a training, as many as its means look back. */
public final class LossLog {
  private final int memory;
  private float[] recent;

  /**
   * A log that goes on.
   *
   * @param memory losses to keep
   * @param recent losses of earlier iterations, oldest first
   */
  public LossLog(int memory, float[] recent) {
    this.memory = memory;
    this.recent = recent.clone();
  }

  /** Adds the losses of further iterations. */
  public void add(float[] losses) {
    float[] all = Arrays.copyOf(recent, recent.length + losses.length);
    System.arraycopy(losses, 0, all, recent.length, losses.length);
    recent = Arrays.copyOfRange(all, Math.max(0, all.length - memory), all.length);
  }

  /** Mean of the last {@code count} losses, or of all that are kept if fewer. */
  public double meanOfLast(long count) {
    int from = (int) Math.max(0, recent.length - count);
    double sum = 0;
    for (int i = from; i < recent.length; i++) {
      sum += recent[i];
    }
    return sum / (recent.length - from);
  }

  /** The losses kept, oldest first. */
  public float[] recent() {
    return recent.clone();
  }
}
