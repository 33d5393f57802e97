package io.espalier.store.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Append-only, hash-chained events, one chain a run. */
public interface AuditLog {
  /** An event as stored. */
  record Event(
      String chain, long seq, String kind, String body, String entryHash, String recordedAt) {}

  /** What a check found; {@code problem} names the first bad entry. */
  record Verdict(boolean ok, int chains, long events, @Nullable String problem) {}

  /**
   * Checks every chain against its hashes and heads, and against anchors {@code chain:seq:hash}.
   */
  Verdict verify(List<String> anchors);

  /** Anchors of all chains, {@code chain:seq:hash}. */
  List<String> heads();

  /** Events of one chain, oldest first. */
  List<Event> events(String chain);
}
