package io.espalier.store.sql;

import io.espalier.store.audit.AuditLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/** Holds every chain against its hashes, its head, its run and the anchors, in one snapshot. */
final class AuditCheck {
  private record Entry(
      String chain, long seq, String kind, String body, String previous, String hash, Instant at) {}

  private record Head(long seq, String hash) {}

  private final Handle handle;
  private long events;

  AuditCheck(Handle handle) {
    this.handle = handle;
  }

  AuditLog.Verdict verify(List<Anchor> anchors) {
    Map<String, Head> heads = new HashMap<>();
    List<String> chains = new ArrayList<>();
    handle
        .createQuery("SELECT chain, last_seq, last_hash FROM audit_head ORDER BY chain")
        .map(
            (rows, context) ->
                Map.entry(rows.getString(1), new Head(rows.getLong(2), rows.getString(3))))
        .forEach(
            e -> {
              chains.add(e.getKey());
              heads.put(e.getKey(), e.getValue());
            });
    String problem = null;
    for (String chain : chains) {
      String found = walk(chain, heads.get(chain));
      problem = problem == null ? found : problem;
    }
    if (problem == null) {
      problem = withoutChain();
    }
    for (Anchor anchor : anchors) {
      problem = problem == null ? against(anchor) : problem;
    }
    return new AuditLog.Verdict(problem == null, chains.size(), events, problem);
  }

  private @Nullable String walk(String chain, @Nullable Head head) {
    String problem = null;
    long seq = 0;
    String previous = AuditHash.NONE;
    try (ResultIterator<Entry> entries = entries(chain)) {
      while (entries.hasNext()) {
        Entry entry = entries.next();
        events++;
        if (problem == null) {
          problem = check(entry, seq + 1, previous);
        }
        seq = entry.seq();
        previous = entry.hash();
      }
    }
    if (problem == null && head != null && (head.seq() != seq || !head.hash().equals(previous))) {
      problem =
          name(chain, seq + 1)
              + " is missing: the chain ends at "
              + seq
              + ", its head says "
              + head.seq();
      if (head.seq() == seq) {
        problem = "the head of chain " + chain + " does not hold the hash of entry " + seq;
      } else if (head.seq() < seq) {
        problem = name(chain, head.seq() + 1) + " lies behind the head of its chain";
      }
    }
    return problem;
  }

  private ResultIterator<Entry> entries(String chain) {
    return handle
        .createQuery(
            "SELECT chain, seq, kind, body, prev_hash, entry_hash, recorded_at FROM audit_event"
                + " WHERE chain = :chain ORDER BY seq")
        .bind("chain", chain)
        .map(
            (rows, context) ->
                new Entry(
                    rows.getString("chain"),
                    rows.getLong("seq"),
                    rows.getString("kind"),
                    rows.getString("body"),
                    rows.getString("prev_hash"),
                    rows.getString("entry_hash"),
                    Rows.instant(rows, "recorded_at")))
        .iterator();
  }

  private static @Nullable String check(Entry entry, long expectedSeq, String previous) {
    if (entry.seq() != expectedSeq) {
      return name(entry.chain(), expectedSeq) + " is missing";
    }
    if (expectedSeq == 1 && !entry.kind().equals(AuditChain.first(entry.chain()))) {
      return name(entry.chain(), 1) + " is not the beginning of a run: the chain was begun anew";
    }
    if (!entry.previous().equals(previous)) {
      return name(entry.chain(), entry.seq()) + " does not follow the entry before it";
    }
    String hash =
        AuditHash.of(
            entry.chain(),
            entry.seq(),
            entry.kind(),
            AuditHash.time(entry.at()),
            entry.body(),
            entry.previous());
    return hash.equals(entry.hash())
        ? null
        : name(entry.chain(), entry.seq()) + " (" + entry.kind() + ") was altered";
  }

  private @Nullable String withoutChain() {
    return handle
        .createQuery(
            "SELECT r.run_id FROM run r LEFT JOIN audit_head h ON h.chain = r.run_id"
                + " WHERE h.chain IS NULL OR h.last_seq = 0 ORDER BY r.id FETCH FIRST 1 ROWS ONLY")
        .mapTo(String.class)
        .findOne()
        .map(run -> name(run, 1) + " is missing: the run has no entries")
        .orElse(null);
  }

  private @Nullable String against(Anchor anchor) {
    String found =
        handle
            .createQuery("SELECT entry_hash FROM audit_event WHERE chain = :chain AND seq = :seq")
            .bind("chain", anchor.chain())
            .bind("seq", anchor.seq())
            .mapTo(String.class)
            .findOne()
            .orElse(null);
    if (found == null) {
      return name(anchor.chain(), anchor.seq()) + " is missing: the anchor saw it";
    }
    return found.equals(anchor.hash())
        ? null
        : name(anchor.chain(), anchor.seq()) + " is not the one that the anchor saw";
  }

  private static String name(String chain, long seq) {
    return "entry " + seq + " of chain " + chain;
  }
}
