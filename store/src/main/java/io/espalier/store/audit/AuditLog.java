package io.espalier.store.audit;

import java.util.List;

/** Append-only, hash-chained events, one chain a run. */
public interface AuditLog {
  /** An event as stored. */
  record Event(
      String chain, long seq, String kind, String body, String entryHash, String recordedAt) {}

  /**
   * What a check found.
   *
   * @param older how many entries and checkpoints are of the first version, which recorded less;
   *     they were checked for what they hold
   * @param problems one sentence for the first bad entry of each chain and for each row that
   *     differs
   */
  record Verdict(int chains, long events, long older, List<String> problems) {
    public Verdict {
      problems = List.copyOf(problems);
    }

    /** Whether all is as it was recorded. */
    public boolean ok() {
      return problems.isEmpty();
    }
  }

  /**
   * Checks every chain against its hashes and heads, and against anchors {@code chain:seq:hash},
   * and every row that a number or a picture can come from against the chains.
   */
  Verdict verify(List<String> anchors);

  /**
   * As {@link #verify}, of one run: its chain, those of the runs that computed the steps its tasks
   * name, and the rows of the run and of these steps. One sentence for each that differs.
   *
   * @throws IllegalArgumentException when there is no such run
   */
  List<String> altered(String runId);

  /** Anchors of all chains, {@code chain:seq:hash}. */
  List<String> heads();

  /** Events of one chain, oldest first. */
  List<Event> events(String chain);
}
