package io.espalier.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  @Test
  void theBytesAreTheCanonicalOnes() throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>(Comparator.reverseOrder());
    tensors.put("b", new Tensor(new int[] {2}, new float[] {1f, -0f}));
    tensors.put("a", new Tensor(new int[] {1, 1}, new float[] {Float.NaN}));
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
    header += " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    expected.putFloat(Float.NaN).putFloat(1f).putFloat(-0f);
    assertThat(bytes(tensors)).isEqualTo(expected.array());
  }

  @Test
  void floatsComeBackBitForBit() throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    float[] values = new float[70_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 61_333);
    }
    values[7] = -0f;
    values[8] = Float.NaN;
    values[9] = Float.NEGATIVE_INFINITY;
    tensors.put("fc1.weight", new Tensor(new int[] {values.length}, values));
    tensors.put("ä\"\\", new Tensor(new int[] {0, 3}, new float[0]));
    tensors.put("scalar", new Tensor(new int[0], new float[] {3f}));
    SortedMap<String, Tensor> read = Safetensors.read(bytes(tensors));
    assertThat(read.keySet()).isEqualTo(tensors.keySet());
    float[] back = Tensors.get(read, "fc1.weight").data();
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
    assertThat(Tensors.get(read, "ä\"\\").shape()).containsExactly(0, 3);
    assertThat(Tensors.get(read, "scalar").shape()).isEmpty();
  }

  @Test
  void flagsComeBack() throws IOException {
    boolean[] values = new boolean[70_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 3 == 0;
    }
    SortedMap<String, Flags> flags = new TreeMap<>();
    flags.put("fc1.weight", new Flags(new int[] {1, values.length}, values));
    flags.put("fc2.weight", new Flags(new int[] {2}, new boolean[] {true, false}));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.writeFlags(out, flags);
    assertThat(Safetensors.readFlags(out.toByteArray())).isEqualTo(flags);
  }

  @Test
  void noTensorsAreAFileToo() throws IOException {
    assertThat(Safetensors.read(bytes(new TreeMap<>()))).isEmpty();
  }

  @Test
  void countersOfOtherWritersAreLeftOut() {
    byte[] file =
        file(
            "{\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
            12);
    assertThat(Safetensors.readForeign(file).keySet()).containsExactly("w");
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessage("safetensors: bn.num_batches_tracked: type I64 (expected: F32)");
  }

  @Test
  void filesOfOtherWritersAreRead() {
    byte[] file =
        file(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"data_offsets\":[4,8],\"shape\":[1],\"dtype\":\"F32\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}  ",
            8);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 8, 5f);
    assertThat(Tensors.get(Safetensors.read(file), "b").data()).containsExactly(5f);
  }

  @Test
  void theReservedNameIsNotWritten() {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    tensors.put("__metadata__", Tensor.zeros(1));
    assertThatThrownBy(() -> bytes(tensors))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved");
  }

  static byte[] bytes(SortedMap<String, Tensor> tensors) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors);
    return out.toByteArray();
  }

  /** A file with this header and so many zero bytes of data. */
  static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
