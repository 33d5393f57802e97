package io.espalier.store.bucket;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of so many bytes; one that ends before is an error, never an end. */
final class WholeInput extends FilterInputStream {
  private long left;

  WholeInput(InputStream in, long size) {
    super(in);
    left = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read < 0 && left > 0) {
      throw new EOFException("the answer broke off " + left + " bytes before its end");
    }
    left -= Math.max(0, read);
    return read;
  }
}
