package io.espalier.kernel;

/**
 * The arithmetic of optimizers over plain arrays, in PyTorch's conventions. Every weight is updated
 * from its own gradient and state alone. Nothing is fused: each operation is rounded, as it stands
 * in the formula, so every implementation gives the same bits.
 *
 * <p>Gradients are read from index {@code at} on; weights and state from index {@code from} on.
 */
public abstract class Updates {
  /**
   * Added to a mean and taken off again, these round it to multiples of 2⁻¹⁰³ and 2⁻¹²³; what is
   * large enough to move a weight stays as it is. Without them the state of weights that get no
   * gradient for a while (of a pixel that is seldom on, of a dead neuron) decays into the denormal
   * numbers, stays there, and makes the whole update two to three times slower.
   */
  static final float FLUSH = 0x1p-80f;

  static final float FLUSH_SQUARES = 0x1p-100f;

  Updates() {}

  /** The fastest that this JVM can run, chosen as {@link Kernels#get} is. */
  public static Updates get() {
    return Kernels.get() instanceof VectorKernels ? named("vector") : named("plain");
  }

  /** The implementation of this name, {@code vector} or {@code plain}. */
  public static Updates named(String name) {
    return Kernels.isVector(name) ? new VectorUpdates() : new PlainUpdates();
  }

  /** g ← g + λw: the gradient of an L2 penalty. */
  public abstract void addDecay(float[] g, int at, float[] w, int from, int count, float lambda);

  /** w ← sw. */
  public abstract void scale(float[] w, int from, int count, float s);

  /** w ← w − γg. */
  public abstract void sgd(float[] g, int at, float[] w, int from, int count, float gamma);

  /** v ← μv + g; w ← w − γv. */
  public abstract void momentum(
      float[] g, int at, float[] w, float[] v, int from, int count, float gamma, float mu);

  /** v ← μv + g; w ← w − γ(g + μv). */
  public abstract void nesterov(
      float[] g, int at, float[] w, float[] v, int from, int count, float gamma, float mu);

  /** Kingma and Ba 2015, algorithm 1. */
  public abstract void adam(
      float[] g, int at, float[] w, float[] m, float[] v, int from, int count, Adam constants);

  /** Stores +0.0 wherever {@code kept} is 0 and leaves the rest, where it is −1, as it is. */
  public abstract void select(float[] values, int[] kept, int from, int count);

  /**
   * What a step of Adam needs: m ← m + a(g − m); v ← bv + cg²; w ← w − γm / (√v · r + ε).
   *
   * @param rest1 a = 1 − β₁
   * @param decay2 b = β₂
   * @param rest2 c = 1 − β₂
   * @param stepSize γ over the correction of the first moment's bias
   * @param rootCorrection r, one over the root of the correction of the second's
   */
  public record Adam(
      float rest1,
      float decay2,
      float rest2,
      float stepSize,
      float rootCorrection,
      float epsilon) {}
}
