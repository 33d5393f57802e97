package io.espalier.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tar archive (POSIX ustar) entry by entry without ever writing a path that it names. Long
 * names in extension entries are passed over.
 */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  /** A regular file of the archive, by the name that it claims. */
  record Entry(String name, long sizeBytes) {}

  private final InputStream in;
  private long unread;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** The next regular file, or null at the end. */
  @Nullable Entry next() throws IOException {
    while (true) {
      in.skipNBytes(unread + padding);
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK) {
        throw new IOException("the archive is cut off");
      }
      if (header[0] == 0) {
        return null;
      }
      check(header);
      unread = octal(header, 124, 12);
      padding = Math.floorMod(-unread, BLOCK);
      byte type = header[156];
      if (type == '0' || type == 0) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return new Entry(prefix.isEmpty() ? name : prefix + "/" + name, unread);
      }
    }
  }

  /** Bytes of the entry at hand. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        if (unread == 0) {
          return -1;
        }
        int read = in.read(bytes, from, (int) Math.min(length, unread));
        if (read < 0) {
          throw new IOException("the archive is cut off");
        }
        unread -= read;
        return read;
      }
    };
  }

  private static void check(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + 8;
      sum += own ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, CHECKSUM, 8)) {
      throw new IOException("it is no tar archive");
    }
  }

  private static long octal(byte[] header, int from, int length) throws IOException {
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new IOException("it is no tar archive");
    }
    return Long.parseLong(digits, 8);
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
