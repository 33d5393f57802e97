package io.espalier.store.sql;

import io.espalier.state.RunState;
import io.espalier.store.artifact.ArtifactFiles;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.sql.claim.Attempts;
import io.espalier.store.sql.claim.Logs;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.gc.Collector;
import io.espalier.store.sql.run.SqlRuns;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What a new owner puts in order after the last one: it may have been killed at any moment. Only an
 * owner does this, so whatever runs in the rows runs nowhere.
 */
final class Recovery {
  private record Running(long step, long fence) {}

  private final Database database;
  private final Blobs blobs;
  private final Logs logs;
  private final Collector collector;

  Recovery(Database database, Blobs blobs, Logs logs, Collector collector) {
    this.database = database;
    this.blobs = blobs;
    this.logs = logs;
    this.collector = collector;
  }

  /** Ends what earlier owners left running; tasks keep their state and their try. */
  void afterCrash() {
    database.write(
        handle -> {
          attempts(handle);
          runs(handle);
          return true;
        });
    logs.collectAll();
    sweepUnfinished();
    collector.afterCrash();
  }

  private static void attempts(Handle handle) {
    List<Running> running =
        handle
            .createQuery("SELECT step_id, fence FROM attempt WHERE state = 'RUNNING'")
            .map((rows, context) -> new Running(rows.getLong(1), rows.getLong(2)))
            .list();
    for (Running one : running) {
      Attempts.lose(handle, one.step(), one.fence(), "interrupted", "its process ended");
    }
    handle.execute(
        "UPDATE step SET state = 'READY', lease_owner = NULL, lease_expires_at = NULL"
            + " WHERE state = 'RUNNING'");
  }

  private static void runs(Handle handle) {
    handle
        .createQuery(
            "SELECT run_id FROM run WHERE state = 'running' AND"
                + " (reason IS NULL OR reason <> 'interrupted')")
        .mapTo(String.class)
        .list()
        .forEach(run -> SqlRuns.updated(handle, run, RunState.RUNNING, "interrupted"));
  }

  /** Only the owner writes here, so files that it did not begin are left over. */
  private void sweepUnfinished() {
    for (Blobs.Unfinished part : blobs.unfinished(Instant.now())) {
      if (part.name().endsWith(ArtifactFiles.UNFINISHED)) {
        part.discard().run();
      }
    }
  }
}
