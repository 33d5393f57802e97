package io.espalier.store.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.artifact.ArtifactFiles;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Decides about one wish to compute a step, within one transaction. */
final class Claiming {
  /** What came of it: a ticket for the caller to make a claim of, or the outcome itself. */
  record Decision(@Nullable Ticket taken, @Nullable ClaimOutcome other) {
    static Decision of(Ticket ticket) {
      return new Decision(ticket, null);
    }

    static Decision of(ClaimOutcome outcome) {
      return new Decision(null, outcome);
    }
  }

  private final Handle handle;
  private final ArtifactFiles files;
  private final ArtifactRows artifacts;
  private final Engine engine;
  private final Abandoned abandoned;
  private final ClaimRequest request;

  Claiming(
      Handle handle,
      ArtifactFiles files,
      ArtifactRows artifacts,
      Engine engine,
      Abandoned abandoned,
      ClaimRequest request) {
    this.handle = handle;
    this.files = files;
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
      case "IRREPRODUCIBLE" ->
          Decision.of(new ClaimOutcome.Irreproducible(String.valueOf(step.closedText())));
      case "COMPLETED" -> completed(step, task);
      case "RUNNING" -> isVoid(step) ? takenOver(step, task) : busy(step);
      default -> Decision.of(take(step, task));
    };
  }

  private Decision completed(StepRow step, TaskRef task) {
    List<String> damaged = damaged(step);
    return damaged.isEmpty() ? recorded(step, task) : reopened(step, task, damaged);
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
  private List<String> damaged(StepRow step) {
    record Output(long id, String state, StoredArtifact artifact) {}
    List<String> damaged = new ArrayList<>();
    List<Output> outputs =
        handle
            .createQuery(
                """
                SELECT a.id, a.state, a.sha256, a.size_bytes, a.kind, a.media_type
                FROM step_io io JOIN artifact a ON a.id = io.artifact_id
                WHERE io.step_id = :step AND io.direction = 'O' ORDER BY a.sha256
                """)
            .bind("step", step.id())
            .map(
                (rows, context) ->
                    new Output(
                        rows.getLong("id"), rows.getString("state"), ArtifactRows.read(rows)))
            .list();
    for (Output output : outputs) {
      String sha256 = output.artifact().sha256();
      boolean usable = output.state().equals("LIVE") || output.state().equals("CONDEMNED");
      if (usable && !files.present(sha256, output.artifact().sizeBytes())) {
        artifacts.state(handle, output.id(), "CORRUPT");
        usable = false;
      } else if (output.state().equals("CONDEMNED")) {
        artifacts.state(handle, output.id(), "LIVE");
      }
      if (!usable) {
        damaged.add(sha256);
      }
    }
    return damaged;
  }

  private Decision recorded(StepRow step, TaskRef task) {
    String result = String.valueOf(step.resultJson());
    boolean changed =
        TaskRows.succeeded(handle, task, step.id(), request.tryNumber(), "CACHED", result);
    if (changed) {
      AuditChain.append(handle, task.runId(), "step.cached", entry(step.fence()));
    }
    return Decision.of(new ClaimOutcome.Recorded(result, StepIo.list(handle, step.id(), "O")));
  }

  private Decision reopened(StepRow step, TaskRef task, List<String> damaged) {
    ObjectNode body = entry(step.fence());
    damaged.forEach(body.putArray("damaged")::add);
    AuditChain.append(handle, task.runId(), "step.reopened", body);
    return Decision.of(take(step, task));
  }

  private Decision takenOver(StepRow step, TaskRef task) {
    Attempts.lose(handle, step.id(), step.fence(), "lost", "its worker let the claim run out");
    return Decision.of(take(step, task));
  }

  private Ticket take(StepRow step, TaskRef task) {
    step.claim(handle, request, epoch());
    return taken(step.id(), step.fence() + 1, task);
  }

  private Ticket taken(long step, long fence, TaskRef task) {
    if (fence == 1) {
      StepIo.add(
          handle,
          step,
          "I",
          request.inputs(),
          artifacts.referred(handle, StepIo.artifacts(request.inputs())));
    }
    long attempt = Attempts.begin(handle, step, fence, task, request);
    TaskRows.running(handle, task, step, request.tryNumber());
    return new Ticket(
        step,
        request.stepKey(),
        fence,
        attempt,
        task,
        request.tryNumber(),
        request.worker(),
        request.runtime());
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
