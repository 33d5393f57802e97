package io.espalier.operator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code split}: input {@code data} (the files, by ordinal), streams {@code split}, {@code
 * subset} and {@code label-noise} (replicate), the latter two only where they are used; output
 * {@code split}: which examples of which files train and validate, what their classes are, and what
 * their values become. First validation examples are held out, then the long tail is made of the
 * rest, then the subset, then the noise.
 *
 * @param data name of the data set
 * @param validation examples held out for validation, stratified by class; 0 for none
 * @param longTail null for all examples of every class
 * @param subset null for all that are left
 * @param labelNoise part of the training examples that get another class, null for none
 * @param normalise null for values from 0 to 1
 */
public record SplitParameters(
    String data,
    int validation,
    @Nullable LongTailParameters longTail,
    @Nullable SubsetParameters subset,
    @Nullable Double labelNoise,
    @Nullable NormaliseParameters normalise) {

  /** A split that only holds out validation examples. */
  public SplitParameters(String data, int validation) {
    this(data, validation, null, null, null, null);
  }

  /**
   * Of class c of C the first ⌊n·f^(c/(C−1)) + 10⁻⁹⌋ examples.
   *
   * @param factor f, in (0, 1]
   * @param largest n, null for the size of the largest class
   */
  public record LongTailParameters(double factor, @Nullable Integer largest) {}

  /**
   * How many examples to use; one of the two is null.
   *
   * @param count a number of them
   * @param fraction a part of them, in (0, 1]
   */
  public record SubsetParameters(@Nullable Integer count, @Nullable Double fraction) {
    /** Examples to use of so many; may be more than there are, which the split refuses. */
    public int of(int examples) {
      return count != null ? count : part(fraction == null ? 1 : fraction, examples);
    }
  }

  /**
   * What becomes of values from 0 to 1.
   *
   * @param by {@code channels}, {@code given} or {@code unit_length}
   * @param mean of each channel, only for given
   * @param sd of each channel, only for given
   */
  public record NormaliseParameters(
      String by, @Nullable List<Double> mean, @Nullable List<Double> sd) {}

  /** A part of so many, in exact decimal arithmetic; halves go to the even neighbour. */
  public static int part(double fraction, int of) {
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(of))
        .setScale(0, RoundingMode.HALF_EVEN)
        .intValueExact();
  }
}
