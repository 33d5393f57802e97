package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.fault.Failpoint;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.Described;
import io.espalier.store.sql.database.Database;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Logs of attempts: a file {@code <step key>-<fence>.log} while the attempt runs, in a shared store
 * rows as well, an artifact once it has ended.
 */
public final class Logs implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})-([0-9]{1,18})\\.log");

  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows artifacts;
  private final FollowedLogs followed;

  public Logs(Database database, Blobs blobs, ArtifactRows artifacts) {
    this.database = database;
    this.blobs = blobs;
    this.artifacts = artifacts;
    followed = new FollowedLogs(database);
  }

  /** Whether logs of running attempts are in rows too. */
  boolean inRows() {
    return database.engine().shared();
  }

  /** A file with what an attempt has logged so far; there or not. */
  Path readable(String stepKey, long fence) {
    Path file = file(stepKey, fence);
    return inRows() && !file.toFile().exists() ? followed.file(stepKey, fence) : file;
  }

  /** The file of an attempt of this process, there or not. */
  Path file(String stepKey, long fence) {
    return blobs.logs().resolve(stepKey + "-" + fence + ".log");
  }

  /** The log so far as an artifact, null where there is none; the row follows. */
  @Nullable StoredArtifact written(String stepKey, long fence) {
    Path file = file(stepKey, fence);
    byte[] rows =
        inRows() ? database.read(handle -> LogRows.all(handle, stepKey, fence)) : new byte[0];
    long length = file.toFile().length();
    if (length == 0 && rows.length == 0) {
      return null;
    }
    StoredArtifact log =
        blobs.write(
        "log",
        "text/plain",
        out -> {
          if (length < rows.length) {
            // The attempt ran on another machine, or its disk is full.
            out.write(rows);
            return;
          }
          try (FileInputStream in = new FileInputStream(file.toFile())) {
            in.transferTo(out);
          }
        });
    Failpoint.LOG_WRITTEN.reach();
    return log;
  }

  /** Deletes the file of an attempt whose log is stored. */
  void discard(String stepKey, long fence) {
    file(stepKey, fence).toFile().delete();
  }

  /**
   * Stores the logs that killed or lost attempts left behind. One of an attempt whose claim was not
   * durable yet tells of nothing that the store knows; it goes.
   */
  public void collectAll() {
    String[] names = blobs.logs().toFile().list();
    if (names == null) {
      return;
    }
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        String stepKey = matcher.group(1);
        long fence = Long.parseLong(matcher.group(2));
        collect(stepKey, fence);
        discard(stepKey, fence);
      }
    }
  }

  /**
   * Stores the logs that lost attempts left in rows, and deletes files of attempts on this machine
   * that have ended: for a store that others use too.
   */
  void collectEnded() {
    for (LogRows.Left left : database.read(LogRows::left)) {
      collect(left.stepKey(), left.fence());
    }
    String[] names = blobs.logs().toFile().list();
    for (String name : names == null ? new String[0] : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        collect(matcher.group(1), Long.parseLong(matcher.group(2)));
      }
    }
  }

  /** Stores the log of an attempt that has ended; one that runs keeps its file. */
  void collect(String stepKey, long fence) {
    Ended ended = ended(stepKey, fence);
    if (ended == null) {
      return;
    }
    StoredArtifact log = ended.stored() ? null : written(stepKey, fence);
    if (log == null && inRows()) {
      database.write(handle -> LogRows.delete(handle, ended.attempt()));
    }
    if (log != null) {
      database.write(
          handle -> {
            long id = artifacts.live(handle, log);
            int added =
                handle
                    .createUpdate(
                        "UPDATE attempt SET log_artifact_id = :log"
                            + " WHERE id = :attempt AND log_artifact_id IS NULL")
                    .bind("log", id)
                    .bind("attempt", ended.attempt())
                    .execute();
            LogRows.delete(handle, ended.attempt());
            if (added == 1) {
              ObjectNode body = AuditChain.body().put("step", stepKey).put("fence", fence);
              AuditChain.append(handle, ended.runId(), "step.log", Described.put(body, "log", log));
            }
            return added;
          });
    }
    discard(stepKey, fence);
  }

  @Override
  public void close() {
    followed.close();
  }

  private record Ended(long attempt, String runId, boolean stored) {}

  private @Nullable Ended ended(String stepKey, long fence) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT a.id, r.run_id, a.log_artifact_id
                    FROM attempt a JOIN step s ON s.id = a.step_id JOIN run r ON r.id = a.run_id
                    WHERE s.step_key = :key AND a.fence = :fence AND a.state <> 'RUNNING'
                    """)
                .bind("key", stepKey)
                .bind("fence", fence)
                .map(
                    (rows, context) ->
                        new Ended(
                            rows.getLong("id"),
                            rows.getString("run_id"),
                            rows.getObject("log_artifact_id", Long.class) != null))
                .findOne()
                .orElse(null));
  }
}
