package io.espalier.store.sql.check;

import io.espalier.store.audit.AuditLog;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.audit.ChainEntry;
import io.espalier.store.sql.run.RunRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/**
 * Holds every chain against its hashes, its head, its run and the anchors, and every row against
 * the chains, in one snapshot.
 */
public final class AuditCheck {
  private record Head(long seq, String hash) {}

  private final Handle handle;
  private final List<String> problems = new ArrayList<>();
  private long events;

  public AuditCheck(Handle handle) {
    this.handle = handle;
  }

  public AuditLog.Verdict verify(List<Anchor> anchors) {
    Map<String, Head> heads = heads();
    RowCheck rows = new RowCheck(handle, null);
    heads.forEach((chain, head) -> walk(chain, head, rows));
    withoutChain();
    anchors.forEach(this::against);
    problems.addAll(rows.problems());
    return new AuditLog.Verdict(heads.size(), events, rows.older(), problems);
  }

  /**
   * The chain of one run, those that tell of the steps its tasks name, and the rows of both.
   *
   * @throws IllegalArgumentException when there is no such run
   */
  List<String> altered(String runId) {
    RunRows.id(handle, runId);
    Map<String, Head> heads = heads();
    RowCheck rows = new RowCheck(handle, runId);
    for (String chain : chains(runId)) {
      Head head = heads.get(chain);
      if (head == null) {
        problems.add(ChainEntry.name(chain, 1) + " is missing: the run has no entries");
      } else {
        walk(chain, head, rows);
      }
    }
    problems.addAll(rows.problems());
    return problems;
  }

  private List<String> chains(String runId) {
    return handle
        .createQuery(
            """
            SELECT run_id FROM run WHERE run_id = :run
            UNION SELECT e.chain FROM run r JOIN task t ON t.run_id = r.id
              JOIN step s ON s.id = t.step_id
              JOIN audit_event e ON e.step_key = s.step_key AND e.kind <> 'step.cached'
              WHERE r.run_id = :run
            UNION SELECT o.run_id FROM run r JOIN task t ON t.run_id = r.id
              JOIN attempt a ON a.step_id = t.step_id JOIN run o ON o.id = a.run_id
              WHERE r.run_id = :run
            """)
        .bind("run", runId)
        .mapTo(String.class)
        .list();
  }

  private Map<String, Head> heads() {
    Map<String, Head> heads = new TreeMap<>();
    handle
        .createQuery("SELECT chain, last_seq, last_hash FROM audit_head")
        .map(
            (rows, context) ->
                Map.entry(rows.getString(1), new Head(rows.getLong(2), rows.getString(3))))
        .forEach(e -> heads.put(e.getKey(), e.getValue()));
    return heads;
  }

  /** Notes the first bad entry of a chain. */
  private void walk(String chain, Head head, RowCheck rows) {
    String problem = null;
    long seq = 0;
    String previous = AuditHash.NONE;
    try (ResultIterator<ChainEntry> entries = entries(chain)) {
      while (entries.hasNext()) {
        ChainEntry entry = entries.next();
        events++;
        rows.add(entry);
        if (problem == null) {
          problem = check(entry, seq + 1, previous);
        }
        seq = entry.seq();
        previous = entry.hash();
      }
    }
    if (problem == null) {
      problem = end(chain, head, seq, previous);
    }
    if (problem != null) {
      problems.add(problem);
    }
  }

  private static @Nullable String end(String chain, Head head, long seq, String hash) {
    if (head.seq() > seq) {
      return ChainEntry.name(chain, seq + 1)
          + " is missing: the chain ends at "
          + seq
          + ", its head says "
          + head.seq();
    }
    if (head.seq() < seq) {
      return ChainEntry.name(chain, head.seq() + 1) + " lies after the head of its chain";
    }
    return head.hash().equals(hash)
        ? null
        : "the head of chain " + chain + " does not hold the hash of entry " + seq;
  }

  private ResultIterator<ChainEntry> entries(String chain) {
    return handle
        .createQuery(
            "SELECT "
                + ChainEntry.COLUMNS
                + " FROM audit_event e WHERE e.chain = :chain ORDER BY e.seq")
        .bind("chain", chain)
        .map((rows, context) -> ChainEntry.read(rows))
        .iterator();
  }

  private static @Nullable String check(ChainEntry entry, long expectedSeq, String previous) {
    if (entry.seq() != expectedSeq) {
      return ChainEntry.name(entry.chain(), expectedSeq) + " is missing";
    }
    if (expectedSeq == 1 && !entry.kind().equals(AuditChain.first(entry.chain()))) {
      return entry.name() + " is not the beginning of a run: the chain was begun anew";
    }
    if (!entry.previous().equals(previous)) {
      return entry.name() + " does not follow the entry before it";
    }
    return entry.whole() ? null : entry.name() + " (" + entry.kind() + ") was altered";
  }

  private void withoutChain() {
    handle
        .createQuery(
            "SELECT r.run_id FROM run r LEFT JOIN audit_head h ON h.chain = r.run_id"
                + " WHERE h.chain IS NULL OR h.last_seq = 0 ORDER BY r.id")
        .mapTo(String.class)
        .forEach(
            run -> problems.add(ChainEntry.name(run, 1) + " is missing: the run has no entries"));
  }

  private void against(Anchor anchor) {
    String found =
        handle
            .createQuery("SELECT entry_hash FROM audit_event WHERE chain = :chain AND seq = :seq")
            .bind("chain", anchor.chain())
            .bind("seq", anchor.seq())
            .mapTo(String.class)
            .findOne()
            .orElse(null);
    String name = ChainEntry.name(anchor.chain(), anchor.seq());
    if (found == null) {
      problems.add(name + " is missing: the anchor saw it");
    } else if (!found.equals(anchor.hash())) {
      problems.add(name + " is not the one that the anchor saw");
    }
  }
}
