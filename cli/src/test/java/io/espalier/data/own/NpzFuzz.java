package io.espalier.data.own;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import io.espalier.fuzz.FuzzedFile;
import java.io.IOException;

/** NumPy's archives: refused, or examples whose numbers agree. */
public final class NpzFuzz {
  private NpzFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    try {
      Examples examples = new NpzFile(FuzzedFile.of(bytes)).read("train");
      int pixels = 1;
      for (int side : examples.shape()) {
        pixels *= side;
      }
      assertThat(examples.pixels()).hasSize(pixels * examples.labels().length);
    } catch (DataFormatException refused) {
      assertThat(refused.getMessage()).contains("expected");
    }
  }
}
