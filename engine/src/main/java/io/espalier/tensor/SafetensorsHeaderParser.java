package io.espalier.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a header's JSON strictly: known keys, each once, of the expected kinds. */
final class SafetensorsHeaderParser {
  private static final int MAX_SIDES = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private SafetensorsHeaderParser() {}

  /** One tensor as the header describes it, not yet checked against the file. */
  record Raw(String name, String type, int[] shape, long begin, long end) {}

  /** The tensors of a header, in its order. */
  static List<Raw> parse(byte[] header) {
    if (header[0] != '{') {
      throw new SafetensorsException("header: starts with byte " + header[0] + " (expected: '{')");
    }
    try (JsonParser json = JSON.createParser(decode(header))) {
      List<Raw> tensors = new ArrayList<>();
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (name.equals(SafetensorsHeader.METADATA)) {
          skipMetadata(json);
        } else {
          tensors.add(tensor(json, name));
        }
      }
      if (json.nextToken() != null) {
        throw new SafetensorsException("header: something follows the JSON object");
      }
      return tensors;
    } catch (JsonProcessingException e) {
      throw new SafetensorsException("header: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new SafetensorsException("header: " + e.getMessage(), e);
    }
  }

  private static String decode(byte[] header) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
    } catch (CharacterCodingException e) {
      throw new SafetensorsException("header: not UTF-8", e);
    }
  }

  private static Raw tensor(JsonParser json, String name) throws IOException {
    require(json.nextToken(), JsonToken.START_OBJECT, name);
    String type = null;
    long[] shape = null;
    long[] offsets = null;
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      switch (key) {
        case "dtype" -> {
          require(json.nextToken(), JsonToken.VALUE_STRING, name + ".dtype");
          type = json.getText();
        }
        case "shape" -> shape = numbers(json, name + ".shape");
        case "data_offsets" -> offsets = numbers(json, name + ".data_offsets");
        default ->
            throw new SafetensorsException(
                name + ": key " + key + " (expected: dtype, shape, data_offsets)");
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw new SafetensorsException(name + ": expected dtype, shape and data_offsets");
    }
    if (offsets.length != 2) {
      throw new SafetensorsException(
          name + ".data_offsets: " + offsets.length + " numbers (expected: 2)");
    }
    return new Raw(name, type, sides(name, shape), offsets[0], offsets[1]);
  }

  private static long[] numbers(JsonParser json, String where) throws IOException {
    require(json.nextToken(), JsonToken.START_ARRAY, where);
    long[] numbers = new long[MAX_SIDES];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken(), JsonToken.VALUE_NUMBER_INT, where);
      if (count == MAX_SIDES) {
        throw new SafetensorsException(where + ": more than " + MAX_SIDES + " numbers");
      }
      long number = json.getLongValue();
      if (number < 0) {
        throw new SafetensorsException(where + ": " + number + " (expected: >= 0)");
      }
      numbers[count++] = number;
    }
    return Arrays.copyOf(numbers, count);
  }

  private static int[] sides(String name, long[] shape) {
    int[] sides = new int[shape.length];
    for (int i = 0; i < sides.length; i++) {
      if (shape[i] > Integer.MAX_VALUE) {
        throw new SafetensorsException(
            name + ".shape: " + shape[i] + " (expected: <= " + Integer.MAX_VALUE + ")");
      }
      sides[i] = (int) shape[i];
    }
    return sides;
  }

  private static void skipMetadata(JsonParser json) throws IOException {
    require(json.nextToken(), JsonToken.START_OBJECT, SafetensorsHeader.METADATA);
    while (json.nextFieldName() != null) {
      require(json.nextToken(), JsonToken.VALUE_STRING, SafetensorsHeader.METADATA);
    }
  }

  private static void require(@Nullable JsonToken actual, JsonToken expected, String where) {
    if (actual != expected) {
      throw new SafetensorsException(where + ": " + actual + " (expected: " + expected + ")");
    }
  }
}
