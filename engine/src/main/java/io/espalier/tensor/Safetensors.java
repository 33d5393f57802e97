package io.espalier.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads and writes tensors as <a href="https://github.com/huggingface/safetensors">safetensors</a>:
 * eight bytes with the length of a JSON header, the header, the values in little-endian order.
 *
 * <p>What is written is canonical: names sorted, values back to back in that order, no metadata,
 * the header padded with spaces to eight bytes. So equal tensors give equal bytes and one digest.
 * What is read may be any valid file, from Python too, with values of the one type asked for.
 */
public final class Safetensors {
  /** The media type of such files. */
  public static final String MEDIA_TYPE = "application/vnd.safetensors";

  private static final int CHUNK_BYTES = 1 << 16;

  private Safetensors() {}

  /** Writes float tensors ({@code F32}), every bit as it is. */
  public static void write(OutputStream out, Map<String, Tensor> tensors) throws IOException {
    Map<String, int[]> shapes = new TreeMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    out.write(SafetensorsHeader.bytes(ElementType.F32, shapes));
    byte[] chunk = new byte[CHUNK_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int step = CHUNK_BYTES / Float.BYTES;
    for (Tensor tensor : new TreeMap<>(tensors).values()) {
      float[] data = tensor.data();
      for (int from = 0; from < data.length; from += step) {
        int count = Math.min(step, data.length - from);
        buffer.asFloatBuffer().put(data, from, count);
        out.write(chunk, 0, count * Float.BYTES);
      }
    }
  }

  /** Writes boolean tensors ({@code BOOL}), a byte each: 1 for true. */
  public static void writeFlags(OutputStream out, Map<String, Flags> tensors) throws IOException {
    Map<String, int[]> shapes = new TreeMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    out.write(SafetensorsHeader.bytes(ElementType.BOOL, shapes));
    byte[] chunk = new byte[CHUNK_BYTES];
    for (Flags tensor : new TreeMap<>(tensors).values()) {
      boolean[] data = tensor.data();
      for (int from = 0; from < data.length; from += CHUNK_BYTES) {
        int count = Math.min(CHUNK_BYTES, data.length - from);
        for (int i = 0; i < count; i++) {
          chunk[i] = (byte) (data[from + i] ? 1 : 0);
        }
        out.write(chunk, 0, count);
      }
    }
  }

  /**
   * Reads float tensors.
   *
   * @throws SafetensorsException for anything but a well-formed file of {@code F32} values
   */
  public static SortedMap<String, Tensor> read(byte[] file) {
    return floats(file, SafetensorsHeader.of(file, ElementType.F32));
  }

  /**
   * Reads the float tensors of a file that others wrote, and leaves out whole numbers ({@code
   * I64}), such as the batches that a PyTorch state counts.
   *
   * @throws SafetensorsException for anything but a well-formed file of such values
   */
  public static SortedMap<String, Tensor> readForeign(byte[] file) {
    return floats(file, SafetensorsHeader.of(file, ElementType.F32, ElementType.I64));
  }

  private static SortedMap<String, Tensor> floats(byte[] file, SafetensorsHeader header) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (Map.Entry<String, SafetensorsHeader.Entry> named : header.entries().entrySet()) {
      SafetensorsHeader.Entry entry = named.getValue();
      if (entry.type() != ElementType.F32) {
        continue;
      }
      float[] data = new float[entry.count()];
      buffer.position(header.dataStart() + entry.begin()).asFloatBuffer().get(data);
      tensors.put(named.getKey(), new Tensor(entry.shape(), data));
    }
    return tensors;
  }

  /**
   * Reads boolean tensors.
   *
   * @throws SafetensorsException for anything but a well-formed file of {@code BOOL} values
   */
  public static SortedMap<String, Flags> readFlags(byte[] file) {
    SortedMap<String, Flags> tensors = new TreeMap<>();
    SafetensorsHeader header = SafetensorsHeader.of(file, ElementType.BOOL);
    for (Map.Entry<String, SafetensorsHeader.Entry> named : header.entries().entrySet()) {
      SafetensorsHeader.Entry entry = named.getValue();
      boolean[] data = new boolean[entry.count()];
      int start = header.dataStart() + entry.begin();
      for (int i = 0; i < data.length; i++) {
        byte value = file[start + i];
        if (value != 0 && value != 1) {
          throw new SafetensorsException(
              named.getKey() + "[" + i + "]: byte " + value + " (expected: 0 or 1)");
        }
        data[i] = value == 1;
      }
      tensors.put(named.getKey(), new Flags(entry.shape(), data));
    }
    return tensors;
  }
}
