package io.espalier.tensor;

import static io.espalier.tensor.SafetensorsTest.file;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSafetensorsTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileHeaders")
  void aHeaderThatLiesIsRefused(String what, String header, int dataBytes, String message) {
    byte[] file = file(header, dataBytes);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining(message);
  }

  static Stream<Arguments> hostileHeaders() {
    return Stream.of(
        Arguments.of("empty object's end missing", "{", 1, "header:"),
        Arguments.of("not an object", "[]", 0, "expected: '{'"),
        Arguments.of("leading space", " {}", 0, "expected: '{'"),
        Arguments.of("two objects", "{}{}", 0, "follows"),
        Arguments.of("text after", "{} x", 0, "header:"),
        Arguments.of("unclosed", "{\"a\":{\"dtype\":\"F32\"", 0, "header:"),
        Arguments.of("tensor is a number", "{\"a\":1}", 0, "a: VALUE_NUMBER_INT"),
        Arguments.of(
            "no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "expected dtype"),
        Arguments.of("unknown key", "{\"a\":{\"dtype\":\"F32\",\"x\":[1]}}", 4, "key x"),
        Arguments.of("other type", tensor("F64", "[1]", "[0,8]"), 8, "type F64 (expected: F32)"),
        Arguments.of("unknown type", tensor("exec", "[1]", "[0,8]"), 8, "type exec"),
        Arguments.of("negative side", tensor("F32", "[-1]", "[0,4]"), 4, "-1 (expected: >= 0)"),
        Arguments.of("fraction", tensor("F32", "[1.0]", "[0,4]"), 4, "VALUE_NUMBER_FLOAT"),
        Arguments.of("side too large", tensor("F32", "[4294967296]", "[0,4]"), 4, "<= 2147483647"),
        Arguments.of("number too large", tensor("F32", "[99999999999999999999]", "[0,4]"), 4, ""),
        Arguments.of(
            "product overflows",
            tensor("F32", "[2147483647,2147483647,2147483647]", "[0,4]"),
            4,
            "too large"),
        Arguments.of("bytes wrap", tensor("F32", "[1073741824,4294967295]", "[0,0]"), 0, "a"),
        Arguments.of(
            "count times four wraps to the size",
            tensor("F32", "[1073741824,2147483647,2]", "[0,4]"),
            4,
            "a: 4 bytes"),
        Arguments.of("many sides", tensor("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, "more than 8"),
        Arguments.of("wrong size", tensor("F32", "[2]", "[0,4]"), 4, "a: 4 bytes (expected: 2"),
        Arguments.of("three offsets", tensor("F32", "[1]", "[0,4,8]"), 4, "3 numbers"),
        Arguments.of("end before begin", tensor("F32", "[1]", "[0,4]"), 3, "ends at 4"),
        Arguments.of("beyond the file", tensor("F32", "[2]", "[0,8]"), 4, "the end of the file"),
        Arguments.of("gap in front", tensor("F32", "[1]", "[4,8]"), 8, "no gaps"),
        Arguments.of("bytes after", tensor("F32", "[1]", "[0,4]"), 5, "nothing after"),
        Arguments.of("overlap", two("b", "[0,4]", "[0,4]"), 8, "no overlap"),
        Arguments.of("gap", two("b", "[0,4]", "[8,12]"), 12, "no gaps"),
        Arguments.of("backwards", two("b", "[0,4]", "[4,0]"), 8, "ends at 0"),
        Arguments.of("same name twice", two("a", "[0,4]", "[4,8]"), 8, "Duplicate"),
        Arguments.of("metadata of numbers", "{\"__metadata__\":{\"a\":1}}", 0, "__metadata__"),
        Arguments.of("deep metadata", "{\"__metadata__\":{\"a\":{}}}", 0, "__metadata__"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 1, 17, 1L << 31, 1L << 32})
  void aHeaderLengthOutsideTheFileIsRefused(long length) {
    byte[] file = new byte[24];
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining("header: " + Long.toUnsignedString(length) + " bytes");
  }

  @Test
  void aHugeHeaderIsRefusedUnread() {
    byte[] file = file("{" + " ".repeat(SafetensorsHeader.MAX_HEADER_BYTES) + "}", 0);
    assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("expected: 2 to 1048576");
  }

  @Test
  void aFileOfFewBytesIsRefused() {
    assertThatThrownBy(() -> Safetensors.read(new byte[7])).hasMessageContaining("7 bytes");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() {
    byte[] file = file(tensor("F32", "[1]", "[0,4]"), 4);
    file[10] = (byte) 0xC0;
    assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void flagsOtherThanZeroAndOneAreRefused() {
    byte[] file = file(tensor("BOOL", "[2]", "[0,2]"), 2);
    file[file.length - 1] = 2;
    assertThatThrownBy(() -> Safetensors.readFlags(file))
        .hasMessageContaining("a[1]: byte 2 (expected: 0 or 1)");
  }

  @Test
  void deepNestingIsRefused() {
    byte[] file = file("{\"a\":".repeat(100_000), 0);
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(SafetensorsException.class);
  }

  private static String tensor(String type, String shape, String offsets) {
    return "{" + entry("a", type, shape, offsets) + "}";
  }

  private static String two(String nameOfSecond, String first, String second) {
    return "{"
        + entry("a", "F32", "[1]", first)
        + ","
        + entry(nameOfSecond, "F32", "[1]", second)
        + "}";
  }

  private static String entry(String name, String type, String shape, String offsets) {
    return String.format(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}", name, type, shape, offsets);
  }
}
