package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Holds the headers that stand before a zip archive's members (PKWARE's APPNOTE) against the
 * directory at its end. Java's {@link ZipFile} believes the directory alone.
 */
final class ZipHeaders {
  private static final int HEADER = 0x04034b50;
  private static final int HEADER_BYTES = 30;
  private static final int DIRECTORY = 0x02014b50;
  private static final int DIRECTORY_BYTES = 46;

  /** Bytes that both have: version, flags, method, time and date. */
  private static final int SAME = 10;

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int DEFERRED = 8;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int DESCRIPTOR_BYTES = 24;
  private static final int SIZES_64 = 1;

  private final Path path;
  private final RandomAccessFile file;

  private ZipHeaders(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Reads the headers one after the other, as they lie in an archive that was written in one go,
   * then the directory, after which the file must end.
   *
   * @throws DataFormatException at the first header that says something else than the directory
   */
  static void requireAgreement(Path path, ZipFile zip) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      ZipHeaders headers = new ZipHeaders(path, file);
      Map<ZipEntry, ByteBuffer> found = new LinkedHashMap<>();
      for (ZipEntry entry : headers.text(() -> zip.stream().toList())) {
        found.put(entry, headers.requireAgreement(entry));
      }
      for (Map.Entry<ZipEntry, ByteBuffer> each : found.entrySet()) {
        headers.requireSame(each.getKey(), each.getValue());
      }
      String comment = headers.text(() -> Objects.requireNonNullElse(zip.getComment(), ""));
      file.seek(file.length() - END_BYTES - comment.getBytes(StandardCharsets.UTF_8).length);
      if (Integer.reverseBytes(file.readInt()) != END) {
        throw new DataFormatException(path, "zip: end", "after the directory", "elsewhere");
      }
    }
  }

  /**
   * What is made of names and comments, which {@link ZipFile} decodes when it is asked for them.
   */
  private <T> T text(Supplier<T> decoded) throws DataFormatException {
    try {
      return decoded.get();
    } catch (IllegalArgumentException malformed) {
      throw new DataFormatException(path, "zip: names and comments", "UTF-8", "other bytes");
    }
  }

  /** The next entry of the directory must begin with what stands before its member. */
  private void requireSame(ZipEntry entry, ByteBuffer header) throws IOException {
    ByteBuffer again = read(DIRECTORY_BYTES, entry);
    int extra = 0;
    for (int length = 28; length < 34; length += 2) {
      extra += again.getShort(length) & 0xffff;
    }
    read(extra, entry);
    if (again.getInt(0) != DIRECTORY || !again.slice(6, SAME).equals(header.slice(4, SAME))) {
      throw disagrees(entry);
    }
  }

  /** The next member's header, held against its entry and passed over with its data. */
  private ByteBuffer requireAgreement(ZipEntry entry) throws IOException {
    ByteBuffer header = read(HEADER_BYTES, entry);
    ByteBuffer name = read(header.getShort(26) & 0xffff, entry);
    ByteBuffer extra = read(header.getShort(28) & 0xffff, entry);
    boolean agrees =
        header.getInt(0) == HEADER
            && StandardCharsets.UTF_8.decode(name).toString().equals(entry.getName());
    file.seek(file.getFilePointer() + entry.getCompressedSize());
    if ((header.getShort(6) & DEFERRED) != 0) {
      long from = file.getFilePointer();
      int length = descriptorBytes(read(DESCRIPTOR_BYTES, entry), entry);
      agrees &= length > 0;
      file.seek(from + length);
    } else {
      agrees &= header.getInt(14) == (int) entry.getCrc() && sizesAgree(header, extra, entry);
    }
    if (!agrees) {
      throw disagrees(entry);
    }
    return header;
  }

  private static boolean sizesAgree(ByteBuffer header, ByteBuffer extra, ZipEntry entry) {
    int packed = header.getInt(18);
    int size = header.getInt(22);
    while (packed == -1 && size == -1 && extra.remaining() >= 20) {
      int type = extra.getShort();
      int length = extra.getShort() & 0xffff;
      if (type == SIZES_64) {
        return extra.getLong() == entry.getSize() && extra.getLong() == entry.getCompressedSize();
      }
      extra.position(Math.min(extra.limit(), extra.position() + length));
    }
    return packed == (int) entry.getCompressedSize() && size == (int) entry.getSize();
  }

  /**
   * Length of the sum and the sizes after a member's data, which are of 32 or 64 bits and come with
   * or without a signature; 0 when they are not those of the directory.
   */
  private static int descriptorBytes(ByteBuffer in, ZipEntry entry) {
    int from = in.getInt(0) == DESCRIPTOR ? 4 : 0;
    if (in.getInt(from) != (int) entry.getCrc()) {
      return 0;
    }
    boolean of32 =
        in.getInt(from + 4) == (int) entry.getCompressedSize()
            && in.getInt(from + 8) == (int) entry.getSize();
    boolean of64 =
        in.getLong(from + 4) == entry.getCompressedSize()
            && in.getLong(from + 12) == entry.getSize();
    return of32 ? from + 12 : of64 ? from + 20 : 0;
  }

  private ByteBuffer read(int length, ZipEntry entry) throws IOException {
    byte[] bytes = new byte[length];
    if (length > 0 && file.read(bytes) < length) {
      throw disagrees(entry);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private DataFormatException disagrees(ZipEntry entry) {
    return new DataFormatException(
        path, "zip: header of " + entry.getName(), "as in the directory at the end", "other");
  }
}
