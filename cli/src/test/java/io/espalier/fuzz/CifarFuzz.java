package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import io.espalier.data.shipped.CifarFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** CIFAR's binary files, plain and gzip: refused, or as many records as were asked for. */
public final class CifarFuzz {
  private CifarFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Path file = FuzzedFile.of(bytes);
    read(file, 1, 10);
    read(file, 2, 100);
  }

  private static void read(Path file, int labelBytes, int classes) throws IOException {
    try {
      Examples examples = CifarFile.read(List.of(file), 1, labelBytes, classes);
      assertThat(examples.labels()).hasSize(1);
      assertThat(examples.labels()[0] & 0xff).isLessThan(classes);
    } catch (DataFormatException refused) {
      assertThat(refused.getMessage()).contains("expected");
    }
  }
}
