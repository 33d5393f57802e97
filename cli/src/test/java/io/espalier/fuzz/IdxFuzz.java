package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.DataFormatException;
import io.espalier.data.IdxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** IDX files, plain and gzip: refused, or as many values as the header says. */
public final class IdxFuzz {
  private static final int MOST = 1 << 20;

  private IdxFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Path file = FuzzedFile.of(bytes);
    try {
      int[] shape = IdxFile.sizes(file);
      long count = 1;
      for (int size : shape) {
        count = size < 0 || count > MOST ? Long.MAX_VALUE : count * size;
      }
      if (count <= MOST && shape.length > 0) {
        assertThat(IdxFile.read(file, shape)).as(Arrays.toString(shape)).hasSize((int) count);
      }
      byte[] labels = IdxFile.labels(file, 4, 10);
      assertThat(labels).hasSize(4).containsAnyOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    } catch (DataFormatException refused) {
      assertThat(refused.getMessage()).contains("expected");
    }
  }
}
