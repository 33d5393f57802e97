package io.espalier.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionsTest {
  private static final long SEED = 20261122;
  private final Random random = new Random(SEED);

  @ParameterizedTest
  @CsvSource({"16, 5, 1", "48, 13, 1", "32, 8, 2", "16, 23, 3"})
  void plainLoopsAndVectorsGiveTheSameBits(int lanes, int width, int stride) {
    int channels = 3;
    int height = 4;
    int packedHeight = height * stride + 2;
    int packedWidth = width * stride + 2;
    Plane plane = Plane.of(channels, packedHeight, packedWidth, 0, stride);
    float[] x = values(plane.block() * (lanes / 16));
    int[] starts = {0, 4, 4, 33, 40};
    int[] rows = {0, 1, 2};
    int[] offsets =
        random
            .ints(40, 0, channels * 9)
            .map(i -> (i / 9 * packedHeight * packedWidth + i / 3 % 3 * packedWidth + i % 3) * 16)
            .toArray();
    float[] w = values(40);
    float[] bias = values(4);
    float[] plain = new float[3 * height * width * lanes];
    float[] vector = plain.clone();
    on("plain").convolve(w, starts, offsets, rows, x, plane, height, width, bias, plain, lanes);
    on("vector").convolve(w, starts, offsets, rows, x, plane, height, width, bias, vector, lanes);
    assertThat(vector).as("seed %d", SEED).isEqualTo(plain);
    Plane slopes = Plane.of(4, height, width, 0, 1);
    float[] dy = values(slopes.block() * (lanes / 16));
    float[] plainGradients = new float[40];
    float[] vectorGradients = new float[40];
    float[] sums = values(40 * 16);
    on("plain")
        .correlate(
            dy,
            slopes,
            x,
            plane,
            starts,
            offsets,
            rows,
            height,
            width,
            lanes,
            sums,
            plainGradients);
    on("vector")
        .correlate(
            dy,
            slopes,
            x,
            plane,
            starts,
            offsets,
            rows,
            height,
            width,
            lanes,
            sums,
            vectorGradients);
    assertThat(vectorGradients).as("seed %d", SEED).isEqualTo(plainGradients);
    assertThat(Arrays.copyOfRange(plainGradients, 33, 40)).containsOnly(0f);
    assertThat(Arrays.copyOf(plainGradients, 33)).doesNotContain(0f);
  }

  /** 2 × 2 images in a border of one, a kernel of three weights: as computed by hand. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "vector"})
  void aTinyConvolutionIsAsComputedByHand(String name) {
    float[] images = new float[4 * 16]; // [1, 2, 2, lanes]
    for (int p = 0; p < 4; p++) {
      images[p * 16] = p + 1; // 1 2, 3 4
      images[p * 16 + 15] = 10;
    }
    Plane inside = Plane.of(1, 4, 4, 1, 1);
    float[] packed = new float[inside.block()];
    int[] first = {0};
    on(name).pack(images, first, 2, 2, 16, packed, inside);
    int[] offsets = {0, 5 * 16, 9 * 16}; // above to the left, in the middle, below
    float[] w = {100, 1, 10};
    float[] y = new float[4 * 16];
    Plane positions = Plane.of(1, 4, 4, 0, 1);
    int[] starts = {0, 3};
    on(name)
        .convolve(w, starts, offsets, first, packed, positions, 2, 2, new float[] {0.5f}, y, 16);
    assertThat(lane(y, 0)).containsExactly(31.5f, 42.5f, 3.5f, 104.5f);
    assertThat(lane(y, 15)).containsExactly(110.5f, 110.5f, 10.5f, 1010.5f);
    float[] g = new float[3];
    on(name)
        .correlate(
            packed, inside, packed, positions, starts, offsets, first, 2, 2, 16, new float[48], g);
    assertThat(g).containsExactly(4 + 100, 30 + 400, 3 + 8 + 200);
  }

  @Test
  void maximaAndTheirGradientsHaveTheSameBits() {
    float[] x = values(64);
    float[] y = values(64);
    x[3] = -0f;
    y[3] = 0f;
    x[4] = y[4];
    float[] other = y.clone();
    Kernels.named("plain").max(x, 16, y, 16, 48);
    Kernels.named("vector").max(x, 16, other, 16, 48);
    assertThat(other).isEqualTo(y);
    assertThat(y[20]).isEqualTo(Math.max(x[20], y[20]));
    float[] rest = values(48);
    float[] dx = values(64);
    float[] maxima = Arrays.copyOfRange(y, 16, 64);
    float[] otherRest = rest.clone();
    float[] otherDx = dx.clone();
    float[] before = rest.clone();
    Kernels.named("plain").maxGradient(x, 16, maxima, rest, dx, 48);
    Kernels.named("vector").maxGradient(x, 16, maxima, otherRest, otherDx, 48);
    assertThat(otherDx).isEqualTo(dx);
    assertThat(otherRest).isEqualTo(rest);
    IntStream.range(0, 48)
        .forEach(i -> assertThat(rest[i]).isEqualTo(x[16 + i] == maxima[i] ? 0f : before[i]));
  }

  private static Convolutions on(String name) {
    return new Convolutions(Kernels.named(name));
  }

  private static float[] lane(float[] y, int lane) {
    float[] values = new float[y.length / 16];
    for (int p = 0; p < values.length; p++) {
      values[p] = y[p * 16 + lane];
    }
    return values;
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
