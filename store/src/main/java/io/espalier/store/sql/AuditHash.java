package io.espalier.store.sql;

import io.espalier.store.artifact.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The hash of an audit entry: SHA-256 over the fields tag, chain, seq, kind, recorded_at, body,
 * prev_hash, each as its length in UTF-8 bytes (8 bytes, big-endian) and those bytes. seq is in
 * decimal, recorded_at in UTC with six digits of seconds, so that anybody can compute it again.
 */
final class AuditHash {
  /** What the first entry of a chain has for its predecessor. */
  static final String NONE = "0".repeat(64);

  private static final String TAG = "espalier-audit-1";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private AuditHash() {}

  /** The time as it is hashed and shown. */
  static String time(Instant at) {
    return TIME.format(at);
  }

  static String of(String chain, long seq, String kind, String at, String body, String previous) {
    MessageDigest digest = Digest.sha256();
    for (String field : new String[] {TAG, chain, Long.toString(seq), kind, at, body, previous}) {
      byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).flip());
      digest.update(bytes);
    }
    return Digest.hex(digest.digest());
  }
}
