package io.espalier.store.artifact;

import io.espalier.digest.Digest;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * Hashes and counts what passes through, and stops at a cap. Its close leaves the file open. A disk
 * that fails is told apart from a source that fails: only the second is an IOException.
 */
final class HashingOutput extends FilterOutputStream {
  private final MessageDigest digest = Digest.sha256();
  private final long cap;
  private long count;

  HashingOutput(OutputStream out, long cap) {
    super(out);
    this.cap = cap;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > cap - count) {
      throw new IllegalArgumentException("artifact: more bytes than " + cap);
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new StoreUnavailableException("writing an artifact failed: " + e.getMessage(), e);
    }
    digest.update(bytes, offset, length);
    count += length;
  }

  @Override
  public void close() throws IOException {
    flush();
  }

  long count() {
    return count;
  }

  /** The digest; to be asked once. */
  String hex() {
    return Digest.hex(digest.digest());
  }
}
