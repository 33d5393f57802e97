package io.espalier.store.sql.check;

import io.espalier.store.sql.audit.ChainEntry;
import io.espalier.store.sql.audit.Said;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Whether a checkpoint may be continued: bytes of another training would lead to other results. */
public final class CheckpointProof {
  private CheckpointProof() {}

  /**
   * Whether an entry says that an attempt at this step made this checkpoint. Where the attempt's
   * run was begun by the first version, which recorded no checkpoints, it is taken as it is.
   */
  public static boolean recorded(Handle handle, String stepKey, long iteration, String sha256) {
    boolean said =
        entries(handle, "e.step_key = :key AND e.kind = 'step.checkpoint'", stepKey).stream()
            .anyMatch(
                one ->
                    one.entry().whole()
                        && one.number("iteration") == iteration
                        && sha256.equals(one.digest("checkpoint")));
    return said
        || entries(
                handle,
                """
                e.seq = 1 AND e.chain IN (SELECT r.run_id FROM step s
                  JOIN checkpoint c ON c.step_id = s.id
                  JOIN attempt a ON a.step_id = c.step_id AND a.fence = c.fence
                  JOIN run r ON r.id = a.run_id WHERE s.step_key = :key)
                """,
                stepKey)
            .stream()
            .anyMatch(one -> one.entry().whole() && !one.body().has("workflow"));
  }

  private static List<Said> entries(Handle handle, String condition, String stepKey) {
    return handle
        .createQuery("SELECT " + ChainEntry.COLUMNS + " FROM audit_event e WHERE " + condition)
        .bind("key", stepKey)
        .map((rows, context) -> Said.of(ChainEntry.read(rows)))
        .list();
  }
}
