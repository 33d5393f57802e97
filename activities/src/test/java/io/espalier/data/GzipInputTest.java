package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Python;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GzipInputTest {
  private static final byte[] CONTENT = DataFiles.counting(300);
  private static final byte[] PACKED = DataFiles.gzip(CONTENT);

  @TempDir private Path folder;

  @Test
  void oneMemberAndSeveralAreInflated() throws IOException {
    assertThat(inflate(PACKED)).isEqualTo(CONTENT);
    byte[] large = DataFiles.counting(500_000);
    ByteArrayOutputStream several = new ByteArrayOutputStream();
    several.writeBytes(PACKED);
    several.writeBytes(DataFiles.gzip(large));
    several.writeBytes(DataFiles.gzip(new byte[0]));
    assertThat(inflate(several.toByteArray()))
        .startsWith(CONTENT)
        .endsWith(large)
        .hasSize(CONTENT.length + large.length);
  }

  @Test
  void aHeaderWithAllItsPartsIsPassedOverAndItsSumChecked() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3});
    file.writeBytes(new byte[] {3, 0, 7, 7, 7, 'a', 0, 'b', 'c', 0});
    CRC32 sum = new CRC32();
    sum.update(file.toByteArray());
    file.write((int) sum.getValue());
    file.write((int) (sum.getValue() >> 8));
    file.write(PACKED, 10, PACKED.length - 10);
    byte[] bytes = file.toByteArray();
    assertThat(inflate(bytes)).isEqualTo(CONTENT);
    for (int i = 3; i < 22; i++) {
      bytes[i] ^= 1;
      assertThatThrownBy(() -> inflate(bytes)).as("byte " + i).isInstanceOf(IOException.class);
      bytes[i] ^= 1;
    }
  }

  @Test
  void aFlippedBitIsRefusedOrChangesNothing() {
    byte[] bytes = PACKED.clone();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(inflate(bytes)).as("bit " + bit).isEqualTo(CONTENT);
      } catch (ZipException | EOFException refused) {
        // The header's time, system and hints may be anything; all else is noticed.
      } catch (IOException e) {
        throw new AssertionError("bit " + bit, e);
      }
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  @Test
  void whatFollowsIsRefusedAndSoIsAFileThatIsCutOff() {
    for (int length = 0; length < PACKED.length; length++) {
      byte[] cut = Arrays.copyOf(PACKED, length);
      assertThatThrownBy(() -> inflate(cut)).isInstanceOf(IOException.class);
    }
    for (int more : new int[] {1, 2, 9, 10, 18, 27, 40}) {
      byte[] longer = Arrays.copyOf(PACKED, PACKED.length + more);
      Arrays.fill(longer, PACKED.length, longer.length, (byte) 'x');
      assertThatThrownBy(() -> inflate(longer))
          .as(more + " bytes more")
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whateverPythonsGzipRefusesIsRefused() throws Exception {
    Python.require("gzip");
    Path file = Files.write(folder.resolve("file.gz"), PACKED);
    Python.Result result =
        Python.run(
            """
            import gzip, sys
            b = bytearray(open(sys.argv[1], 'rb').read())
            whole = gzip.decompress(b)
            def answer(b):
                try:
                    return 'same' if gzip.decompress(b) == whole else 'other'
                except Exception as e:
                    return 'refused'
            for i in range(8 * len(b)):
                b[i // 8] ^= 1 << i % 8
                print(answer(b))
                b[i // 8] ^= 1 << i % 8
            for n in range(1, 60):
                print(answer(b + b'x' * n))
            """,
            file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> python = result.output().lines().toList();
    assertThat(python).hasSize(8 * PACKED.length + 59);
    byte[] bytes = PACKED.clone();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      if (inflates(bytes)) {
        assertThat(python.get(bit)).as("Python's answer to bit " + bit).isEqualTo("same");
      }
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    assertThat(python.subList(8 * PACKED.length, python.size())).containsOnly("refused");
  }

  private static boolean inflates(byte[] bytes) {
    try {
      inflate(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] inflate(byte[] bytes) throws IOException {
    try (GzipInput in = new GzipInput(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }
}
