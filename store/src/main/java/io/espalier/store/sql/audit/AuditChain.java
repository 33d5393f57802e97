package io.espalier.store.sql.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.sql.column.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Adds entries to a run's chain, within the transaction that does what they say. */
public final class AuditChain {
  /** Kind of the entry that every chain begins with. */
  public static final String FIRST = "run.created";

  /** The chain of what concerns no run; no run id begins with this character. */
  public static final String STORE = "@store";

  /** Kind of the entry that it begins with. */
  static final String STORE_BEGUN = "store.begun";

  /** An entry to be added; the body is a small JSON object. */
  public record Entry(String kind, ObjectNode body) {}

  private record Head(long seq, String hash, Instant now) {}

  private AuditChain() {}

  /** An empty body. */
  public static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Adds a text to a body, nothing where there is none; returns the body. */
  public static ObjectNode put(ObjectNode body, String name, @Nullable String text) {
    return text == null ? body : body.put(name, text);
  }

  /** Begins a chain. */
  public static void begin(Handle handle, String chain) {
    handle
        .createUpdate(
            "INSERT INTO audit_head (chain, last_seq, last_hash) VALUES (:chain, 0, :hash)")
        .bind("chain", chain)
        .bind("hash", AuditHash.NONE)
        .execute();
  }

  /** Kind of the entry that a chain begins with. */
  public static String first(String chain) {
    return chain.equals(STORE) ? STORE_BEGUN : FIRST;
  }

  /** Adds one entry. */
  public static void append(Handle handle, String chain, String kind, ObjectNode body) {
    append(handle, chain, List.of(new Entry(kind, body)));
  }

  /**
   * Adds entries; the head row stays locked until the transaction ends. A chain that was deleted
   * begins anew, which verification sees: work goes on, the loss stays visible. That of the store
   * is begun by what is first written to it.
   */
  public static void append(Handle handle, String chain, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Optional<Head> there = head(handle, chain);
    if (there.isPresent()) {
      append(handle, chain, there.get(), entries);
      return;
    }
    begin(handle, chain);
    List<Entry> all = new ArrayList<>(entries);
    if (chain.equals(STORE)) {
      all.add(0, new Entry(STORE_BEGUN, body()));
    }
    append(handle, chain, head(handle, chain).orElseThrow(), all);
  }

  private static void append(Handle handle, String chain, Head head, List<Entry> entries) {
    PreparedBatch added =
        handle.prepareBatch(
            "INSERT INTO audit_event"
                + " (chain, seq, kind, body, prev_hash, entry_hash, recorded_at, step_key)"
                + " VALUES (:chain, :seq, :kind, :body, :previous, :hash, :at, :step)");
    String at = AuditHash.time(head.now());
    long seq = head.seq();
    String previous = head.hash();
    for (Entry entry : entries) {
      seq++;
      String body = entry.body().toString();
      String hash = AuditHash.of(chain, seq, entry.kind(), at, body, previous);
      added
          .bind("chain", chain)
          .bind("seq", seq)
          .bind("kind", entry.kind())
          .bind("body", body)
          .bind("previous", previous)
          .bind("hash", hash)
          .bind("at", Rows.utc(Instant.parse(at)))
          .bind("step", entry.body().path("step").textValue())
          .add();
      previous = hash;
    }
    added.execute();
    handle
        .createUpdate(
            "UPDATE audit_head SET last_seq = :seq, last_hash = :hash WHERE chain = :chain")
        .bind("chain", chain)
        .bind("seq", seq)
        .bind("hash", previous)
        .execute();
  }

  /**
   * The number of the last entry, 0 where there is none; it stays so until the transaction ends.
   */
  public static long last(Handle handle, String chain) {
    return head(handle, chain).map(Head::seq).orElse(0L);
  }

  private static Optional<Head> head(Handle handle, String chain) {
    return handle
        .createQuery(
            "SELECT last_seq, last_hash, CURRENT_TIMESTAMP AS now_at FROM audit_head"
                + " WHERE chain = :chain FOR UPDATE")
        .bind("chain", chain)
        .map(
            (rows, context) ->
                new Head(
                    rows.getLong("last_seq"),
                    rows.getString("last_hash"),
                    Rows.instant(rows, "now_at")))
        .findOne();
  }
}
