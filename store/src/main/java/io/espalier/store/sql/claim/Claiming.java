package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.artifact.StepIo;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.Fields;
import io.espalier.store.sql.check.StepProof;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.database.Engine;
import io.espalier.store.sql.task.TaskRef;
import io.espalier.store.sql.task.TaskRows;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.Disposition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Decides about one request to claim a step, within one transaction. */
final class Claiming {
  /** What came of it: a claimed for the caller to make a claim of, or the outcome itself. */
  record Decision(@Nullable ClaimRow taken, @Nullable ClaimOutcome other) {
    static Decision of(ClaimRow claimed) {
      return new Decision(claimed, null);
    }

    static Decision of(ClaimOutcome outcome) {
      return new Decision(null, outcome);
    }
  }

  private final Handle handle;
  private final Blobs blobs;
  private final ArtifactRows artifacts;
  private final Engine engine;
  private final Abandoned abandoned;
  private final ClaimRequest request;

  Claiming(
      Handle handle,
      Blobs blobs,
      ArtifactRows artifacts,
      Engine engine,
      Abandoned abandoned,
      ClaimRequest request) {
    this.handle = handle;
    this.blobs = blobs;
    this.artifacts = artifacts;
    this.engine = engine;
    this.abandoned = abandoned;
    this.request = request;
  }

  Decision decide() {
    TaskRef task = TaskRef.of(handle, request.runId(), request.taskId());
    return StepRow.locked(handle, request.stepKey())
        .map(step -> decide(step, task))
        .orElseGet(() -> Decision.of(taken(StepRow.create(handle, request, epoch()), 1, task)));
  }

  private Decision decide(StepRow step, TaskRef task) {
    return switch (step.state()) {
      case IRREPRODUCIBLE ->
          Decision.of(new ClaimOutcome.Irreproducible(String.valueOf(step.closedText())));
      case COMPLETED -> completed(step, task);
      case RUNNING -> isVoid(step) ? takenOver(step, task) : busy(step);
      default -> Decision.of(take(step, task));
    };
  }

  /** Nothing of a step counts, its damaged outputs neither, unless it is what was recorded. */
  private Decision completed(StepRow step, TaskRef task) {
    List<Io> all = io(step);
    List<Io> outputs = all.stream().filter(io -> io.direction().equals("O")).toList();
    StepProof.of(handle, List.of(step.id()))
        .require(
            step.id(),
            StepIo.digests(outputs.stream().map(Io::io).toList()),
            StepIo.digests(all.stream().filter(io -> !outputs.contains(io)).map(Io::io).toList()));
    List<String> damaged = damaged(outputs);
    return damaged.isEmpty() ? recorded(step, task, outputs) : reopened(step, task, damaged);
  }

  private record Io(
      String direction, long artifact, Blob blob, ArtifactState state, StepArtifact io) {}

  private List<Io> io(StepRow step) {
    return handle
        .createQuery(
            """
            SELECT io.direction, io.role, io.ordinal, a.id, a.state, a.sha256, a.object_name,
              a.size_bytes, a.kind, a.media_type
            FROM step_io io JOIN artifact a ON a.id = io.artifact_id
            WHERE io.step_id = :step ORDER BY io.role, io.ordinal
            """)
        .bind("step", step.id())
        .map(
            (rows, context) ->
                new Io(
                    rows.getString("direction"),
                    rows.getLong("id"),
                    ArtifactRows.blob(rows),
                    Rows.constant(rows, "state", ArtifactState.class),
                    StepIo.read(rows)))
        .list();
  }

  /** On H2 a claim lasts as long as the owner of its epoch; the clock has no say. */
  private boolean isVoid(StepRow step) {
    if (engine.epoch() == 0) {
      return step.expired();
    }
    return step.epoch() == null
        || step.epoch() != engine.epoch()
        || abandoned.contains(request.stepKey(), step.fence());
  }

  private Decision busy(StepRow step) {
    String place =
        handle
            .createQuery(
                "SELECT r.run_id, a.task_id FROM attempt a JOIN run r ON r.id = a.run_id"
                    + " WHERE a.step_id = :step AND a.fence = :fence")
            .bind("step", step.id())
            .bind("fence", step.fence())
            .map((rows, context) -> rows.getString(2) + " of run " + rows.getString(1))
            .findOne()
            .orElse("another task");
    return Decision.of(new ClaimOutcome.Busy(step.leaseOwner() + " for " + place));
  }

  /** Digests of outputs whose bytes cannot be used; a row that turns out so is marked. */
  private List<String> damaged(List<Io> outputs) {
    List<String> damaged = new ArrayList<>();
    List<Io> bySha256 = new ArrayList<>(outputs);
    // In the order of their digests, so that two claims lock the rows in one order.
    bySha256.sort(Comparator.comparing(output -> output.io().artifact().sha256()));
    for (Io output : bySha256) {
      StoredArtifact artifact = output.io().artifact();
      boolean usable =
          output.state() == ArtifactState.LIVE || output.state() == ArtifactState.CONDEMNED;
      if (usable && !blobs.present(output.blob(), artifact.sizeBytes())) {
        artifacts.state(handle, output.artifact(), ArtifactState.CORRUPT);
        usable = false;
      } else if (output.state() == ArtifactState.CONDEMNED) {
        artifacts.state(handle, output.artifact(), ArtifactState.LIVE);
      }
      if (!usable) {
        damaged.add(artifact.sha256());
      }
    }
    return damaged;
  }

  private Decision recorded(StepRow step, TaskRef task, List<Io> outputs) {
    String result = String.valueOf(step.resultJson());
    boolean changed =
        TaskRows.succeeded(
            handle, task, step.id(), request.tryNumber(), Disposition.CACHED, result);
    if (changed) {
      ObjectNode body = entry(step.fence()).put("result", Fields.of(result));
      AuditChain.append(handle, task.runId(), "step.cached", body);
    }
    return Decision.of(new ClaimOutcome.Recorded(result, outputs.stream().map(Io::io).toList()));
  }

  private Decision reopened(StepRow step, TaskRef task, List<String> damaged) {
    ObjectNode body = entry(step.fence());
    damaged.forEach(body.putArray("damaged")::add);
    AuditChain.append(handle, task.runId(), "step.reopened", body);
    return Decision.of(take(step, task));
  }

  private Decision takenOver(StepRow step, TaskRef task) {
    Attempts.ranOut(handle, step.id(), step.fence());
    return Decision.of(take(step, task));
  }

  private ClaimRow take(StepRow step, TaskRef task) {
    step.claim(handle, request, epoch());
    return taken(step.id(), step.fence() + 1, task);
  }

  private ClaimRow taken(long step, long fence, TaskRef task) {
    if (fence == 1) {
      StepIo.add(
          handle,
          step,
          "I",
          request.inputs(),
          artifacts.referred(handle, StepIo.artifacts(request.inputs())));
    }
    Attempts.Begun attempt = Attempts.begin(handle, step, fence, task, request);
    TaskRows.running(handle, task, step, request.tryNumber());
    return new ClaimRow(
        step,
        request.stepKey(),
        fence,
        attempt.id(),
        task,
        request.tryNumber(),
        request.worker(),
        request.runtime(),
        attempt.at(),
        request.inputs());
  }

  /** Null where leases decide. */
  private @Nullable Long epoch() {
    return engine.epoch() == 0 ? null : Long.valueOf(engine.epoch());
  }

  private ObjectNode entry(long fence) {
    return AuditChain.body()
        .put("task", request.taskId())
        .put("try", request.tryNumber())
        .put("step", request.stepKey())
        .put("fence", fence);
  }
}
