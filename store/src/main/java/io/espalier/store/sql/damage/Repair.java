package io.espalier.store.sql.damage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.Copies;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.damage.Referrers.Cure;
import io.espalier.store.sql.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Puts damage right, one artifact a transaction, with an entry in the chain of every run concerned:
 * a copy is taken in, a step that can write the bytes again is reopened, and a reference that
 * nothing rests on is dropped.
 */
final class Repair {
  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows rows;
  private final Copies copies;

  Repair(Database database, Blobs blobs, ArtifactRows rows, Copies copies) {
    this.database = database;
    this.blobs = blobs;
    this.rows = rows;
    this.copies = copies;
  }

  /** Puts one damage right; says what was done, null where nothing could be. */
  @Nullable String cure(Damaged damaged) {
    Copies.Copy copy = copies.find(damaged.artifact()).orElse(null);
    if (copy != null && restored(damaged, copy)) {
      return name(damaged.artifact()) + " was damaged: restored from " + copy.from();
    }
    Referrers referrers = damaged.referrers();
    if (referrers.cure() == Cure.RECOMPUTE) {
      database.write(handle -> reopened(handle, damaged));
      return damaged.found() + "; its step was reopened; " + damaged.awaited();
    }
    if (referrers.cure() != Cure.DROP) {
      return null;
    }
    boolean dropped = dropped(damaged);
    return dropped
        ? damaged.found() + "; " + referrers.meaning() + "; dropped" + left(damaged.artifact())
        : name(damaged.artifact()) + " was damaged and is whole again";
  }

  private String left(StoredArtifact artifact) {
    return blobs
        .aside(artifact.sha256())
        .map(aside -> ", what is left of its bytes is " + aside)
        .orElse("");
  }

  private static String name(StoredArtifact artifact) {
    return artifact.kind() + " " + artifact.sha256();
  }

  private boolean restored(Damaged damaged, Copies.Copy copy) {
    StoredArtifact artifact = damaged.artifact();
    try {
      blobs.copy(artifact.kind(), artifact.mediaType(), copy.file(), artifact.sha256());
    } catch (CorruptArtifactException noCopyAfterAll) {
      return false;
    }
    return database.write(
        handle -> {
          rows.live(handle, artifact);
          record(handle, damaged, "artifact.restored", copy.from());
          return true;
        });
  }

  private boolean reopened(Handle handle, Damaged damaged) {
    for (Referrers.Output output : damaged.referrers().outputs()) {
      if (output.completed()) {
        reopen(handle, output, damaged.artifact().sha256());
      }
    }
    return true;
  }

  /** The step keeps its result and outputs: whoever claims it next must reproduce them. */
  private static void reopen(Handle handle, Referrers.Output output, String sha256) {
    int changed =
        handle
            .createUpdate(
                "UPDATE step SET state = 'READY' WHERE id = :step AND state = 'COMPLETED'")
            .bind("step", output.step())
            .execute();
    if (changed == 1) {
      ObjectNode body =
          AuditChain.body()
              .put("task", output.by().taskId())
              .put("step", output.stepKey())
              .put("fence", output.fence());
      body.putArray("damaged").add(sha256);
      AuditChain.append(handle, output.by().runId(), "step.reopened", body);
    }
  }

  /** The row is locked before files are looked at: whoever writes them anew waits for it. */
  private boolean dropped(Damaged damaged) {
    if (blobs.namedByDigest()) {
      return database.write(
          handle -> {
            Blob locked = locked(handle, damaged);
            return dropped(handle, damaged, locked, whole(damaged, locked));
          });
    }
    boolean whole = whole(damaged, damaged.blob());
    boolean dropped =
        database.write(
            handle -> {
              Blob locked = locked(handle, damaged);
              return dropped(handle, damaged, locked, whole || !locked.equals(damaged.blob()));
            });
    if (dropped) {
      blobs.setAside(damaged.blob());
    }
    return dropped;
  }

  private static Blob locked(Handle handle, Damaged damaged) {
    return handle
        .createQuery("SELECT sha256, object_name FROM artifact WHERE id = :id FOR UPDATE")
        .bind("id", damaged.id())
        .map((found, context) -> ArtifactRows.blob(found))
        .one();
  }

