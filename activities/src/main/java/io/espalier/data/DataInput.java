package io.espalier.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * A data file read to an exact length, plain or gzip (told by its first two bytes). Never inflates
 * more than was asked for plus one byte.
 */
public final class DataInput implements Closeable {
  /** Deflate cannot do better: 258 bytes for two bits, RFC 1951. */
  private static final long MAX_INFLATION = 1032;

  private final Path file;
  private final long sizeBytes;
  private final boolean gzip;
  private final InputStream in;
  private long position;

  private DataInput(Path file, long sizeBytes, boolean gzip, InputStream in) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.gzip = gzip;
    this.in = in;
  }

  public static DataInput open(Path file) throws IOException {
    long size = Files.size(file);
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return new DataInput(file, size, gzip, gzip ? new GzipInput(raw) : raw);
    } catch (ZipException | EOFException e) {
      raw.close();
      throw new DataFormatException(file, "gzip header", "whole", "broken: " + e.getMessage());
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Checks, before anything is allocated for them, that the file can hold so many bytes in all.
   *
   * @throws DataFormatException when it is certain that it does not
   */
  public void expectTotal(long total) throws IOException {
    if (gzip ? sizeBytes * MAX_INFLATION < total : sizeBytes != total) {
      String got = gzip ? sizeBytes + " bytes of gzip" : sizeBytes + " bytes";
      throw new DataFormatException(file, "size", total + " bytes", got);
    }
  }

  /** The next bytes, exactly as many as the array holds. */
  public void readFully(byte[] bytes) throws IOException {
    int read;
    try {
      read = in.readNBytes(bytes, 0, bytes.length);
    } catch (EOFException | ZipException e) {
      throw broken(e);
    }
    position += read;
    if (read < bytes.length) {
      long expected = position - read + bytes.length;
      throw new DataFormatException(
          file, "size", expected + " bytes", position + " bytes, it is cut off");
    }
  }

  /**
   * Checks that nothing follows. For gzip this also checks the sum over the data.
   *
   * @throws DataFormatException when something does
   */
  public void expectEnd() throws IOException {
    try {
      if (in.read() >= 0) {
        throw new DataFormatException(file, "size", position + " bytes", "more");
      }
    } catch (EOFException | ZipException e) {
      throw broken(e);
    }
  }

  private DataFormatException broken(IOException e) {
    return new DataFormatException(file, "gzip", "a whole file", String.valueOf(e.getMessage()));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
