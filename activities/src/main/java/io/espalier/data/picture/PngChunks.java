package io.espalier.data.picture;

import io.espalier.data.DataFormatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file (ISO/IEC 15948), every one held against its sum, up to {@code IEND}.
 *
 * @param data what the {@code IDAT} chunks hold
 * @param palette {@code PLTE}, three bytes a colour; empty without one
 */
record PngChunks(Path file, PngHeader header, byte[] palette, byte[] data) {
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final List<String> CRITICAL = List.of("IHDR", "PLTE", "IDAT", "IEND");

  /** One chunk; its sum is right. */
  private record Chunk(String type, byte[] content) {
    /** Whether a decoder that does not know this chunk cannot show the picture. */
    boolean critical() {
      return (type.charAt(0) & 0x20) == 0;
    }
  }

  static PngChunks of(Path file, byte[] bytes) throws DataFormatException {
    ByteBuffer in = ByteBuffer.wrap(bytes).position(SIGNATURE.length);
    Chunk first = next(file, in);
    if (!first.type.equals("IHDR")) {
      throw new DataFormatException(file, "first chunk", "IHDR", first.type);
    }
    PngHeader header = PngHeader.of(file, first.content);
    byte[] palette = {};
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    String before = first.type;
    for (Chunk chunk = next(file, in); !chunk.type.equals("IEND"); chunk = next(file, in)) {
      switch (chunk.type) {
        case "PLTE" -> palette = chunk.content;
        case "IDAT" -> {
          if (data.size() > 0 && !before.equals("IDAT")) {
            throw new DataFormatException(file, "IDAT", "one after the other", before);
          }
          data.writeBytes(chunk.content);
        }
        default -> {
          if (chunk.critical()) {
            throw new DataFormatException(file, "chunk", "one of " + CRITICAL, chunk.type);
          }
        }
      }
      before = chunk.type;
    }
    if (palette.length % 3 != 0
        || palette.length > 3 * 256
        || (header.hasPalette() && palette.length == 0)) {
      throw new DataFormatException(
          file, "PLTE", "3 to 768 bytes, three a colour", palette.length + " bytes");
    }
    return new PngChunks(file, header, palette, data.toByteArray());
  }

  private static Chunk next(Path file, ByteBuffer in) throws DataFormatException {
    int at = in.position();
    long length = in.remaining() < 12 ? -1 : in.getInt() & 0xffffffffL;
    if (length < 0 || length > in.remaining() - 8) {
      throw new DataFormatException(file, "chunk at byte " + at, "a whole one", "cut off");
    }
    byte[] typeAndContent = new byte[4 + (int) length];
    in.get(typeAndContent);
    CRC32 sum = new CRC32();
    sum.update(typeAndContent);
    int expected = in.getInt();
    if ((int) sum.getValue() != expected) {
      throw new DataFormatException(
          file,
          "CRC-32 of the chunk at byte " + at,
          "%08x".formatted(expected),
          "%08x".formatted(sum.getValue()));
    }
    String type = new String(typeAndContent, 0, 4, StandardCharsets.ISO_8859_1);
    return new Chunk(type, Arrays.copyOfRange(typeAndContent, 4, typeAndContent.length));
  }

  /** The picture, when its size is wanted. */
  Picture picture(Picture.SizeCheck size) throws DataFormatException {
    size.accept(header.height(), header.width());
    return new Picture(header.height(), header.width(), new PngPixels(this).read());
  }
}
