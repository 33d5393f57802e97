package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.artifact.StepIo;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.Described;
import io.espalier.store.sql.audit.Fields;
import io.espalier.store.sql.audit.MeasurementDigest;
import io.espalier.store.sql.audit.MetricDigest;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.measurement.MeasurementRow;
import io.espalier.store.sql.measurement.MeasurementRows;
import io.espalier.store.sql.metric.MetricRows;
import io.espalier.store.sql.task.TaskRows;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.Disposition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Completes a step, within one transaction; its first write tests the fence and locks the row. */
final class Committing {
  private final ArtifactRows artifacts;
  private final ClaimRow claimed;
  private final List<StepArtifact> outputs;
  private final String resultJson;
  private final List<MetricPoint> points;
  private final List<Measurement> measurements;
  private final @Nullable StoredArtifact log;
  private List<Long> condemned = List.of();

  Committing(
      ArtifactRows artifacts,
      ClaimRow claimed,
      List<StepArtifact> outputs,
      String resultJson,
      List<MetricPoint> points,
      List<Measurement> measurements,
      @Nullable StoredArtifact log) {
    this.artifacts = artifacts;
    this.claimed = claimed;
    this.outputs = outputs;
    this.resultJson = resultJson;
    this.points = points;
    this.measurements = measurements;
    this.log = log;
  }

  /** Whether this very attempt has completed the step: an earlier commit whose answer was lost. */
  private boolean done(Handle handle) {
    return handle
        .createQuery(
            "SELECT 1 FROM step WHERE id = :step AND state = 'COMPLETED'"
                + " AND won_attempt_id = :attempt")
        .bind("step", claimed.step())
        .bind("attempt", claimed.attempt())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Returns what differs from the recorded outputs of a reopened step, null where nothing does.
   *
   * @param checkpoints whether the step may have some
   * @throws ClaimLostException when the claim does not hold
   */
  @Nullable String commit(Handle handle, boolean checkpoints) {
    List<StepArtifact> recorded =
        claimed.fence() == 1 ? List.of() : StepIo.list(handle, claimed.step(), "O");
    String difference = recorded.isEmpty() ? null : difference(recorded);
    boolean held = difference == null ? complete(handle) : close(handle, difference);
    if (!held) {
      if (done(handle)) {
        return null;
      }
      throw claimed.lost();
    }
    if (difference == null) {
      record(handle, recorded.isEmpty(), checkpoints);
    } else {
      recordClosed(handle, difference);
    }
    condemned = checkpoints ? Checkpoints.deleteAll(handle, claimed.step()) : List.of();
    return difference;
  }

  /** Artifacts of checkpoints that the last {@link #commit} condemned. */
  List<Long> condemned() {
    return condemned;
  }

  private void record(Handle handle, boolean first, boolean checkpoints) {
    List<StoredArtifact> written = new ArrayList<>(StepIo.artifacts(outputs));
    if (log != null) {
      written.add(log);
    }
    Map<String, Long> ids = artifacts.live(handle, written);
    if (first) {
      StepIo.add(handle, claimed.step(), "O", outputs, ids);
      MeasurementRows.add(handle, claimed.step(), measurements);
    }
    List<Measurement> measured = first ? measurements : recordedMeasurements(handle);
    MetricRows.record(handle, claimed.step(), points);
    // Without checkpoints, all points are at hand.
    List<MetricPoint> all = checkpoints ? MetricRows.all(handle, claimed.step()) : points;
    Attempts.end(
        handle,
        claimed.attempt(),
        AttemptState.WON,
        null,
        null,
        log == null ? null : ids.get(log.sha256()));
    String result = first ? resultJson : recordedResult(handle);
    TaskRows.succeeded(
        handle, claimed.task(), claimed.step(), claimed.tryNumber(), Disposition.EXECUTED, result);
    ObjectNode body = claimed.body();
    body.put("result", Fields.of(result));
    body.set("inputs", Described.of(claimed.inputs()));
    body.set("outputs", Described.of(outputs));
    AuditChain.put(body, "metrics", MetricDigest.of(all));
    AuditChain.put(body, "measurements", MeasurementDigest.of(measured));
    Described.put(body, "log", log);
    AuditChain.append(handle, claimed.task().runId(), "step.completed", body);
  }

  /** A reopened step keeps the result that other runs have seen. */
  private boolean complete(Handle handle) {
    return claimed
            .bound(
                handle.createUpdate(
                    """
                    UPDATE step SET state = 'COMPLETED',
                      result_json = COALESCE(result_json, :result), won_attempt_id = :attempt,
                      completed_at = CURRENT_TIMESTAMP, lease_owner = NULL, lease_expires_at = NULL
                    """
                        + ClaimRow.HOLDS))
            .bind("result", resultJson)
            .execute()
        == 1;
  }

  private String recordedResult(Handle handle) {
    return handle
        .createQuery("SELECT result_json FROM step WHERE id = :step")
        .bind("step", claimed.step())
        .mapTo(String.class)
        .one();
  }

  private List<Measurement> recordedMeasurements(Handle handle) {
    return handle
        .createQuery(MeasurementRow.SELECT + " WHERE m.step_id = :step ORDER BY m.ordinal")
        .bind("step", claimed.step())
        .map((rows, context) -> MeasurementRow.read(rows).measurement())
        .list();
  }

  private @Nullable String difference(List<StepArtifact> recorded) {
    Map<String, String> before = StepIo.digests(recorded);
    Map<String, String> now = StepIo.digests(outputs);
    for (Map.Entry<String, String> entry : before.entrySet()) {
      String digest = now.get(entry.getKey());
      if (!entry.getValue().equals(digest)) {
        return differs(entry.getKey(), entry.getValue(), String.valueOf(digest));
      }
    }
    for (Map.Entry<String, String> entry : now.entrySet()) {
      if (!before.containsKey(entry.getKey())) {
        return differs(entry.getKey(), "nothing", entry.getValue());
      }
    }
    return null;
  }

  private String differs(String output, String before, String now) {
    return "step "
        + claimed.stepKey()
        + " was to reproduce its damaged outputs and did not: output "
        + output
        + " was recorded as "
        + before
        + " and came out as "
        + now;
  }

  private boolean close(Handle handle, String difference) {
    return claimed
            .bound(
                handle.createUpdate(
                    """
                    UPDATE step SET state = 'IRREPRODUCIBLE', closed_text = :text,
                      lease_owner = NULL, lease_expires_at = NULL
                    """
                        + ClaimRow.HOLDS))
            .bind("text", Text.message(difference))
            .execute()
        == 1;
  }

  private void recordClosed(Handle handle, String difference) {
    Long logId = artifacts.liveOrNull(handle, log);
    Attempts.end(
        handle, claimed.attempt(), AttemptState.FAILED, "irreproducible", difference, logId);
    AuditChain.append(
        handle,
        claimed.task().runId(),
        "step.irreproducible",
        Described.put(claimed.body().put("text", Text.message(difference)), "log", log));
  }
}
