package io.espalier.data.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Python;
import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bit of a {@code .npz} file is wrong: it is refused, or none of its values is affected.
 */
final class NpzDamageTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.DEFLATED, ZipEntry.STORED})
  void aFlippedBitIsRefusedOrChangesNoValue(int method) throws IOException {
    byte[] file = NpzMaker.npz(arrays(), method);
    String expected = answer(file);
    assertThat(expected).isNotEqualTo("refused");
    int refused = 0;
    for (int i = 0; i < file.length; i++) {
      // Two of a byte's bits, others in each byte; the comparison with NumPy takes all.
      for (int bit : new int[] {i % 8, (i + 3) % 8}) {
        file[i] ^= (byte) (1 << bit);
        String answer = answer(file);
        if (answer.equals("refused")) {
          refused++;
        } else {
          assertThat(answer).as("byte " + i + ", bit " + bit).isEqualTo(expected);
        }
        file[i] ^= (byte) (1 << bit);
      }
    }
    assertThat(refused).isGreaterThan(file.length);
  }

  @Test
  void aMemberWhoseSumIsWrongIsRefused() throws IOException {
    byte[] file = NpzMaker.npz(arrays(), ZipEntry.STORED);
    byte[] label = NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(0, 1));
    int at = indexOf(file, label) + label.length - 8;
    file[at] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged.npz"), file);
    assertThatThrownBy(() -> new NpzFile(damaged).read("train"))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("y_train: CRC-32: ");
  }

  @Test
  void commentsThatAreNoTextAreRefused() throws IOException {
    for (String comment : List.of("an array", "a data set")) {
      byte[] file = NpzMaker.npz(arrays(), ZipEntry.STORED);
      file[indexOf(file, comment.getBytes(StandardCharsets.UTF_8))] = (byte) 0xff;
      Path damaged = Files.write(folder.resolve("damaged.npz"), file);
      assertThatThrownBy(() -> new NpzFile(damaged).read("train"))
          .as(comment)
          .isInstanceOf(DataFormatException.class)
          // By this reader, or by later JDKs when they open the archive.
          .hasMessageStartingWith(damaged + ": zip: ");
    }
  }

  @Test
  void aFileThatIsCutOffOrGoesOnIsRefused() throws IOException {
    byte[] file = NpzMaker.npz(arrays(), ZipEntry.DEFLATED);
    for (int length = 0; length < file.length; length++) {
      assertThat(answer(Arrays.copyOf(file, length))).as(length + " bytes").isEqualTo("refused");
    }
    assertThat(answer(Arrays.copyOf(file, file.length + 1))).isEqualTo("refused");
  }

  @Test
  void whateverNumpyRefusesIsRefused() throws Exception {
    Python.require("numpy");
    Path file = folder.resolve("whole.npz");
    Python.Result result =
        Python.run(
            """
            import io, sys, numpy as np
            x, y = np.arange(4, dtype=np.uint8).reshape(2, 1, 2), np.array([1, 0])
            np.savez_compressed(sys.argv[1], x_train=x, y_train=y)
            b = bytearray(open(sys.argv[1], 'rb').read())
            for i in range(8 * len(b)):
                b[i // 8] ^= 1 << i % 8
                try:
                    z = np.load(io.BytesIO(b))
                    a, c = z['x_train'], z['y_train']
                    print('same' if (a == x).all() and (c == y).all() else 'other')
                except Exception as e:
                    print('refused')
                b[i // 8] ^= 1 << i % 8
            """,
            file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> numpy = result.output().lines().toList();
    byte[] bytes = Files.readAllBytes(file);
    String whole = answer(bytes);
    assertThat(numpy).hasSize(8 * bytes.length);
    for (int bit = 0; bit < numpy.size(); bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      String answer = answer(bytes);
      if (!answer.equals("refused")) {
        assertThat(answer).as("bit " + bit).isEqualTo(whole);
        assertThat(numpy.get(bit)).as("NumPy's answer to bit " + bit).isEqualTo("same");
      }
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  private String answer(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("set.npz"), bytes);
    try {
      Examples examples = new NpzFile(file).read("train");
      return Arrays.toString(examples.pixels()) + Arrays.toString(examples.labels());
    } catch (DataFormatException e) {
      return "refused";
    }
  }

  private static Map<String, byte[]> arrays() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", NpzMaker.npy("|u1", "(2, 1, 2)", new byte[] {1, 2, 3, 4}));
    arrays.put("y_train", NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(0, 1)));
    return arrays;
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return IntStream.rangeClosed(0, bytes.length - part.length)
        .filter(i -> Arrays.equals(bytes, i, i + part.length, part, 0, part.length))
        .findFirst()
        .orElseThrow();
  }
}
