package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.artifact.StepIo;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.Described;
import io.espalier.store.sql.audit.MetricDigest;
import io.espalier.store.sql.check.CheckpointProof;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.gc.Collector;
import io.espalier.store.sql.measurement.MeasurementRows;
import io.espalier.store.sql.metric.MetricRows;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.IrreproducibleException;
import io.espalier.store.step.StepArtifact;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A claim that was taken. Thread-safe. */
final class SqlClaim implements Claim {
  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows artifacts;
  private final Logs logs;
  private final Collector collector;
  private final FencedWrites writes;
  private final ClaimRow claimed;
  private final LogTail log;
  private volatile boolean placed;
  private volatile boolean checkpointed;

  SqlClaim(
      Database database,
      Blobs blobs,
      ArtifactRows artifacts,
      Logs logs,
      Collector collector,
      Abandoned abandoned,
      ClaimRow claimed) {
    this.database = database;
    this.blobs = blobs;
    this.artifacts = artifacts;
    this.logs = logs;
    this.collector = collector;
    this.claimed = claimed;
    this.writes = new FencedWrites(database, abandoned, claimed);
    log = new LogTail(logFile());
    // A first attempt has nothing of an earlier one to go on from or to clear away.
    this.placed = claimed.fence() == 1;
    this.checkpointed = claimed.fence() > 1;
  }

  @Override
  public long fence() {
    return claimed.fence();
  }

  @Override
  public Path logFile() {
    return logs.file(claimed.stepKey(), claimed.fence());
  }

  @Override
  public void renew() {
    if (database.engine().epoch() != 0) {
      // The file's lock is the lease: it is enough to check that no other claim took the step.
      writes.requireHeld();
      return;
    }
    synchronized (log) {
      LogRows.Chunk chunk = log.next();
      writes.fenced(
          handle -> {
            if (chunk != null) {
              LogRows.put(handle, claimed.attempt(), chunk);
            }
            return writes.heartbeat(handle);
          });
      if (chunk != null) {
        log.stored(chunk);
      }
    }
  }

  /** The log is an artifact, or there is none. */
  private void forgetLog(Handle handle) {
    if (logs.inRows()) {
      LogRows.delete(handle, claimed.attempt());
    }
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    if (claimed.fence() == 1) {
      return Optional.empty();
    }
    List<Checkpoints.Made> made = database.read(handle -> Checkpoints.list(handle, claimed.step()));
    Optional<Checkpoint> usable =
        made.stream().filter(this::usable).map(Checkpoints.Made::checkpoint).findFirst();
    place(usable.map(Checkpoint::iteration).orElse(-1L));
    return usable;
  }

  private boolean usable(Checkpoints.Made made) {
    if (!made.numeric().equals(claimed.runtime().numeric())
        || made.artifactState() != ArtifactState.LIVE) {
      return false;
    }
    String sha256 = made.checkpoint().sha256();
    long iteration = made.checkpoint().iteration();
    if (!database.read(
        handle -> CheckpointProof.recorded(handle, claimed.stepKey(), iteration, sha256))) {
      return false;
    }
    try {
      blobs.verified(made.blob());
      return true;
    } catch (CorruptArtifactException e) {
      writes.fenced(
          handle -> {
            artifacts.corrupt(handle, made.blob());
            return true;
          });
      return false;
    }
  }

  /** Clears away what lies after the iteration this attempt begins from. */
  private void place(long iteration) {
    collector.remove(
        writes.fenced(handle -> Checkpoints.truncate(handle, claimed.step(), iteration)));
    placed = true;
  }

  /** An attempt that never asked for a checkpoint begins from nothing. */
  private void placeAtStart() {
    if (!placed) {
      place(-1);
    }
  }

  @Override
  public void checkpoint(long iteration, StoredArtifact state, List<MetricPoint> points) {
    if (iteration < 0) {
      throw new IllegalArgumentException("iteration: " + iteration + " (expected: >= 0)");
    }
    MetricRows.check(points);
    placeAtStart();
    checkpointed = true;
    collector.remove(
        writes.fenced(
            handle -> {
              long artifact = artifacts.live(handle, state);
              List<Long> condemned =
                  Checkpoints.add(handle, claimed.step(), iteration, claimed.fence(), artifact);
              MetricRows.record(handle, claimed.step(), points);
              AuditChain.append(
                  handle,
                  claimed.task().runId(),
                  "step.checkpoint",
                  entry(handle, iteration, state));
              writes.heartbeat(handle);
              return condemned;
            }));
  }

  private ObjectNode entry(Handle handle, long iteration, StoredArtifact state) {
    ObjectNode body =
        AuditChain.body()
            .put("task", claimed.task().taskId())
            .put("step", claimed.stepKey())
            .put("fence", claimed.fence())
            .put("iteration", iteration);
    Described.put(body, "checkpoint", state);
    return AuditChain.put(body, "metrics", MetricDigest.of(MetricRows.all(handle, claimed.step())));
  }

  @Override
  public void commit(
      List<StepArtifact> outputs,
      String resultJson,
      List<MetricPoint> points,
      List<Measurement> measurements) {
    StepIo.check(outputs);
    MetricRows.check(points);
    MeasurementRows.check(measurements);
    Text.checked("result", resultJson, Text.JSON);
    placeAtStart();
    StoredArtifact log = logs.written(claimed.stepKey(), claimed.fence());
    Committing committing =
        new Committing(artifacts, claimed, outputs, resultJson, points, measurements, log);
    String difference =
        writes.watched(
            () ->
                database.writeUntilKnown(
                    handle -> {
                      String differs = committing.commit(handle, checkpointed);
                      forgetLog(handle);
                      return differs;
                    }));
    logs.discard(claimed.stepKey(), claimed.fence());
    collector.remove(committing.condemned());
    if (difference != null) {
      throw new IrreproducibleException(difference);
    }
  }

  @Override
  public void fail(String failureType, String failureText) {
    end(AttemptState.FAILED, "step.failed", failureType, failureText);
  }

  @Override
  public void release(String why) {
    end(AttemptState.LOST, "step.released", "released", why);
  }

  private void end(AttemptState state, String kind, String type, String text) {
    EndedLog ended = writes.watched(() -> EndedLog.of(logs, claimed));
    writes.fenced(
        handle -> {
          Long logId = artifacts.liveOrNull(handle, ended.artifact());
          handle
              .createUpdate(
                  "UPDATE step SET state = 'READY', lease_owner = NULL, lease_expires_at = NULL"
                      + " WHERE id = :step")
              .bind("step", claimed.step())
              .execute();
          Attempts.end(handle, claimed.attempt(), state, type, text, logId);
          if (ended.stays()) {
            synchronized (log) {
              EndedLog.complete(handle, claimed, log);
            }
          } else {
            forgetLog(handle);
          }
          AuditChain.append(
              handle,
              claimed.task().runId(),
              kind,
              Described.put(
                  claimed
                      .body()
                      .put("type", Text.clipped(type, Text.NAME))
                      .put("text", Text.message(text)),
                  "log",
                  ended.artifact()));
          return true;
        });
    if (!ended.stays()) {
      logs.discard(claimed.stepKey(), claimed.fence());
    }
  }
}
