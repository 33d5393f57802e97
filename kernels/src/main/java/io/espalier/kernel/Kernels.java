package io.espalier.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of training over plain arrays, one thread, no state.
 *
 * <p>Activations are <i>feature-major</i>, {@code [features, lanes]}: the values of one feature for
 * all examples of a batch lie side by side. {@code lanes} is the batch size rounded up to a
 * multiple of {@value #BLOCK}, see {@link #lanes}; what stands in the lanes after the last example
 * is finite, and its gradient is 0.
 *
 * <p>Every implementation gives the same bits, on every CPU and every JVM. Products and sums are
 * fused ({@link Math#fma}); a sum over features or examples runs in index order; a sum over lanes
 * has {@value #BLOCK} accumulators, lane {@code b} adding to accumulator {@code b mod 16}, which
 * are then added in a fixed tree: {@code a[i] + a[i + 8]} first, then those 4 apart, 2 and 1.
 */
public abstract class Kernels {
  /** Lanes come in multiples of this; also the number of accumulators of a sum over lanes. */
  public static final int BLOCK = 16;

  /** Rows whose gradients are made at a time by {@link #outerProducts}; a multiple of 12. */
  public static final int ROWS = 24;

  /** Room that {@link #innerProducts} needs after its results: a multiple of {@link #BLOCK}. */
  public static final int ROOM = 272;

  Kernels() {}

  /**
   * The fastest that this JVM can run: over the Vector API where the JVM has it, in plain Java
   * otherwise. The system property {@code espalier.kernels} ({@code vector} or {@code plain}) says
   * otherwise.
   */
  public static Kernels get() {
    return Chosen.KERNELS;
  }

  /** The implementation of this name, {@code vector} or {@code plain}. */
  public static Kernels named(String name) {
    return isVector(name) ? new VectorKernels() : new PlainKernels();
  }

  static boolean isVector(String name) {
    if (!name.equals("vector") && !name.equals("plain")) {
      throw new IllegalArgumentException("kernels: " + name + " (expected: vector or plain)");
    }
    return name.equals("vector");
  }

  /** The number of lanes for so many examples. */
  public static int lanes(int examples) {
    return Math.multiplyExact((examples + BLOCK - 1) / BLOCK, BLOCK);
  }

  /** Its name and vector width, such as {@code vector 512 bit} or {@code plain}. */
  public abstract String name();

  /**
   * Products of a dense matrix with the activations: for every row {@code r} of {@code rows},
   * {@code y[r] = bias[r] + Σ w[r · rowStride + c · columnStride] x[c]} over {@code columns} in
   * their order.
   *
   * @param rows rows of the matrix, and of {@code y}
   * @param columns columns of the matrix, rows of {@code x}
   * @param bias one value a row of the matrix; null for zeros
   */
  public abstract void multiply(
      float[] w,
      int rowStride,
      int columnStride,
      int[] rows,
      int[] columns,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes);

  /**
   * Products of a sparse matrix with the activations: {@code y[r] = bias[r]} for every row {@code
   * r} of {@code rows}, and then, piece by piece, {@code y[row] += Σ w[k] x[columns[k]]}, {@code k}
   * from {@code from} to {@code to}.
   *
   * @param pieces triples of row, from and to; a row may have several
   * @param bias one value a row of the matrix; null for zeros
   */
  public abstract void multiplySparse(
      float[] w,
      int[] columns,
      int[] pieces,
      int[] rows,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes);

  /**
   * Gradients of up to {@value #ROWS} rows of a dense matrix: {@code g[i]_c = Σ dy[r]_b x[b]_c}
   * over the examples {@code b} in their order, {@code r = rows[from + i]}.
   *
   * @param to one after the last index into {@code rows}, at most {@code from + ROWS}
   * @param x example-major, {@code [examples, stride]}, with {@value #BLOCK} values after them
   * @param stride values of an example
   * @param g {@code [ROWS, lanes(stride)]}; what lies after {@code stride} in a row is arbitrary
   */
  public abstract void outerProducts(
      float[] dy,
      int lanes,
      int[] rows,
      int from,
      int to,
      float[] x,
      int stride,
      int examples,
      float[] g);

  /** {@code y[yAt + i] = s x[xAt + i]} for {@code count} values. */
  public abstract void scale(float s, float[] x, int xAt, float[] y, int yAt, int count);

  /**
   * Gradients of weights that share an output: {@code g[k − from] = Σ dy[dyRow]_b x[columns[k]]_b}
   * over the lanes.
   *
   * @param g with room for {@value #ROOM} values after those, which are overwritten too
   */
  public abstract void innerProducts(
      float[] dy, int dyRow, float[] x, int[] columns, int from, int to, int lanes, float[] g);

  /** {@code g[r] = Σ dy[r]_b} over the lanes, for every row of {@code rows}. */
  public abstract void sumLanes(float[] dy, int[] rows, int lanes, float[] g);

  /**
   * Σ {@code a[r]_b} over the rows {@code r} from {@code from} to {@code to} and the examples
   * {@code b}: each row's sum over its lanes, those of no example left out, and these in double
   * precision in the order of the rows.
   */
  public abstract double sum(float[] a, int from, int to, int lanes, int examples);

  /** As {@link #sum}, of {@code (a[r]_b − centreA) (b[r]_b − centreB)}. */
  public abstract double product(
      float[] a,
      float centreA,
      float[] b,
      float centreB,
      int from,
      int to,
      int lanes,
      int examples);

  /** {@code y = max(y, 0)} for the first {@code count} values, a multiple of {@value #BLOCK}. */
  public abstract void relu(float[] y, int count);

  /** {@code dy = 0} where {@code y} is 0, for what {@link #relu} made of {@code y}. */
  public abstract void reluGradient(float[] y, float[] dy, int count);

  /** {@link Convolutions#convolve} of one filter, one row of positions and one block of lanes. */
  abstract void convolveRow(
      float[] w,
      int[] offsets,
      int from,
      int to,
      float[] x,
      int at,
      int step,
      float start,
      float[] y,
      int target,
      int lanes,
      int width);

  /**
   * {@link Convolutions#correlate} of one filter, one row of positions and one block of lanes,
   * unsummed.
   */
  abstract void correlateRow(
      float[] dy,
      int dyAt,
      int dyStep,
      float[] x,
      int at,
      int step,
      int[] offsets,
      int from,
      int to,
      int width,
      float[] sums);

  /** {@code y = max(y, x)} for {@code count} values. */
  public abstract void max(float[] x, int xAt, float[] y, int yAt, int count);

  /**
   * Gives the gradient of a maximum to the first that is it: where {@code x} is {@code y}, bit by
   * bit, {@code rest} is added to {@code dx} and becomes 0.
   *
   * @param dx at {@code xAt}
   * @param y from index 0 on, as {@code rest}
   */
  public abstract void maxGradient(
      float[] x, int xAt, float[] y, float[] rest, float[] dx, int count);

  /**
   * Example-major to feature-major: {@code t[f · lanes + b] = a[b · stride + f]} for every feature
   * of {@code features}; the lanes after the last example become 0.
   */
  public final void toFeatures(
      float[] a, int stride, int examples, int[] features, float[] t, int lanes) {
    Transpose.toFeatures(a, stride, examples, features, t, lanes);
  }

  /** Feature-major to example-major: {@code t[b · stride + f] = a[f · lanes + b]}. */
  public final void toExamples(
      float[] a, int lanes, int examples, int features, float[] t, int stride) {
    Transpose.toExamples(a, lanes, examples, features, t, stride);
  }

  /** Chosen at first use. */
  private static final class Chosen {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      String named = System.getProperty("espalier.kernels");
      if (named != null) {
        return named(named);
      }
      try {
        return VectorModule.loaded() ? new VectorKernels() : new PlainKernels();
      } catch (LinkageError e) {
        // A later JDK whose Vector API is another one.
        return new PlainKernels();
      }
    }
  }
}
