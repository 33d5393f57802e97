package io.espalier.store.sql.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The hash of an audit entry: SHA-256 over the fields tag, chain, seq, kind, recorded_at, body,
 * prev_hash, each as its length in UTF-8 bytes (8 bytes, big-endian) and those bytes. seq is in
 * decimal, recorded_at in UTC with six digits of seconds, so that anybody can compute it again.
 */
public final class AuditHash {
  /** What the first entry of a chain has for its predecessor. */
  public static final String NONE = "0".repeat(64);

  private static final String TAG = "espalier-audit-1";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private AuditHash() {}

  /** The time as it is hashed and shown. */
  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** The hash of an entry with these fields. */
  public static String of(
      String chain, long seq, String kind, String at, String body, String previous) {
    Fields fields = new Fields();
    for (String field : new String[] {TAG, chain, Long.toString(seq), kind, at, body, previous}) {
      fields.add(field);
    }
    return fields.hex();
  }
}
