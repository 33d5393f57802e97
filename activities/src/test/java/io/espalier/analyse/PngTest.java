package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PngTest {
  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void anotherProgramReadsTheSameColours() throws IOException {
    int[][] colours = new int[300][101];
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 101; x++) {
        colours[y][x] = (y * 7919 + x * 104729) & 0xffffff;
      }
    }

    BufferedImage read = read(Png.of(colours));

    assertThat(read.getWidth()).isEqualTo(101);
    assertThat(read.getHeight()).isEqualTo(300);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 101; x++) {
        assertThat(read.getRGB(x, y) & 0xffffff).isEqualTo(colours[y][x]);
      }
    }
  }

  @Test
  void whatSpeaksForAClassIsRedAndWhatSpeaksAgainstItBlue() throws IOException {
    byte[] png =
        AttributionPicture.of(
            new int[] {1, 1, 4}, new float[] {0, 1, 0.5f, 0}, new double[] {2, -2, 0, 1});

    BufferedImage read = read(png);

    int[] colours = new int[9];
    for (int x = 0; x < 9; x++) {
      colours[x] = read.getRGB(x, 0) & 0xffffff;
    }
    assertThat(colours)
        .containsExactly(
            0x000000, 0xffffff, 0x808080, 0x000000, 0xffffff, 0xff0000, 0x0000ff, 0xffffff,
            0xff8080);
  }

  @Test
  void aPictureWithoutAttributionsIsWhite() throws IOException {
    BufferedImage read =
        read(AttributionPicture.of(new int[] {3, 1, 1}, new float[3], new double[3]));

    assertThat(read.getRGB(2, 0) & 0xffffff).isEqualTo(0xffffff);
  }
}
