package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdxFileTest {
  private static final byte[] VALUES = DataFiles.counting(24);
  private static final byte[] GOOD = DataFiles.idx(VALUES, 2, 3, 4);
  @TempDir private Path folder;

  @Test
  void plainAndGzipGiveTheSameValues() throws IOException {
    assertThat(IdxFile.read(file(GOOD), 2, 3, 4)).isEqualTo(VALUES);
    assertThat(IdxFile.read(file(DataFiles.gzip(GOOD)), 2, 3, 4)).isEqualTo(VALUES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 10, 15, 16, 17, 39})
  void everyCutOffFileIsRefused(int length) throws IOException {
    byte[] cut = Arrays.copyOf(GOOD, length);
    refuses(file(cut), "expected: ");
    refuses(file(DataFiles.gzip(cut)), "cut off");
  }

  @Test
  void everyCutOffGzipIsRefused() throws IOException {
    byte[] whole = DataFiles.gzip(GOOD);
    for (int length = 2; length < whole.length; length++) {
      refuses(file(Arrays.copyOf(whole, length)), "(expected: ");
    }
  }

  @Test
  void aByteTooManyIsRefused() throws IOException {
    byte[] longer = Arrays.copyOf(GOOD, GOOD.length + 1);
    refuses(file(longer), "size: 41 bytes (expected: 40 bytes)");
    refuses(file(DataFiles.gzip(longer)), "size: more (expected: 40 bytes)");
  }

  @Test
  void flippedBytesInsideGzipAreRefused() throws IOException {
    byte[] whole = DataFiles.gzip(GOOD);
    // The sum over the data stands in the last eight bytes.
    whole[whole.length - 8] ^= 1;
    refuses(file(whole), "gzip");
  }

  @Test
  void wrongMagicNumbersAreRefused() throws IOException {
    byte[] floats = GOOD.clone();
    floats[2] = 0x0d;
    refuses(file(floats), "IDX magic number: 0x00000d03 (expected: 0x00000803)");
    byte[] flat = DataFiles.idx(VALUES, 24);
    refuses(file(flat), "IDX magic number: 0x00000801 (expected: 0x00000803)");
    refuses(file("<html>no such file</html>".getBytes(StandardCharsets.UTF_8)), "magic");
  }

  @Test
  void dimensionsThatLieAreRefusedBeforeMemoryIsTaken() throws IOException {
    refuses(file(DataFiles.idx(VALUES, 2, 4, 3)), "[2, 4, 3] (expected: [2, 3, 4])");
    refuses(file(DataFiles.idx(VALUES, -1, -1, -1)), "[4294967295, 4294967295, 4294967295]");
    refuses(file(DataFiles.idx(VALUES, 0x7fffffff, 3, 4)), "[2147483647, 3, 4]");
    refuses(file(DataFiles.idx(VALUES, 0, 3, 4)), "[0, 3, 4]");
    // The header says what is expected, but a file this short cannot hold it: no 2 GB array.
    Path path = file(DataFiles.idx(VALUES, 2_000_000_000));
    assertThatThrownBy(() -> IdxFile.read(path, 2_000_000_000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("size: 32 bytes (expected: 2000000008 bytes)");
    Path packed = file(DataFiles.gzip(DataFiles.idx(VALUES, 2_000_000_000)));
    assertThatThrownBy(() -> IdxFile.read(packed, 2_000_000_000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("bytes of gzip (expected: 2000000008 bytes)");
  }

  @Test
  void gzipThatInflatesWithoutEndIsReadNoFurtherThanExpected() throws IOException {
    byte[] bomb = DataFiles.gzip(Arrays.copyOf(GOOD, 50_000_000));
    assertThat(bomb.length).isLessThan(100_000);
    refuses(file(bomb), "size: more (expected: 40 bytes)");
  }

  @Test
  void labelsOutOfRangeAreRefused() throws IOException {
    assertThat(IdxFile.labels(file(DataFiles.idx(new byte[] {0, 9}, 2)), 2, 10))
        .containsExactly(0, 9);
    for (byte label : new byte[] {10, -1}) {
      Path path = file(DataFiles.idx(new byte[] {0, label}, 2));
      assertThatThrownBy(() -> IdxFile.labels(path, 2, 10))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("label 1: " + (label & 0xff) + " (expected: 0 to 9)");
    }
  }

  private static void refuses(Path path, String message) {
    assertThatThrownBy(() -> IdxFile.read(path, 2, 3, 4))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContaining(message);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "idx", ""), bytes);
  }
}
