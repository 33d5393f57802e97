package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.task.TaskRef;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.step.StepArtifact;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A claim as data.
 *
 * @param step row id of the step
 * @param attempt row id of the attempt
 * @param started when the attempt began, by the database's clock
 * @param inputs what the step reads
 */
record ClaimRow(
    long step,
    String stepKey,
    long fence,
    long attempt,
    TaskRef task,
    int tryNumber,
    String worker,
    RuntimeInfo runtime,
    Instant started,
    List<StepArtifact> inputs) {

  /**
   * The condition on the step's row under which a claim holds. Rows of a claim that was not durable
   * may be gone after the database was away, and their ids in use again: so the step is asked for
   * by its key too, and the attempt by its step.
   */
  static final String HOLDS =
      """
       WHERE id = :step AND step_key = :key AND fence = :fence AND state = 'RUNNING'
        AND EXISTS (SELECT 1 FROM attempt a
          WHERE a.id = :attempt AND a.step_id = :step AND a.fence = :fence)
      """;

  /** Binds what {@link #HOLDS} asks for. */
  <S extends SqlStatement<S>> S bound(S statement) {
    return statement
        .bind("step", step)
        .bind("key", stepKey)
        .bind("fence", fence)
        .bind("attempt", attempt);
  }

  /**
   * What audit entries about it say. They tell what came of an attempt; that it began is in its row
   * alone.
   */
  ObjectNode body() {
    return AuditChain.body()
        .put("task", task.taskId())
        .put("try", tryNumber)
        .put("step", stepKey)
        .put("fence", fence)
        .put("worker", worker)
        .put("runtime", runtime.digest())
        .put("started", AuditHash.time(started));
  }

  /** The claim holds no more. */
  ClaimLostException lost() {
    return new ClaimLostException(
        "another attempt has taken step %s (fence %d, task %s); nothing was written"
            .formatted(stepKey, fence, task.taskId()));
  }
}
