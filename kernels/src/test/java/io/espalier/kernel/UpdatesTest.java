package io.espalier.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdatesTest {
  private static final long SEED = 20261122;
  private static final int AT = 3;
  private static final int FROM = 5;
  private static final Updates.Adam ADAM =
      new Updates.Adam(0.1f, 0.999f, 0.001f, 1.2e-3f, 1.7f, 1e-8f);

  private interface Work {
    void on(Updates updates, float[] g, float[] w, float[] m, float[] v);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 50, 129})
  void everyUpdateHasTheSameBitsInEveryImplementation(int count) {
    same((u, g, w, m, v) -> u.addDecay(g, AT, w, FROM, count, 0.01f));
    same((u, g, w, m, v) -> u.scale(w, FROM, count, 0.99f));
    same((u, g, w, m, v) -> u.sgd(g, AT, w, FROM, count, 0.1f));
    same((u, g, w, m, v) -> u.momentum(g, AT, w, v, FROM, count, 0.1f, 0.9f));
    same((u, g, w, m, v) -> u.nesterov(g, AT, w, v, FROM, count, 0.1f, 0.9f));
    same((u, g, w, m, v) -> u.adam(g, AT, w, m, v, FROM, count, ADAM));
    int[] kept = new int[200];
    for (int i = 0; i < kept.length; i += 3) {
      kept[i] = -1;
    }
    same((u, g, w, m, v) -> u.select(w, kept, FROM, count));
  }

  @Test
  void selectingLeavesNeitherANegativeZeroNorANotANumber() {
    for (String name : new String[] {"plain", "vector"}) {
      float[] values = new float[40];
      values[1] = -0f;
      values[2] = Float.NaN;
      values[33] = -1;
      values[34] = -2;
      int[] kept = new int[40];
      kept[34] = -1;
      Updates.named(name).select(values, kept, 0, 40);
      float[] expected = new float[40];
      expected[34] = -2;
      assertThat(bits(values)).isEqualTo(bits(expected));
    }
  }

  private static void same(Work work) {
    float[][] plain = arrays();
    float[][] vector = arrays();
    work.on(Updates.named("plain"), plain[0], plain[1], plain[2], plain[3]);
    work.on(Updates.named("vector"), vector[0], vector[1], vector[2], vector[3]);
    for (int i = 0; i < 4; i++) {
      assertThat(bits(vector[i])).as("array %d, seed %d", i, SEED).isEqualTo(bits(plain[i]));
    }
  }

  private static float[][] arrays() {
    Random random = new Random(SEED);
    float[][] arrays = new float[4][200];
    for (float[] array : arrays) {
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) random.nextGaussian();
      }
    }
    for (int i = 0; i < 200; i++) {
      arrays[3][i] *= arrays[3][i]; // squares
    }
    return arrays;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
