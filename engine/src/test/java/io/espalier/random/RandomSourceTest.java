package io.espalier.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.RandomStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomSourceTest {
  private static final RandomStream STREAM = new RandomStream("initialise", 42, List.of(1L));
  private final RandomSource random = RandomSource.of(STREAM);

  @Test
  void bitsNeverChangeFromReleaseToRelease() {
    assertThat(random.bits(0)).isEqualTo(4614247575601589577L);
    assertThat(random.bits(1_000_000)).isEqualTo(-1457268953812314396L);
    assertThat(random.at(7).bits(0)).isEqualTo(-43001069957139724L);
    assertThat(random.at("fc1.weight").bits(0)).isEqualTo(-4370647249754439014L);
    assertThat(Double.doubleToLongBits(random.normal(0))).isEqualTo(-4618476592286637014L);
    assertThat(Double.doubleToLongBits(random.normal(265_999))).isEqualTo(4594364234881785892L);
    assertThat(random.permutation(10)).containsExactly(7, 3, 2, 1, 9, 6, 8, 0, 4, 5);
  }

  @Test
  void aDrawIsAFunctionOfItsPlaceAlone() {
    RandomSource again = RandomSource.of(STREAM);
    again.normal(5);
    again.permutation(100);
    assertThat(again.bits(3)).isEqualTo(random.bits(3));
    assertThat(again.at(1).at(2).bits(3)).isEqualTo(random.at(1).at(2).bits(3));
  }

  @Test
  void everyPartOfThePathSeparatesStreams() {
    Set<Long> first = new HashSet<>();
    for (String purpose : List.of("initialise", "order")) {
      for (long seed : new long[] {0, 1, -1, 42, 1L << 40}) {
        for (List<Long> path :
            List.of(List.<Long>of(), List.of(1L), List.of(1L, 1L), List.of(11L))) {
          RandomSource source = RandomSource.of(new RandomStream(purpose, seed, path));
          first.add(source.bits(0));
          first.add(source.at(0).bits(0));
          first.add(source.at(1).bits(0));
          first.add(source.at(0).at(1).bits(0));
          first.add(source.at(1).at(0).bits(0));
          first.add(source.at("a").at("b").bits(0));
          first.add(source.at("b").at("a").bits(0));
        }
      }
    }
    assertThat(first).hasSize(2 * 5 * 4 * 7);
  }

  @Test
  void neighbouringStreamsAreUncorrelated() {
    int n = 100_000;
    for (long step = 0; step < 8; step++) {
      RandomSource one = random.at(step);
      RandomSource two = random.at(step + 1);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += one.normal(i) * two.normal(i);
      }
      // The correlation of independent streams has deviation 1/√n = 0.0032.
      assertThat(sum / n).as("steps %d and %d", step, step + 1).isCloseTo(0, within(0.015));
    }
  }

  @Test
  void neighbouringDrawsAreUncorrelated() {
    int n = 200_000;
    for (int lag = 1; lag <= 4; lag++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += random.normal(i) * random.normal(i + lag);
      }
      assertThat(sum / n).as("lag %d", lag).isCloseTo(0, within(0.012));
    }
  }

  @Test
  void normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    int n = 266_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double x = random.normal(i);
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(x, k) / n;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(0.01));
    assertThat(moments[2]).isCloseTo(1, within(0.015));
    assertThat(moments[3]).isCloseTo(0, within(0.04));
    assertThat(moments[4]).isCloseTo(3, within(0.1));
  }

  @Test
  void uniformNumbersFillTheUnitIntervalEvenly() {
    int n = 100_000;
    int[] bins = new int[20];
    for (int i = 0; i < n; i++) {
      double u = random.uniform(i);
      assertThat(u).isBetween(0.0, Math.nextDown(1.0));
      bins[(int) (u * bins.length)]++;
    }
    double expected = (double) n / bins.length;
    double chiSquare = Arrays.stream(bins).mapToDouble(b -> (b - expected) * (b - expected)).sum();
    // 99.99 % quantile for 19 degrees of freedom.
    assertThat(chiSquare / expected).isLessThan(50);
  }

  @Test
  void everyPermutationOfFourIsEquallyLikely() {
    int[] counts = new int[256];
    int n = 24_000;
    for (int i = 0; i < n; i++) {
      int[] order = random.at(i).permutation(4);
      counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
    }
    int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertThat(seen).hasSize(24);
    double chiSquare = Arrays.stream(seen).mapToDouble(c -> (c - 1000.0) * (c - 1000.0)).sum();
    // 99.99 % quantile for 23 degrees of freedom.
    assertThat(chiSquare / 1000).isLessThan(57);
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    int[] order = random.permutation(1000);
    Arrays.sort(order);
    for (int i = 0; i < order.length; i++) {
      assertThat(order[i]).isEqualTo(i);
    }
    assertThat(random.permutation(0)).isEmpty();
    assertThat(random.permutation(1)).containsExactly(0);
  }
}
