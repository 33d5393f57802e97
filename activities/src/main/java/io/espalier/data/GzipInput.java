package io.espalier.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates gzip (RFC 1952), one member or several. Unlike Java's own stream it refuses what is not
 * gzip after a member, as {@code gzip --test} does, and flags that it does not know.
 */
public final class GzipInput extends InputStream {
  private static final int HEADER_SUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int UNKNOWN = 0xe0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final CRC32 headerSum = new CRC32();
  private final byte[] chunk = new byte[1 << 16];
  private int chunkFrom;
  private int chunkTo;
  private boolean ended;

  /**
   * Reads the first header.
   *
   * @throws ZipException when it is none
   */
  public GzipInput(InputStream in) throws IOException {
    this.in = in;
    if (!header()) {
      throw new EOFException("an empty file");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int read = inflate(bytes, from, length);
      if (read > 0) {
        sum.update(bytes, from, read);
        return read;
      }
      if (inflater.finished()) {
        trailer();
        ended = !header();
      } else {
        // The inflater has taken the whole chunk.
        fill();
        inflater.setInput(chunk, chunkFrom, chunkTo - chunkFrom);
        chunkFrom = chunkTo;
      }
    }
    return -1;
  }

  private int inflate(byte[] bytes, int from, int length) throws ZipException {
    try {
      int read = inflater.inflate(bytes, from, length);
      if (inflater.needsDictionary()) {
        throw new ZipException("gzip data: a dictionary is asked for");
      }
      return read;
    } catch (DataFormatException e) {
      throw new ZipException("gzip data: " + e.getMessage());
    }
  }

  private void trailer() throws IOException {
    chunkFrom = chunkTo - inflater.getRemaining();
    long found = number(4);
    if (found != sum.getValue()) {
      throw new ZipException(
          "gzip data: CRC-32 %08x, but its trailer says %08x".formatted(sum.getValue(), found));
    }
    long length = number(4);
    if (length != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException(
          "gzip data: " + inflater.getBytesWritten() + " bytes, but its trailer says " + length);
    }
  }

  /** Reads a member's header and begins with its data; false at the end of the file. */
  private boolean header() throws IOException {
    if (chunkFrom == chunkTo && !more()) {
      return false;
    }
    headerSum.reset();
    if (number(2) != 0x8b1f) {
      throw new ZipException("gzip data: followed by something else");
    }
    int method = next();
    int flags = next();
    if (method != 8 || (flags & UNKNOWN) != 0) {
      throw new ZipException("gzip header: method " + method + ", flags " + flags);
    }
    number(6);
    if ((flags & EXTRA) != 0) {
      for (long left = number(2); left > 0; left--) {
        next();
      }
    }
    for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
      while (next() != 0) {
        // A name or a comment up to its zero.
      }
    }
    long expected = headerSum.getValue() & 0xffff;
    if ((flags & HEADER_SUM) != 0 && number(2) != expected) {
      throw new ZipException("gzip header: its CRC-16 does not fit");
    }
    sum.reset();
    inflater.reset();
    inflater.setInput(chunk, chunkFrom, chunkTo - chunkFrom);
    chunkFrom = chunkTo;
    return true;
  }

  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) next() << (8 * i);
    }
    return number;
  }

  private int next() throws IOException {
    if (chunkFrom == chunkTo) {
      fill();
    }
    int value = chunk[chunkFrom++] & 0xff;
    headerSum.update(value);
    return value;
  }

  private void fill() throws IOException {
    if (!more()) {
      throw new EOFException("gzip data: cut off before their end");
    }
  }

  private boolean more() throws IOException {
    chunkFrom = 0;
    chunkTo = Math.max(0, in.read(chunk, 0, chunk.length));
    return chunkTo > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
