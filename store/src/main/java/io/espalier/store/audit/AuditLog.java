package io.espalier.store.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * The last entry of a chain.
   *
   * @param recordedAt by the clock of the database
   */
  record Head(String chain, long seq, Instant recordedAt) {}

  /**
   * The ends of chains at one moment.
   *
   * @param now that moment, by the clock of the database
   */
  record Heads(Instant now, List<Head> heads) {
    public Heads {
      heads = List.copyOf(heads);
    }
  }

  /**
   * Chains that have got an entry since a moment, by the clock of the database. An entry has the
   * time at which its transaction began, so chains are named that may have got their last one a
   * little before it: none is left out, and some are named again.
   *
   * @param moment as {@link Heads#now} of an earlier call; null names no chain, only the moment
   */
  Heads headsSince(@Nullable Instant moment);

  /** The number of the last entry of a chain, 0 where there is no such chain. */
  long last(String chain);

  /** Events of one chain after the one of a number, oldest first. */
  List<Event> eventsAfter(String chain, long seq);

  /** Events of one chain, oldest first. */
  List<Event> events(String chain);
}
