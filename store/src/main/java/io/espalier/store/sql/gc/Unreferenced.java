package io.espalier.store.sql.gc;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.sql.artifact.ArtifactRows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Artifacts that no row refers to, within the caller's transaction. They go in two transactions:
 * the first condemns them, and only when it is durable the second removes file and row, or the row
 * before its object in a bucket. Whoever writes the same bytes meanwhile locks the row too and
 * makes it LIVE again.
 */
public final class Unreferenced {
  /** What must hold of {@code artifact a}: one line for each column that refers to it. */
  public static final String CONDITION =
      """
      NOT EXISTS (SELECT 1 FROM step_io r WHERE r.artifact_id = a.id)
       AND NOT EXISTS (SELECT 1 FROM checkpoint r WHERE r.artifact_id = a.id)
       AND NOT EXISTS (SELECT 1 FROM attempt r WHERE r.log_artifact_id = a.id)
       AND NOT EXISTS (SELECT 1 FROM run r WHERE r.config_artifact_id = a.id)
       AND NOT EXISTS (SELECT 1 FROM run r WHERE r.plan_artifact_id = a.id)
       AND NOT EXISTS (SELECT 1 FROM artifact_pin r WHERE r.artifact_id = a.id)
      """;

  /** An artifact whose row was just removed. */
  record Gone(long id, Blob blob, Instant since) {}

  private Unreferenced() {}

  /** Condemns those of these artifacts that nothing refers to; returns their ids. */
  public static List<Long> condemn(Handle handle, Collection<Long> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    lock(handle, ids);
    List<Long> found =
        handle
            .createQuery(
                "SELECT a.id FROM artifact a WHERE a.id = ANY(:ids) AND a.state <> 'DELETED' AND "
                    + CONDITION)
            .bind("ids", array(ids))
            .mapTo(Long.class)
            .list();
    handle
        .createUpdate(
            "UPDATE artifact SET state = 'CONDEMNED', state_since = CURRENT_TIMESTAMP"
                + " WHERE id = ANY(:ids) AND state <> 'CONDEMNED'")
        .bind("ids", array(found))
        .execute();
    return found;
  }

  /**
   * Removes rows of condemned artifacts and, where a lock of the row is needed for that, their
   * bytes; one that something refers to again is LIVE. The condemnation must be durable: such bytes
   * are gone whatever becomes of this transaction. Returns those whose rows were removed.
   */
  static List<Gone> remove(Handle handle, Blobs blobs, Collection<Long> ids) {
    lock(handle, ids);
    List<Gone> found =
        handle
            .createQuery(
                "SELECT a.id, a.sha256, a.object_name, a.state_since FROM artifact a"
                    + " WHERE a.id = ANY(:ids) AND a.state = 'CONDEMNED' AND "
                    + CONDITION)
            .bind("ids", array(ids))
            .map(
                (rows, context) ->
                    new Gone(
                        rows.getLong("id"),
                        ArtifactRows.blob(rows),
                        rows.getObject("state_since", OffsetDateTime.class).toInstant()))
            .list();
    handle
        .createUpdate("DELETE FROM artifact WHERE id = ANY(:ids)")
        .bind("ids", array(found.stream().map(Gone::id).toList()))
        .execute();
    handle
        .createUpdate(
            "UPDATE artifact SET state = 'LIVE', state_since = CURRENT_TIMESTAMP"
                + " WHERE id = ANY(:ids) AND state = 'CONDEMNED'")
        .bind("ids", array(ids))
        .execute();
    if (blobs.namedByDigest()) {
      found.forEach(gone -> blobs.remove(gone.blob(), gone.since()));
    }
    return found;
  }

  /** In the order in which writers lock them. */
  private static void lock(Handle handle, Collection<Long> ids) {
    handle
        .createQuery("SELECT id FROM artifact WHERE id = ANY(:ids) ORDER BY sha256 FOR UPDATE")
        .bind("ids", array(ids))
        .mapTo(Long.class)
        .list();
  }

  private static Long[] array(Collection<Long> ids) {
    return ids.toArray(Long[]::new);
  }
}
