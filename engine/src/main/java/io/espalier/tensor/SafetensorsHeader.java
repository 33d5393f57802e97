package io.espalier.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The header of a safetensors file, checked against the file around it before anything is allocated
 * for its tensors.
 *
 * @param dataStart where the values begin, in bytes from the file's start
 * @param entries by name
 */
record SafetensorsHeader(int dataStart, SortedMap<String, Entry> entries) {
  /** Enough for some ten thousand tensors; a longer header is no network of ours. */
  static final int MAX_HEADER_BYTES = 1 << 20;

  /** The one key that names no tensor. */
  static final String METADATA = "__metadata__";

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * One tensor of the file.
   *
   * @param count values
   * @param begin first byte, counted from {@link #dataStart}
   */
  record Entry(ElementType type, int[] shape, int count, int begin) {}

  /** The canonical header of tensors of one type, its length in front. */
  static byte[] bytes(ElementType type, Map<String, int[]> shapes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[Long.BYTES]);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      long begin = 0;
      // Natural order, whatever the order of the map that is given.
      for (Map.Entry<String, int[]> tensor : new TreeMap<>(shapes).entrySet()) {
        if (tensor.getKey().equals(METADATA)) {
          throw new IllegalArgumentException("name: " + METADATA + " (reserved by the format)");
        }
        json.writeObjectFieldStart(tensor.getKey());
        json.writeStringField("dtype", type.name());
        json.writeArrayFieldStart("shape");
        long count = 1;
        for (int side : tensor.getValue()) {
          json.writeNumber(side);
          count = Math.multiplyExact(count, side);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(begin);
        long end = begin + count * type.bytes();
        json.writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    while (out.size() % Long.BYTES != 0) {
      out.write(' ');
    }
    byte[] header = out.toByteArray();
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length - Long.BYTES);
    return header;
  }

  /** Reads and checks the header of a whole file, whose values are of these types. */
  static SafetensorsHeader of(byte[] file, ElementType... types) {
    if (file.length < Long.BYTES) {
      throw new SafetensorsException("file: " + file.length + " bytes (expected: >= 8)");
    }
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long limit = Math.min(MAX_HEADER_BYTES, file.length - Long.BYTES);
    if (length < 2 || length > limit) {
      throw new SafetensorsException(
          "header: "
              + Long.toUnsignedString(length)
              + " bytes (expected: 2 to "
              + limit
              + "; the file has "
              + file.length
              + " bytes)");
    }
    int dataStart = Long.BYTES + (int) length;
    List<SafetensorsHeaderParser.Raw> tensors =
        SafetensorsHeaderParser.parse(Arrays.copyOfRange(file, Long.BYTES, dataStart));
    return new SafetensorsHeader(
        dataStart, layOut(tensors, List.of(types), file.length - dataStart));
  }

  /** Checks types, sizes, and that the tensors cover the data exactly once. */
  private static SortedMap<String, Entry> layOut(
      List<SafetensorsHeaderParser.Raw> tensors, List<ElementType> types, long dataBytes) {
    List<SafetensorsHeaderParser.Raw> ordered = new ArrayList<>(tensors);
    ordered.sort(
        Comparator.comparingLong(SafetensorsHeaderParser.Raw::begin)
            .thenComparingLong(SafetensorsHeaderParser.Raw::end));
    SortedMap<String, Entry> entries = new TreeMap<>();
    long covered = 0;
    for (SafetensorsHeaderParser.Raw tensor : ordered) {
      ElementType type = type(tensor, types);
      if (tensor.begin() != covered) {
        throw new SafetensorsException(
            tensor.name()
                + ": begins at "
                + tensor.begin()
                + " (expected: "
                + covered
                + ", no gaps and no overlap)");
      }
      if (tensor.end() < tensor.begin() || tensor.end() > dataBytes) {
        throw new SafetensorsException(
            tensor.name()
                + ": ends at "
                + tensor.end()
                + " (expected: "
                + tensor.begin()
                + " to "
                + dataBytes
                + ", the end of the file)");
      }
      long bytes = tensor.end() - tensor.begin();
      long count = count(tensor);
      // The second product cannot overflow: count is at most bytes there.
      if (count > bytes || count * type.bytes() != bytes) {
        throw new SafetensorsException(
            tensor.name()
                + ": "
                + bytes
                + " bytes (expected: "
                + count
                + " values of "
                + type.bytes()
                + " for "
                + Arrays.toString(tensor.shape())
                + ")");
      }
      entries.put(
          tensor.name(), new Entry(type, tensor.shape(), (int) count, (int) tensor.begin()));
      covered = tensor.end();
    }
    if (covered != dataBytes) {
      throw new SafetensorsException(
          "data: " + dataBytes + " bytes (expected: " + covered + ", nothing after the tensors)");
    }
    return entries;
  }

  private static ElementType type(SafetensorsHeaderParser.Raw tensor, List<ElementType> types) {
    return types.stream()
        .filter(type -> type.name().equals(tensor.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new SafetensorsException(
                    tensor.name()
                        + ": type "
                        + tensor.type()
                        + " (expected: "
                        + types.stream().map(Enum::name).collect(Collectors.joining(" or "))
                        + ")"));
  }

  private static long count(SafetensorsHeaderParser.Raw tensor) {
    try {
      long count = 1;
      for (int side : tensor.shape()) {
        count = Math.multiplyExact(count, side);
      }
      return count;
    } catch (ArithmeticException overflow) {
      throw new SafetensorsException(
          tensor.name() + ": shape " + Arrays.toString(tensor.shape()) + " is too large", overflow);
    }
  }
}
