package io.espalier.model.layer;

/**
 * A non-linearity: every value by itself, without parameters. What a layer gives is traced after
 * the non-linearity that directly follows it.
 */
public interface Elementwise extends Layer {
  /** What becomes of a value, the same bits on every machine. */
  double of(double x);

  /** The derivative; at a kink that of the left side. */
  double slope(double x);

  /** The derivative of {@link #slope}; 0 at a kink. */
  double bend(double x);

  @Override
  default int[] after(int[] in) {
    return in;
  }

  /** A zero has to stay a zero: a unit that nothing enters could not be taken out otherwise. */
  @Override
  default Units passing() {
    return of(0) == 0 ? Units.APART : Units.UNKNOWN;
  }
}
