package io.espalier.store.sql.check;

import io.espalier.store.audit.AuditLog;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit chains. Thread-safe. */
public final class SqlAudit implements AuditLog {
  private final Database database;

  public SqlAudit(Database database) {
    this.database = database;
  }

  @Override
  public Verdict verify(List<String> anchors) {
    List<Anchor> parsed = anchors.stream().map(Anchor::parse).toList();
    return database.snapshot(handle -> new AuditCheck(handle).verify(parsed));
  }

  @Override
  public List<String> altered(String runId) {
    return database.snapshot(handle -> new AuditCheck(handle).altered(runId));
  }

  @Override
  public List<String> heads() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT chain, last_seq, last_hash FROM audit_head"
                        + " WHERE last_seq > 0 ORDER BY chain")
                .map(
                    (rows, context) ->
                        new Anchor(rows.getString(1), rows.getLong(2), rows.getString(3))
                            .toString())
                .list());
  }

  @Override
  public Heads headsSince(@Nullable Instant moment) {
    return database.snapshot(
        handle -> {
          Instant now =
              handle
                  .createQuery("SELECT CURRENT_TIMESTAMP AS now_at")
                  .map((rows, context) -> Rows.instant(rows, "now_at"))
                  .one();
          if (moment == null) {
            return new Heads(now, List.of());
          }
          List<Head> heads =
              handle
                  .createQuery(
                      "SELECT h.chain, h.last_seq, e.recorded_at FROM audit_head h"
                          + " JOIN audit_event e ON e.chain = h.chain AND e.seq = h.last_seq"
                          + " WHERE e.recorded_at >= :from ORDER BY e.recorded_at, h.chain")
                  .bind("from", Rows.utc(moment.minusSeconds(Database.LIMIT_SECONDS)))
                  .map(
                      (rows, context) ->
                          new Head(
                              rows.getString("chain"),
                              rows.getLong("last_seq"),
                              Rows.instant(rows, "recorded_at")))
                  .list();
          return new Heads(now, heads);
        });
  }

  @Override
  public long last(String chain) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT last_seq FROM audit_head WHERE chain = :chain")
                .bind("chain", Text.checked("chain", chain, Text.NAME))
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
  }

  @Override
  public List<Event> events(String chain) {
    return eventsAfter(chain, 0);
  }

  @Override
  public List<Event> eventsAfter(String chain, long seq) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT chain, seq, kind, body, entry_hash, recorded_at FROM audit_event"
                        + " WHERE chain = :chain AND seq > :seq ORDER BY seq")
                .bind("chain", Text.checked("chain", chain, Text.NAME))
                .bind("seq", seq)
                .map(
                    (rows, context) ->
                        new Event(
                            rows.getString("chain"),
                            rows.getLong("seq"),
                            rows.getString("kind"),
                            rows.getString("body"),
                            rows.getString("entry_hash"),
                            AuditHash.time(Rows.instant(rows, "recorded_at"))))
                .list());
  }
}
