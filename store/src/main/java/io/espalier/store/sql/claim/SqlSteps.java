package io.espalier.store.sql.claim;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.artifact.StepIo;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.RuntimeRows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.gc.Collector;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.HeldStep;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import io.espalier.store.step.Steps;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Steps. Thread-safe. */
public final class SqlSteps implements Steps {
  private static final String STEP =
      "SELECT step_key, key_version, operator, key_json, state, fence, result_json, completed_at"
          + " FROM step";

  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows artifacts;
  private final Logs logs;
  private final Collector collector;
  private final Abandoned abandoned = new Abandoned();
  private final HeldSteps held;

  public SqlSteps(
      Database database, Blobs blobs, ArtifactRows artifacts, Logs logs, Collector collector) {
    this.database = database;
    this.blobs = blobs;
    this.artifacts = artifacts;
    this.logs = logs;
    this.collector = collector;
    this.held = new HeldSteps(database.engine());
  }

  @Override
  public Optional<StepRecord> find(String stepKey) {
    Digest.checked(stepKey);
    return database.read(
        handle ->
            handle
                .createQuery(STEP + " WHERE step_key = :key")
                .bind("key", stepKey)
                .map((rows, context) -> step(rows))
                .findOne());
  }

  @Override
  public Map<String, StepRecord> find(Collection<String> stepKeys) {
    String[] keys = stepKeys.stream().map(Digest::checked).toArray(String[]::new);
    return database.read(
        handle ->
            handle
                .createQuery(STEP + " WHERE step_key = ANY(:keys)")
                .bind("keys", keys)
                .map((rows, context) -> step(rows))
                .collect(Collectors.toMap(StepRecord::stepKey, Function.identity())));
  }

  private static StepRecord step(ResultSet rows) throws SQLException {
    return new StepRecord(
        rows.getString("step_key"),
        rows.getInt("key_version"),
        rows.getString("operator"),
        rows.getString("key_json"),
        Rows.constant(rows, "state", StepState.class),
        rows.getLong("fence"),
        rows.getString("result_json"),
        Rows.instantOrNull(rows, "completed_at"));
  }

  @Override
  public List<StepArtifact> outputs(String stepKey) {
    return io(stepKey, "O");
  }

  @Override
  public List<StepArtifact> inputs(String stepKey) {
    return io(stepKey, "I");
  }

  private List<StepArtifact> io(String stepKey, String direction) {
    Digest.checked(stepKey);
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id FROM step WHERE step_key = :key")
                .bind("key", stepKey)
                .mapTo(Long.class)
                .findOne()
                .map(step -> StepIo.list(handle, step, direction))
                .orElse(List.of()));
  }

  @Override
  public List<AttemptRecord> attempts(String stepKey) {
    Digest.checked(stepKey);
    return database.read(handle -> Attempts.of(handle, stepKey));
  }

  @Override
  public Set<RuntimeInfo> runtimes(Collection<String> stepKeys) {
    String[] keys = stepKeys.stream().map(Digest::checked).toArray(String[]::new);
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT "
                        + RuntimeRows.COLUMNS
                        + """
                         FROM attempt a
                        JOIN step s ON s.id = a.step_id
                        JOIN runtime rt ON rt.id = a.runtime_id
                        WHERE s.step_key = ANY(:keys)
                        """)
                .bind("keys", keys)
                .map((rows, context) -> RuntimeRows.read(rows))
                .set());
  }

  @Override
  public Map<String, Double> seconds(@Nullable String runId) {
    return database.read(handle -> Attempts.seconds(handle, runId));
  }

  @Override
  public List<HeldStep> held() {
    return database.engine().readOnly() && !database.engine().shared()
        ? List.of()
        : database.read(held::list);
  }

  @Override
  public List<HeldStep> runOut() {
    return database.engine().shared() ? database.read(held::runOut) : List.of();
  }

  @Override
  public boolean free(HeldStep step) {
    boolean freed =
        database.engine().shared() && database.write(handle -> HeldSteps.free(handle, step));
    if (freed) {
      try {
        logs.collect(step.stepKey(), step.fence());
      } catch (StoreUnavailableException noPlaceForIt) {
        // It stays where it is until collectLogs() finds one.
      }
    }
    return freed;
  }

  @Override
  public Path logFile(String stepKey, long fence) {
    return logs.readable(Digest.checked(stepKey), fence);
  }

  @Override
  public void collectLogs() {
    logs.collectEnded();
  }

  @Override
  public ClaimOutcome claim(ClaimRequest request) {
    Digest.checked(request.stepKey());
    Text.checked("operator", request.operator(), Text.NAME);
    Text.checked("key", request.keyJson(), Text.JSON);
    Text.checked("worker", request.worker(), Text.NAME);
    StepIo.check(request.inputs());
    AtomicReference<@Nullable ClaimRow> drawn = new AtomicReference<>();
    try {
      Claiming.Decision decision = database.writeAhead(handle -> decide(handle, request, drawn));
      if (decision.taken() != null) {
        // A claim ends with the process that owns the store, whether its row was durable or not.
        return taken(decision.taken());
      }
      database.makeDurable();
      return Objects.requireNonNull(decision.other());
    } catch (StoreUnavailableException e) {
      // Its row may be there all the same, and no caller holds the claim.
      ClaimRow claimed = drawn.get();
      if (claimed != null) {
        abandoned.add(claimed.stepKey(), claimed.fence());
      }
      throw e;
    }
  }

  private Claiming.Decision decide(
      Handle handle, ClaimRequest request, AtomicReference<@Nullable ClaimRow> drawn) {
    Claiming.Decision decision =
        new Claiming(handle, blobs, artifacts, database.engine(), abandoned, request).decide();
    ClaimRow claimed = decision.taken();
    drawn.set(claimed);
    if (claimed != null) {
      // An earlier claim of this number that never came to be says nothing of this one.
      abandoned.remove(claimed.stepKey(), claimed.fence());
    }
    return decision;
  }

  private ClaimOutcome taken(ClaimRow claimed) {
    blobs.makeLogs();
    if (claimed.fence() > 1) {
      logs.collect(claimed.stepKey(), claimed.fence() - 1);
    }
    return new ClaimOutcome.Taken(
        new SqlClaim(database, blobs, artifacts, logs, collector, abandoned, claimed));
  }
}