  private boolean dropped(Handle handle, Damaged damaged, Blob blob, boolean whole) {
    if (whole) {
      rows.state(handle, damaged.id(), ArtifactState.LIVE);
      return false;
    }
    recordLogs(handle, damaged);
    forget(handle, "UPDATE attempt SET log_artifact_id = NULL WHERE log_artifact_id = ?", damaged);
    forget(handle, "DELETE FROM checkpoint WHERE artifact_id = ?", damaged);
    forget(handle, "DELETE FROM artifact_pin WHERE artifact_id = ?", damaged);
    rows.state(handle, damaged.id(), ArtifactState.DELETED);
    if (blobs.namedByDigest()) {
      blobs.setAside(blob);
    }
    record(handle, damaged, "artifact.dropped", damaged.referrers().meaning());
    return true;
  }

  private boolean whole(Damaged damaged, Blob blob) {
    try {
      return blobs.hash(blob) == damaged.artifact().sizeBytes();
    } catch (CorruptArtifactException e) {
      return false;
    }
  }

  /** The chain says of an attempt which log it has: from now on, none. */
  private static void recordLogs(Handle handle, Damaged damaged) {
    record Logged(String stepKey, long fence, String runId) {}
    handle
        .createQuery(
            """
            SELECT s.step_key, t.fence, r.run_id FROM attempt t
            JOIN step s ON s.id = t.step_id JOIN run r ON r.id = t.run_id
            WHERE t.log_artifact_id = :log ORDER BY t.id
            """)
        .bind("log", damaged.id())
        .map((rows, context) -> new Logged(rows.getString(1), rows.getLong(2), rows.getString(3)))
        .list()
        .forEach(
            logged ->
                AuditChain.append(
                    handle,
                    logged.runId(),
                    "step.log",
                    AuditChain.body().put("step", logged.stepKey()).put("fence", logged.fence())));
  }

  private static void forget(Handle handle, String sql, Damaged damaged) {
    handle.execute(sql, damaged.id());
  }

  private static void record(Handle handle, Damaged damaged, String kind, String text) {
    Set<String> runs = damaged.referrers().runs();
    for (String chain : runs.isEmpty() ? Set.of(AuditChain.STORE) : runs) {
      AuditChain.append(
          handle,
          chain,
          kind,
          AuditChain.body()
              .put("artifact", damaged.artifact().sha256())
              .put("kind", damaged.artifact().kind())
              .put("text", Text.message(text)));
    }
  }

  /** Puts right what only rows say: outputs that were deleted, and checkpoints of no use. */
  List<String> references() {
    return database.write(
        handle -> {
          List<String> done = new ArrayList<>();
          deletedOutputs(handle, done);
          uselessCheckpoints(handle, done);
          return done;
        });
  }

  private static void deletedOutputs(Handle handle, List<String> done) {
    List<Long> deleted =
        handle
            .createQuery(
                """
                SELECT DISTINCT a.id FROM step_io io JOIN step s ON s.id = io.step_id
                JOIN artifact a ON a.id = io.artifact_id
                WHERE io.direction = 'O' AND s.state = 'COMPLETED' AND a.state = 'DELETED'
                ORDER BY a.id
                """)
            .mapTo(Long.class)
            .list();
    for (Long artifact : deleted) {
      for (Referrers.Output output : Referrers.of(handle, artifact).outputs()) {
        if (output.completed()) {
          reopen(handle, output, ArtifactRows.digest(handle, artifact));
          done.add("step " + output.stepKey() + " was reopened: its output is deleted");
        }
      }
    }
  }

  private static void uselessCheckpoints(Handle handle, List<String> done) {
    record Useless(long step, String stepKey, long iteration, String runId, String taskId) {}
    List<Useless> useless =
        handle
            .createQuery(
                """
                SELECT s.id, s.step_key, c.iteration, r.run_id, t.task_id
                FROM checkpoint c JOIN step s ON s.id = c.step_id
                JOIN artifact a ON a.id = c.artifact_id
                JOIN attempt t ON t.step_id = c.step_id AND t.fence = c.fence
                JOIN run r ON r.id = t.run_id
                WHERE s.state = 'COMPLETED' OR a.state = 'DELETED' ORDER BY s.id, c.iteration
                """)
            .map(
                (rows, context) ->
                    new Useless(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getString(4),
                        rows.getString(5)))
            .list();
    for (Useless one : useless) {
      handle.execute(
          "DELETE FROM checkpoint WHERE step_id = ? AND iteration = ?",
          one.step(),
          one.iteration());
      AuditChain.append(
          handle,
          one.runId(),
          "checkpoint.dropped",
          AuditChain.body()
              .put("task", one.taskId())
              .put("step", one.stepKey())
              .put("iteration", one.iteration()));
      done.add(
          "checkpoint at iteration "
              + one.iteration()
              + " of step "
              + one.stepKey()
              + " was dropped");
    }
  }
}
