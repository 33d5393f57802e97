package io.espalier.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
  private static final long SEED = 20261122;
  private final Kernels plain = Kernels.named("plain");
  private final Kernels vector = Kernels.named("vector");
  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 64, 112, 128})
  void denseProductsHaveTheSameBitsInEveryImplementation(int lanes) {
    int in = 37;
    int[] rows = {0, 2, 3, 4, 5, 8, 9};
    int[] columns = IntStream.range(0, in).filter(c -> c % 5 != 1).toArray();
    float[] w = values(10 * in);
    float[] x = values(in * lanes);
    float[] bias = values(10);
    assertSameBits(10 * lanes, (k, y) -> k.multiply(w, in, 1, rows, columns, x, bias, y, lanes));
    float[] dy = values(10 * lanes);
    assertSameBits(in * lanes, (k, y) -> k.multiply(w, 1, in, columns, rows, dy, null, y, lanes));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48, 64, 112, 128, 160})
  void sparseProductsHaveTheSameBitsInEveryImplementation(int lanes) {
    // Rows 0 to 4 have the weights from 0, 3, 3, 90 and 91 on; two of them come in two pieces.
    int[] pieces = {0, 0, 3, 2, 3, 40, 3, 90, 91, 4, 91, 100, 2, 40, 90, 4, 100, 160};
    int[] columns = random.ints(160, 0, 40).toArray();
    float[] w = values(160);
    float[] x = values(40 * lanes);
    float[] bias = values(5);
    int[] rows = {0, 1, 2, 4};
    assertSameBits(
        5 * lanes, (k, y) -> k.multiplySparse(w, columns, pieces, rows, x, bias, y, lanes));
    assertSameBits(
        5 * lanes, (k, y) -> k.multiplySparse(w, columns, pieces, rows, x, null, y, lanes));
    float[] dy = values(5 * lanes);
    assertSameBits(
        157,
        (k, g) -> {
          float[] room = new float[157 + Kernels.ROOM];
          k.innerProducts(dy, 2, x, columns, 3, 160, lanes, room);
          System.arraycopy(room, 0, g, 0, 157);
        });
    assertSameBits(5, (k, g) -> k.sumLanes(dy, rows, lanes, g));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 37, 64})
  void sumsOverRowsHaveTheSameBitsInEveryImplementation(int examples) {
    int lanes = Kernels.lanes(examples);
    float[] a = values(41 * lanes);
    float[] b = values(41 * lanes);
    for (int to : new int[] {4, 19, 41}) {
      double sum = plain.sum(a, 3, to, lanes, examples);
      assertThat(vector.sum(a, 3, to, lanes, examples)).as("seed %d", SEED).isEqualTo(sum);
      double product = plain.product(a, 0.25f, b, -0.5f, 3, to, lanes, examples);
      assertThat(vector.product(a, 0.25f, b, -0.5f, 3, to, lanes, examples))
          .as("seed %d", SEED)
          .isEqualTo(product);
      assertThat(sum).isCloseTo(exactly(a, 0, null, 0, to, lanes, examples), within(1e-3));
      assertThat(product).isCloseTo(exactly(a, 0.25f, b, -0.5f, to, lanes, examples), within(1e-3));
    }
  }

  /** From row 3 on; without {@code b} the sum alone. */
  private static double exactly(
      float[] a, float ca, float @Nullable [] b, float cb, int to, int lanes, int examples) {
    double sum = 0;
    for (int row = 3; row < to; row++) {
      for (int e = 0; e < examples; e++) {
        int i = row * lanes + e;
        sum += ((double) a[i] - ca) * (b == null ? 1 : (double) b[i] - cb);
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 37, 64})
  void scalingHasTheSameBitsInEveryImplementation(int count) {
    float[] x = values(count + 3);
    float[] expected = new float[count + 5];
    for (int i = 0; i < count; i++) {
      expected[2 + i] = -1.7f * x[3 + i];
    }
    for (Kernels kernels : new Kernels[] {plain, vector}) {
      float[] y = new float[count + 5];
      kernels.scale(-1.7f, x, 3, y, 2, count);
      assertThat(y).as(kernels.name()).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 16, 20, 72, 100, 144})
  void gradientsOfDenseRowsHaveTheSameBitsInEveryImplementation(int stride) {
    int examples = 11;
    float[] dy = values(9 * 16);
    float[] x = values(examples * stride + Kernels.BLOCK);
    int[] rows = {1, 2, 4, 5, 6, 8};
    for (int[] block : new int[][] {{0, 4}, {2, 5}, {4, 6}, {5, 6}}) {
      assertSameBits(
          Kernels.ROWS * stride,
          (k, g) -> {
            float[] padded = new float[Kernels.ROWS * Kernels.lanes(stride)];
            k.outerProducts(dy, 16, rows, block[0], block[1], x, stride, examples, padded);
            for (int i = 0; i < block[1] - block[0]; i++) {
              System.arraycopy(padded, i * Kernels.lanes(stride), g, i * stride, stride);
            }
          });
    }
  }

  @Test
  void reluAndItsGradientHaveTheSameBitsInEveryImplementation() {
    float[] y = values(64);
    y[3] = -0f;
    y[4] = 0f;
    y[5] = Float.MIN_VALUE;
    y[6] = Float.POSITIVE_INFINITY;
    float[] dy = values(64);
    assertSameBits(
        128,
        (k, out) -> {
          System.arraycopy(y, 0, out, 0, 64);
          k.relu(out, 64);
          float[] gradient = dy.clone();
          k.reluGradient(out, gradient, 64);
          System.arraycopy(gradient, 0, out, 64, 64);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "vector"})
  void aTinyLayerIsAsComputedByHand(String name) {
    Kernels kernels = Kernels.named(name);
    float[] w = {1, 2, 3, 4}; // [2, 2]
    float[] x = new float[32];
    x[0] = 10;
    x[1] = -1;
    x[16] = 100;
    x[17] = 1;
    float[] y = new float[32];
    int[] both = {0, 1};
    kernels.multiply(w, 2, 1, both, both, x, new float[] {0.5f, -0.5f}, y, 16);
    assertThat(Arrays.copyOf(y, 3)).containsExactly(210.5f, 1.5f, 0.5f);
    assertThat(Arrays.copyOfRange(y, 16, 19)).containsExactly(429.5f, 0.5f, -0.5f);
    float[] sparse = new float[32];
    kernels.multiplySparse(
        new float[] {2, 4},
        new int[] {1, 0},
        new int[] {0, 0, 1, 1, 1, 2},
        both,
        x,
        null,
        sparse,
        16);
    assertThat(Arrays.copyOf(sparse, 2)).containsExactly(200f, 2f);
    assertThat(Arrays.copyOfRange(sparse, 16, 18)).containsExactly(40f, -4f);
    float[] room = new float[2 + Kernels.ROOM];
    kernels.innerProducts(y, 1, x, both, 0, 2, 16, room);
    assertThat(Arrays.copyOf(room, 2)).containsExactly(4294.5f, 42950.5f);
    float[] g = new float[2];
    kernels.sumLanes(x, both, 16, g);
    assertThat(g).containsExactly(9f, 101f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "vector"})
  void aReluPassesNotANumberOn(String name) {
    float[] y = new float[16];
    y[2] = Float.NaN;
    Kernels.named(name).relu(y, 16);
    assertThat(y[2]).isNaN();
  }

  @Test
  void layoutsTurnIntoEachOther() {
    float[] examples = values(21 * 30);
    float[] features = new float[30 * 32];
    plain.toFeatures(examples, 30, 21, IntStream.range(0, 30).toArray(), features, 32);
    assertThat(features[7 * 32 + 19]).isEqualTo(examples[19 * 30 + 7]);
    float[] back = new float[21 * 30];
    plain.toExamples(features, 32, 21, 30, back, 30);
    assertThat(back).isEqualTo(examples);
  }

  @Test
  void unknownImplementationsAreRefused() {
    assertThatThrownBy(() -> Kernels.named("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernels: fast (expected: vector or plain)");
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private interface Work {
    void on(Kernels kernels, float[] result);
  }

  private void assertSameBits(int size, Work work) {
    float[] expected = new float[size];
    float[] actual = new float[size];
    work.on(plain, expected);
    work.on(vector, actual);
    assertThat(bits(actual)).as("seed %d", SEED).isEqualTo(bits(expected));
    assertThat(expected).isNotEqualTo(new float[size]);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
