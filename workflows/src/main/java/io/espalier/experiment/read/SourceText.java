package io.espalier.experiment.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of a file that may be anything. */
public final class SourceText {
  /** Largest file that is read, bytes. */
  static final int MAX_BYTES = 1 << 20;

  private SourceText() {}

  /**
   * The file's text, refused by its size before it is read.
   *
   * @param kind what the file should be, such as {@code an experiment file}
   */
  public static String of(Path file, String kind) {
    Position whole = Position.whole(file.toString());
    try {
      if (Files.isDirectory(file)) {
        throw new ExperimentException(whole, "", "a folder", kind);
      }
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw tooLarge(whole, size + " bytes");
      }
      // Devices and pipes have no size: never take more than the limit from them either.
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw tooLarge(whole, "more than " + MAX_BYTES + " bytes");
        }
        return of(file.toString(), bytes);
      }
    } catch (NoSuchFileException e) {
      throw new ExperimentException(whole, "", "no such file", kind, e);
    } catch (IOException e) {
      throw new ExperimentException(whole, "", "cannot be read: " + e, "a readable file", e);
    }
  }

  /** Decodes UTF-8 strictly and refuses characters that YAML does not allow. */
  public static String of(String source, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge(Position.whole(source), bytes.length + " bytes");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    String text = chars.flip().toString();
    if (result.isError()) {
      int bad = text.getBytes(StandardCharsets.UTF_8).length;
      String got = String.format("the byte 0x%02X", bytes[bad] & 0xFF);
      throw new ExperimentException(end(source, text), "", got, "UTF-8 text");
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      if (!printable(point)) {
        String got = String.format("the control character U+%04X", point);
        throw new ExperimentException(end(source, text.substring(0, i)), "", got, "printable text");
      }
    }
    return text;
  }

  private static boolean printable(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= 0x20 && point < 0x7F)
        || point == 0x85
        || (point >= 0xA0 && point < 0xFFFE)
        || point > 0xFFFF;
  }

  private static Position end(String source, String before) {
    int line = 1;
    int column = 1;
    for (int point : before.codePoints().toArray()) {
      line += point == '\n' ? 1 : 0;
      column = point == '\n' ? 1 : column + 1;
    }
    return new Position(source, line, column);
  }

  private static ExperimentException tooLarge(Position at, String size) {
    return new ExperimentException(at, "", size, "at most " + MAX_BYTES + " bytes");
  }
}
