package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.analyse.SharedLargest.TooSparseException;
import io.espalier.analyse.SharedLargest.Weights;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SharedLargestTest {
  private static Weights dense(float... values) {
    return new Weights(values, null);
  }

  private static float[] drawn(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] scaled(float[] values, double by) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (values[i] * by);
    }
    return scaled;
  }

  @Test
  void aNetworkSharesAllOfItsLargestWithItself() {
    float[] values = drawn(new Random(1), 77);
    for (double p : new double[] {0.1, 0.25, 0.5, 0.99}) {
      SharedLargest shared = SharedLargest.of(dense(values), dense(values), p);

      assertThat(shared.part()).isEqualTo(1);
      assertThat(shared.largest()).isEqualTo(Math.round(p * 77));
    }
  }

  @Test
  void independentWeightsShareThePartP() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int n = 50_000;
    Weights one = dense(drawn(random, n));
    Weights other = dense(drawn(random, n));
    for (double p : new double[] {0.1, 0.3, 0.5}) {
      double deviation = (1 - p) / Math.sqrt(n - 1);
      assertThat(SharedLargest.of(one, other, p).part())
          .as("p %s, seed %s", p, seed)
          .isCloseTo(p, within(6 * deviation));
    }
  }

  @Test
  void weightsInReversedOrderShareOnlyWhatMoreThanHalfMakesThem() {
    float[] up = new float[100];
    float[] down = new float[100];
    for (int i = 0; i < 100; i++) {
      up[i] = i + 1;
      down[i] = 100 - i;
    }
    for (double p : new double[] {0.1, 0.5, 0.6, 0.9}) {
      assertThat(SharedLargest.of(dense(up), dense(down), p).part())
          .isCloseTo(Math.max(0, (2 * p - 1) / p), within(1e-12));
    }
  }

  @Test
  void signsAndPositiveScalesChangeNothing() {
    Random random = new Random(3);
    float[] one = drawn(random, 1000);
    float[] other = drawn(random, 1000);
    SharedLargest plain = SharedLargest.of(dense(one), dense(other), 0.2);
    float[] flipped = other.clone();
    for (int i = 0; i < flipped.length; i += 3) {
      flipped[i] = -flipped[i];
    }

    assertThat(SharedLargest.of(dense(scaled(one, 4)), dense(scaled(flipped, 0.5)), 0.2))
        .isEqualTo(plain);
  }

  @Test
  void ofEqualMagnitudesTheFirstCount() {
    assertThat(LargestWeights.of(new float[] {1, -1, 1, 2}, null, 2))
        .isEqualTo(BitSet.valueOf(new long[] {0b1001}));
    assertThat(LargestWeights.of(new float[] {0, 0, 0}, new boolean[] {false, true, true}, 1))
        .isEqualTo(BitSet.valueOf(new long[] {0b010}));
    assertThat(LargestWeights.count(0.5, 5)).isEqualTo(3);
  }

  @Test
  void underOneMaskTheRemainingWeightsAreCounted() {
    boolean[] kept = {true, false, true, true, false, true, false, false};
    Weights start = new Weights(new float[] {4, 9, 3, 2, 9, 1, 9, 9}, kept);
    Weights trained = new Weights(new float[] {1, 0, 4, 3, 0, 2, 0, 0}, kept);

    SharedLargest half = SharedLargest.of(start, trained, 0.5);

    // Two of four: {0, 2} and {2, 3}.
    assertThat(half).isEqualTo(new SharedLargest(1, 2));
  }

  @Test
  void aSparseNetworkLaidAgainstADenseOneIsRefusedFromItsDensityOn() {
    boolean[] kept = new boolean[10];
    float[] values = new float[10];
    for (int i = 0; i < 4; i++) {
      kept[i] = true;
      values[i] = i + 1;
    }
    Weights sparse = new Weights(values, kept);
    Weights dense = dense(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    assertThat(SharedLargest.of(sparse, dense, 0.39).largest()).isEqualTo(4);
    for (double p : new double[] {0.4, 0.5}) {
      assertThatThrownBy(() -> SharedLargest.of(sparse, dense, p))
          .isInstanceOf(TooSparseException.class)
          .hasMessageContaining("0.4");
      assertThatThrownBy(() -> SharedLargest.of(dense, sparse, p))
          .isInstanceOf(TooSparseException.class);
    }
  }

  @Test
  void aMaskThatKeepsEverythingIsNoMask() {
    float[] values = {1, 2, 3, 4};
    Weights all = new Weights(values, new boolean[] {true, true, true, true});

    assertThat(SharedLargest.of(all, dense(values), 0.99)).isEqualTo(new SharedLargest(4, 4));
  }
}
