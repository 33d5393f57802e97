package io.espalier.data.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Python;
import io.espalier.data.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpzLabelsTest {
  @TempDir private Path folder;

  static Stream<String> whole() {
    return Stream.of(
        "|u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8", "|i1", "<i2", ">i2", "<i4", ">i4", "<i8",
        ">i8");
  }

  static Stream<String> real() {
    return Stream.of("<f2", ">f2", "<f4", ">f4", "<f8", ">f8");
  }

  static Stream<String> every() {
    return Stream.concat(whole(), real());
  }

  @ParameterizedTest
  @MethodSource("every")
  void wholeNumbersOfAnyTypeAreClasses(String type) throws IOException {
    assertThat(labels(type, "(4,)", 2, 0, 1, 0)).containsExactly(2, 0, 1, 0);
  }

  @Test
  void booleansAreTheClasses0And1() throws IOException {
    assertThat(labels("|b1", "(2,)", 1, 0)).containsExactly(1, 0);
  }

  @ParameterizedTest
  @MethodSource("real")
  void floatsThatAreNotWholeAreRefused(String type) throws IOException {
    assertThat(labels(type, "(2,)", -0.0, 1)).containsExactly(0, 1);
    refused(type, "(2,)", "y_train: value: 0.5 (expected: 0 to 255, whole)", 0, 0.5);
    refused(type, "(2,)", "y_train: value: NaN", 0, Double.NaN);
    refused(type, "(2,)", "y_train: value: Infinity", 0, Double.POSITIVE_INFINITY);
    refused(type, "(2,)", "y_train: value: -1 (expected", 0, -1);
    refused(type, "(2,)", "y_train: value: 256 (expected", 0, 256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"|i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8"})
  void negativeNumbersAreRefused(String type) throws IOException {
    refused(type, "(2,)", "y_train: value: -1 (expected: 0 to 255, whole)", 0, -1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<u2", ">u2", "<u4", ">u4", "<u8", ">u8", "<i2", "<i4", ">i8"})
  void numbersBeyondAByteAreRefused(String type) throws IOException {
    refused(type, "(2,)", "y_train: value: 256 (expected: 0 to 255, whole)", 0, 256);
    refused(type, "(2,)", "y_train: value: ", 0, -1);
  }

  @Test
  void aColumnOfLabelsIsAsGoodAsARow() throws IOException {
    assertThat(labels("<i8", "(2, 1)", 0, 1)).containsExactly(0, 1);
    assertThat(labels("<f4", "(2, 1)", 1, 0)).containsExactly(1, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          (1, 2) ; [1, 2] (expected: [2] or [2, 1]
          (2, 2) ; [2, 2] (expected: [2] or [2, 1], a class for each of x_train; `y.argmax(1)`
          (2, 1, 1) ; [2, 1, 1] (expected: [2]
          (3,) ; [3] (expected: [2]
          (3, 1) ; [3, 1] (expected: [2]
          (1,) ; [1] (expected: [2]
          """)
  void labelsOfAnotherShapeAreRefused(String shape, String message) throws IOException {
    int count =
        Stream.of(shape.split("[(), ]+"))
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .reduce(1, (a, b) -> a * b);
    Map<String, byte[]> arrays = arrays("<i8", shape, 2, new double[count]);
    assertThatThrownBy(() -> read(arrays))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("y_train: shape: " + message);
  }

  @Test
  void numpysOwnFilesOfEveryTypeAreRead() throws Exception {
    Python.require("numpy");
    Python.Result written =
        Python.run(
            """
            import sys, numpy as np
            x = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)
            for t in '? u1 u2 u4 u8 i1 i2 i4 i8 f2 f4 f8'.split():
                for order in '<>':
                    for shape in ((2,), (2, 1)):
                        y = np.array([1, 0]).astype(np.dtype(t).newbyteorder(order)).reshape(shape)
                        for save in (np.savez, np.savez_compressed):
                            name = f'{t}{ord(order)}-{len(shape)}-{save.__name__}.npz'.replace('?', 'bool')
                            save(sys.argv[1] + '/' + name, x_train=x, y_train=y, x_test=x, y_test=y)
            """,
            folder.toString());
    assertThat(written.exitCode()).as(written.output()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSize(12 * 2 * 2 * 2)
          .allSatisfy(
              file -> {
                assertThat(new NpzFile(file).read("train").labels()).containsExactly(1, 0);
                assertThat(new NpzFile(file).read("test").pixels())
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
              });
    }
  }

  private byte[] labels(String type, String shape, double... values) throws IOException {
    return read(arrays(type, shape, values.length, values));
  }

  private void refused(String type, String shape, String message, double... values)
      throws IOException {
    Map<String, byte[]> arrays = arrays(type, shape, values.length, values);
    assertThatThrownBy(() -> read(arrays))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(message);
  }

  private byte[] read(Map<String, byte[]> arrays) throws IOException {
    Path file = Files.write(folder.resolve("labels.npz"), NpzMaker.npz(arrays));
    return new NpzFile(file).read("train").labels();
  }

  private static Map<String, byte[]> arrays(
      String type, String shape, int images, double... labels) {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", NpzMaker.npy("|u1", "(" + images + ", 1, 1)", new byte[images]));
    arrays.put("y_train", NpzMaker.npy(type, shape, NpzMaker.numbers(type, labels)));
    return arrays;
  }
}
