package io.espalier.store.sql.check;

import io.espalier.store.audit.AlteredException;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.sql.audit.ChainEntry;
import io.espalier.store.sql.audit.Fields;
import io.espalier.store.sql.audit.MeasurementDigest;
import io.espalier.store.sql.audit.Said;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What a completed step must be before anything is built on it: the entry of the attempt that won
 * is whole, stands in its chain, and says what the rows say. One query for some steps; the series
 * of numbers, which no task reads, are left to the check of all rows.
 */
public final class StepProof {
  private record Row(
      long id,
      String key,
      String keyJson,
      @Nullable String result,
      @Nullable Long fence,
      @Nullable Said completion,
      @Nullable String next) {
    static Row read(ResultSet rows) throws SQLException {
      Said completion = rows.getString("chain") == null ? null : Said.of(ChainEntry.read(rows));
      return new Row(
          rows.getLong("id"),
          rows.getString("step_key"),
          rows.getString("key_json"),
          rows.getString("result_json"),
          rows.getObject("won_fence", Long.class),
          completion,
          rows.getString("next_hash"));
    }

    boolean won() {
      return completion != null && fence != null && completion.fence() == fence;
    }
  }

  private final Handle handle;
  private final Map<Long, Row> rows = new HashMap<>();

  private StepProof(Handle handle) {
    this.handle = handle;
  }

  /** Reads what the chains hold of some steps, by their row ids. */
  public static StepProof of(Handle handle, Collection<Long> steps) {
    StepProof proof = new StepProof(handle);
    List<Row> found =
        handle
            .createQuery(
                "SELECT s.id, s.step_key, s.key_json, s.result_json, a.fence AS won_fence, "
                    + ChainEntry.COLUMNS
                    + """
                    , COALESCE(n.prev_hash, h.last_hash) AS next_hash
                    FROM step s
                    LEFT JOIN attempt a ON a.id = s.won_attempt_id AND a.step_id = s.id
                    LEFT JOIN audit_event e ON e.step_key = s.step_key AND e.kind = 'step.completed'
                    LEFT JOIN audit_event n ON n.chain = e.chain AND n.seq = e.seq + 1
                    LEFT JOIN audit_head h ON h.chain = e.chain AND h.last_seq = e.seq
                    WHERE s.id = ANY(:steps)
                    """)
            .bind("steps", steps.toArray(Long[]::new))
            .map((result, context) -> Row.read(result))
            .list();
    for (Row row : found) {
      if (row.won() || !proof.rows.containsKey(row.id())) {
        proof.rows.put(row.id(), row);
      }
    }
    return proof;
  }

  /**
   * Holds the rows of a step against its entry.
   *
   * @param outputs digests by {@code role/ordinal}
   * @param inputs the same of what it read, null where they were not asked for
   * @throws AlteredException when they differ
   */
  public void require(
      long step, Map<String, String> outputs, @Nullable Map<String, String> inputs) {
    Row row = rows.get(step);
    if (row == null) {
      throw new AlteredException("step " + step + ": it has no row");
    }
    String where = "step " + row.key() + ": ";
    if (!Fields.of(row.keyJson()).equals(row.key())) {
      throw new AlteredException(where + "its key is not the digest of its key_json");
    }
    Said completion = row.completion();
    if (completion == null || !row.won()) {
      throw new AlteredException(where + "no entry of a chain says that it was completed");
    }
    ChainEntry entry = completion.entry();
    if (!entry.whole() || !entry.hash().equals(row.next())) {
      throw new AlteredException(where + entry.name() + ", which completed it, was altered");
    }
    String by = ", by " + entry.name() + ")";
    compare(where + "output ", outputs, completion.digests("outputs"), by);
    if (!completion.full()) {
      return;
    }
    if (inputs != null) {
      compare(where + "input ", inputs, completion.digests("inputs"), by);
    }
    if (row.result() == null || !Fields.of(row.result()).equals(completion.text("result"))) {
      throw new AlteredException(
          where
              + "result "
              + Problems.shown(row.result())
              + " (recorded: a text of SHA-256 "
              + completion.text("result")
              + by);
    }
  }

  /**
   * What a step measured, held against its entry, which {@link #require} has found whole.
   *
   * @param byKey rows by step key
   * @throws AlteredException when they differ
   */
  public List<Measurement> measured(long step, Map<String, List<Measurement>> byKey) {
    Row row = Objects.requireNonNull(rows.get(step));
    List<Measurement> measured = byKey.getOrDefault(row.key(), List.of());
    Said completion = Objects.requireNonNull(row.completion());
    String is = MeasurementDigest.of(measured);
    String recorded = completion.text("measurements");
    if (!Objects.equals(is, recorded)) {
      throw new AlteredException(
          "step "
              + row.key()
              + ": digest of the measurements "
              + Problems.shown(is)
              + " (recorded: "
              + Problems.shown(recorded)
              + ", by "
              + completion.entry().name()
              + ")");
    }
    return measured;
  }

  private static void compare(
      String where, Map<String, String> is, Map<String, String> recorded, String by) {
    TreeMap<String, String> all = new TreeMap<>(recorded);
    all.putAll(is);
    for (String at : all.keySet()) {
      if (!Objects.equals(is.get(at), recorded.get(at))) {
        throw new AlteredException(
            where
                + at
                + ": "
                + Problems.shown(is.get(at))
                + " (recorded: "
                + Problems.shown(recorded.get(at))
                + by);
      }
    }
  }

  /**
   * Requires that entries of a run's own chain say that its tasks succeeded with these steps.
   *
   * @param steps row ids of the steps by task id
   * @throws AlteredException when one does not
   */
  public void requireSucceeded(String runId, Map<String, Long> steps) {
    Map<String, String> unproven = new TreeMap<>();
    steps.forEach(
        (task, step) -> {
          Row row = Objects.requireNonNull(rows.get(step));
          if (row.completion() == null || !row.completion().isOf(runId, task)) {
            unproven.put(task, row.key());
          }
        });
    if (unproven.isEmpty()) {
      return;
    }
    Set<String> succeeded =
        handle
            .createQuery(
                "SELECT "
                    + ChainEntry.COLUMNS
                    + " FROM audit_event e WHERE e.chain = :chain"
                    + " AND e.kind IN ('step.completed', 'step.cached') AND e.step_key = ANY(:keys)")
            .bind("chain", runId)
            .bind("keys", unproven.values().stream().distinct().toArray(String[]::new))
            .map((result, context) -> Said.of(ChainEntry.read(result)))
            .list()
            .stream()
            .filter(said -> said.entry().whole())
            .map(said -> said.text("task") + " " + said.text("step"))
            .collect(Collectors.toSet());
    unproven.forEach(
        (task, key) -> {
          if (!succeeded.contains(task + " " + key)) {
            throw new AlteredException(
                "task "
                    + task
                    + " of run "
                    + runId
                    + ": its chain does not say that it succeeded with step "
                    + key);
          }
        });
  }
}
