package io.espalier.data.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.Examples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProceduralLongTailTest {
  private static final Examples TRAIN = new ProceduralLongTail().train(Path::of);

  @Test
  void everyClassHasOneCommonModeAndTwentyOfOneOrTwoImages() {
    int[][] counts = new int[10][21];
    for (int i = 0; i < 1000; i++) {
      counts[TRAIN.labels()[i]][ProceduralLongTail.mode(i)]++;
    }
    for (int[] modes : counts) {
      assertThat(modes[0]).isEqualTo(70);
      for (int mode = 1; mode <= 20; mode++) {
        assertThat(modes[mode]).isEqualTo(mode <= 10 ? 1 : 2);
      }
    }
    int[] test = new int[21];
    for (int i = 0; i < 2000; i += 10) {
      test[ProceduralLongTail.testMode(i)]++;
    }
    assertThat(test[0]).isEqualTo(140);
    assertThat(test[20]).isEqualTo(3);
  }

  @Test
  void imagesOfAModeAreAlikeAndOthersAreNot() {
    // Class 0: 700 and 710 are of modes 1 and 2, 800 and 810 both of mode 11.
    assertThat(ProceduralLongTail.mode(800)).isEqualTo(ProceduralLongTail.mode(810)).isEqualTo(11);
    assertThat(correlation(800, 810)).isGreaterThan(0.4);
    assertThat(correlation(0, 10)).isGreaterThan(0.4);
    assertThat(Math.abs(correlation(700, 710))).isLessThan(0.3);
    assertThat(Math.abs(correlation(0, 700))).isLessThan(0.3);
  }

  @Test
  void theSameBytesComeEachTime() {
    assertThat(new ProceduralLongTail().train(Path::of).pixels()).isEqualTo(TRAIN.pixels());
    assertThat(new ProceduralLongTail().test(Path::of).pixels())
        .hasSize(2000 * 1024)
        .isNotEqualTo(TRAIN.pixels());
  }

  private static double correlation(int one, int other) {
    double[] sums = new double[5];
    for (int i = 0; i < 1024; i++) {
      double a = TRAIN.pixels()[one * 1024 + i] & 0xff;
      double b = TRAIN.pixels()[other * 1024 + i] & 0xff;
      sums[0] += a;
      sums[1] += b;
      sums[2] += a * a;
      sums[3] += b * b;
      sums[4] += a * b;
    }
    double covariance = sums[4] - sums[0] * sums[1] / 1024;
    return covariance
        / Math.sqrt((sums[2] - sums[0] * sums[0] / 1024) * (sums[3] - sums[1] * sums[1] / 1024));
  }
}
