package io.espalier.store.sql.audit;

import io.espalier.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over fields: each text as its length in UTF-8 bytes (8 bytes, big-endian) and those
 * bytes, each number as 8 bytes, big-endian. Nothing is the length −1.
 */
public final class Fields {
  private final MessageDigest digest = Digest.sha256();

  Fields add(@Nullable String text) {
    if (text == null) {
      return add(-1);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
    return this;
  }

  Fields add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    return this;
  }

  /** Ends it: 64 lowercase hex digits. */
  String hex() {
    return Digest.hex(digest.digest());
  }

  /** SHA-256 of a text alone. */
  public static String of(String text) {
    return Digest.of(text);
  }
}
