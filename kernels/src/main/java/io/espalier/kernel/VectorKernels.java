package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** The kernels over the Vector API, with vectors of any width up to 16 values. */
final class VectorKernels extends Kernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();

  @Override
  public String name() {
    return "vector " + S.vectorBitSize() + " bit";
  }

  @Override
  public void multiply(
      float[] w,
      int rowStride,
      int columnStride,
      int[] rows,
      int[] columns,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    DenseBlocks.multiply(w, rowStride, columnStride, rows, columns, x, bias, y, lanes);
  }

  @Override
  public void multiplySparse(
      float[] w,
      int[] columns,
      int[] pieces,
      int[] rows,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    SparseRows.multiply(w, columns, pieces, rows, x, bias, y, lanes);
  }

  @Override
  public void outerProducts(
      float[] dy,
      int lanes,
      int[] rows,
      int from,
      int to,
      float[] x,
      int stride,
      int examples,
      float[] g) {
    OuterBlocks.outerProducts(dy, lanes, rows, from, to, x, stride, examples, g);
  }

  @Override
  public void scale(float s, float[] x, int xAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, x, xAt + i).mul(s).intoArray(y, yAt + i);
    }
    for (; i < count; i++) {
      y[yAt + i] = s * x[xAt + i];
    }
  }

  @Override
  public void innerProducts(
      float[] dy, int dyRow, float[] x, int[] columns, int from, int to, int lanes, float[] g) {
    SparseRows.innerProducts(dy, dyRow, x, columns, from, to, lanes, g);
  }

  @Override
  public void sumLanes(float[] dy, int[] rows, int lanes, float[] g) {
    SparseRows.sumLanes(dy, rows, lanes, g);
  }

  @Override
  public double sum(float[] a, int from, int to, int lanes, int examples) {
    return RowSums.total(a, 0f, null, 0f, from, to, lanes, examples);
  }

  @Override
  public double product(
      float[] a,
      float centreA,
      float[] b,
      float centreB,
      int from,
      int to,
      int lanes,
      int examples) {
    return RowSums.total(a, centreA, b, centreB, from, to, lanes, examples);
  }

  @Override
  public void relu(float[] y, int count) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < count; i += L) {
      FloatVector.fromArray(S, y, i).max(zero).intoArray(y, i);
    }
  }

  @Override
  public void reluGradient(float[] y, float[] dy, int count) {
    for (int i = 0; i < count; i += L) {
      // −bits >> 31 is all ones where the value is positive: cheaper than a mask.
      IntVector positive =
          FloatVector.fromArray(S, y, i)
              .reinterpretAsInts()
              .neg()
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(S, dy, i)
          .reinterpretAsInts()
          .and(positive)
          .reinterpretAsFloats()
          .intoArray(dy, i);
    }
  }

  @Override
  void convolveRow(
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
      int width) {
    SparseConvolutions.row(w, offsets, from, to, x, at, step, start, y, target, lanes, width);
  }

  @Override
  void correlateRow(
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
      float[] sums) {
    SparseConvolutions.correlateRow(dy, dyAt, dyStep, x, at, step, offsets, from, to, width, sums);
  }

  @Override
  public void max(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += L) {
      FloatVector other = FloatVector.fromArray(S, x, xAt + i);
      FloatVector.fromArray(S, y, yAt + i).max(other).intoArray(y, yAt + i);
    }
  }

  @Override
  public void maxGradient(float[] x, int xAt, float[] y, float[] rest, float[] dx, int count) {
    for (int i = 0; i < count; i += L) {
      IntVector apart =
          FloatVector.fromArray(S, x, xAt + i)
              .reinterpretAsInts()
              .lanewise(VectorOperators.XOR, FloatVector.fromArray(S, y, i).reinterpretAsInts());
      // All ones where they differ.
      IntVector other = apart.or(apart.neg()).lanewise(VectorOperators.ASHR, 31);
      IntVector slope = FloatVector.fromArray(S, rest, i).reinterpretAsInts();
      FloatVector given = slope.lanewise(VectorOperators.AND_NOT, other).reinterpretAsFloats();
      FloatVector.fromArray(S, dx, xAt + i).add(given).intoArray(dx, xAt + i);
      slope.and(other).reinterpretAsFloats().intoArray(rest, i);
    }
  }
}
