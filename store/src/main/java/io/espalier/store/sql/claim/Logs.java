package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * Logs of attempts: a file {@code <step key>-<fence>.log} while the attempt runs, an artifact once
 * it has ended.
 */
public final class Logs {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})-([0-9]{1,18})\\.log");

  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows artifacts;

  public Logs(Database database, Blobs blobs, ArtifactRows artifacts) {
    this.database = database;
    this.blobs = blobs;
    this.artifacts = artifacts;
  }

  /** The file of an attempt, there or not. */
  Path file(String stepKey, long fence) {
    return blobs.logs().resolve(stepKey + "-" + fence + ".log");
  }

  /** The log so far as an artifact, null where there is none; the row follows. */
  @Nullable StoredArtifact written(String stepKey, long fence) {
    Path file = file(stepKey, fence);
    if (file.toFile().length() == 0) {
      return null;
    }
    return blobs.write(
        "log",
        "text/plain",
        out -> {
          try (FileInputStream in = new FileInputStream(file.toFile())) {
            in.transferTo(out);
          }
        });
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

  /** Stores the log of an attempt that has ended; one that runs keeps its file. */
  void collect(String stepKey, long fence) {
    Ended ended = ended(stepKey, fence);
    if (ended == null) {
      return;
    }
    StoredArtifact log = ended.stored() ? null : written(stepKey, fence);
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
            if (added == 1) {
              ObjectNode body = AuditChain.body().put("step", stepKey).put("fence", fence);
              AuditChain.append(handle, ended.runId(), "step.log", Described.put(body, "log", log));
            }
            return added;
          });
    }
    discard(stepKey, fence);
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
