package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.DataFormatException;
import io.espalier.data.picture.Picture;
import java.io.IOException;
import java.nio.file.Path;

/** PNG and JPEG files: refused, or three samples a pixel, of a size that was asked about. */
public final class PictureFuzz {
  private static final Path NAME = Path.of("fuzz");
  private static final int MOST = 1 << 16;

  private PictureFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    int[] asked = new int[2];
    try {
      Picture picture =
          Picture.read(
              NAME,
              bytes,
              (height, width) -> {
                asked[0] = height;
                asked[1] = width;
                if ((long) height * width > MOST) {
                  throw new DataFormatException(NAME, "size", "small", height + " x " + width);
                }
              });
      assertThat(picture.height()).isPositive().isEqualTo(asked[0]);
      assertThat(picture.width()).isPositive().isEqualTo(asked[1]);
      assertThat(picture.samples()).hasSize(3 * picture.height() * picture.width());
    } catch (DataFormatException refused) {
      assertThat(refused.getMessage()).contains("expected");
    }
  }
}
