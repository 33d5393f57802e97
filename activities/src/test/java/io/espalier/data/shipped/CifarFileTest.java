package io.espalier.data.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFiles;
import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CifarFileTest {
  private static final int PIXELS = 3072;
  @TempDir private Path folder;

  @Test
  void recordsOfSeveralFilesFollowEachOther() throws IOException {
    Path first = file(records(1, new byte[] {3}, new byte[] {9}));
    Path second = file(DataFiles.gzip(records(1, new byte[] {0}, new byte[] {7})));
    Examples examples = CifarFile.read(List.of(first, second), 2, 1, 10);

    assertThat(examples.labels()).containsExactly(3, 9, 0, 7);
    assertThat(examples.shape()).containsExactly(3, 32, 32);
    assertThat(Arrays.copyOfRange(examples.pixels(), PIXELS, 2 * PIXELS))
        .isEqualTo(DataFiles.counting(PIXELS));
  }

  @Test
  void ofTwoLabelBytesTheFineOneCounts() throws IOException {
    Path path = file(records(2, new byte[] {19, 99}, new byte[] {0, 5}));
    assertThat(CifarFile.read(List.of(path), 2, 2, 100).labels()).containsExactly(99, 5);
  }

  @Test
  void filesOfAnotherLengthAreRefused() throws IOException {
    byte[] good = records(1, new byte[] {3}, new byte[] {9});
    for (int length : new int[] {0, 1, 3073, good.length - 1, good.length + 1}) {
      refuses(file(Arrays.copyOf(good, length)), "bytes (expected: 6146 bytes)");
    }
    refuses(file(DataFiles.gzip(Arrays.copyOf(good, good.length - 1))), "cut off");
    refuses(file(DataFiles.gzip(Arrays.copyOf(good, good.length + 1))), "more (expected: 6146");
    refuses(file(DataFiles.gzip(Arrays.copyOf(good, 50_000_000))), "more (expected: 6146");
    byte[] packed = DataFiles.gzip(good);
    refuses(file(Arrays.copyOf(packed, packed.length - 20)), "cut off");
  }

  @Test
  void labelsOutOfRangeAreRefused() throws IOException {
    refuses(file(records(1, new byte[] {3}, new byte[] {10})), "label of record 1: 10");
    refuses(file(records(1, new byte[] {-1}, new byte[] {9})), "label of record 0: 255");
  }

  @Test
  void aCoarseLabelOutOfRangeShowsDamageToo() throws IOException {
    Path path = file(records(2, new byte[] {20, 9}, new byte[] {0, 5}));
    assertThatThrownBy(() -> CifarFile.read(List.of(path), 2, 2, 100))
        .hasMessageContaining("coarse label of record 0: 20 (expected: 0 to 19)");
  }

  private static void refuses(Path path, String message) {
    assertThatThrownBy(() -> CifarFile.read(List.of(path), 2, 1, 10))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContaining(message);
  }

  private static byte[] records(int labelBytes, byte[]... labels) {
    byte[] bytes = new byte[labels.length * (labelBytes + PIXELS)];
    for (int i = 0; i < labels.length; i++) {
      int from = i * (labelBytes + PIXELS);
      System.arraycopy(labels[i], 0, bytes, from, labelBytes);
      System.arraycopy(DataFiles.counting(PIXELS), 0, bytes, from + labelBytes, PIXELS);
    }
    return bytes;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "cifar", ""), bytes);
  }
}
