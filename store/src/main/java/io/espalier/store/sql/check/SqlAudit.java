package io.espalier.store.sql.check;

import io.espalier.store.audit.AuditLog;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import java.util.List;

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
  public List<Event> events(String chain) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT chain, seq, kind, body, entry_hash, recorded_at FROM audit_event"
                        + " WHERE chain = :chain ORDER BY seq")
                .bind("chain", Text.checked("chain", chain, Text.NAME))
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
