package io.espalier.store.sql.artifact;

import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.sql.column.Text;
import io.espalier.store.step.StepArtifact;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Inputs and outputs of steps, within the caller's transaction. */
public final class StepIo {
  /** The columns of an input or output; joins and a condition may follow. */
  static final String SELECT =
      """
      SELECT io.role, io.ordinal, a.sha256, a.size_bytes, a.kind, a.media_type
      FROM step_io io
      JOIN artifact a ON a.id = io.artifact_id
      """;

  private StepIo() {}

  public static StepArtifact read(ResultSet rows) throws SQLException {
    return new StepArtifact(
        rows.getString("role"), rows.getInt("ordinal"), ArtifactRows.read(rows));
  }

  /**
   * Inputs or outputs by role and ordinal.
   *
   * @param direction {@code I} or {@code O}
   */
  public static List<StepArtifact> list(Handle handle, long step, String direction) {
    return handle
        .createQuery(
            SELECT
                + "WHERE io.step_id = :step AND io.direction = :direction"
                + " ORDER BY io.role, io.ordinal")
        .bind("step", step)
        .bind("direction", direction)
        .map((rows, context) -> read(rows))
        .list();
  }

  /** Adds inputs or outputs; ids of the artifacts by digest. */
  public static void add(
      Handle handle, long step, String direction, List<StepArtifact> io, Map<String, Long> ids) {
    if (io.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO step_io (step_id, direction, role, ordinal, artifact_id)"
                + " VALUES (:step, :direction, :role, :ordinal, :artifact)");
    for (StepArtifact one : io) {
      batch
          .bind("step", step)
          .bind("direction", direction)
          .bind("role", one.role())
          .bind("ordinal", one.ordinal())
          .bind("artifact", ids.get(one.artifact().sha256()))
          .add();
    }
    batch.execute();
  }

  /** Digests by {@code role/ordinal}. */
  public static Map<String, String> digests(List<StepArtifact> io) {
    Map<String, String> digests = new TreeMap<>();
    io.forEach(one -> digests.put(one.role() + "/" + one.ordinal(), one.artifact().sha256()));
    return digests;
  }

  /** The artifacts of a list. */
  public static List<StoredArtifact> artifacts(List<StepArtifact> io) {
    return io.stream().map(StepArtifact::artifact).toList();
  }

  /**
   * Checks names and positions.
   *
   * @throws IllegalArgumentException when a role is bad or a (role, ordinal) occurs twice
   */
  public static void check(List<StepArtifact> io) {
    java.util.Set<String> seen = new java.util.HashSet<>();
    for (StepArtifact one : io) {
      Text.checked("role", one.role(), 120);
      if (one.ordinal() < 0) {
        throw new IllegalArgumentException("ordinal: " + one.ordinal() + " (expected: >= 0)");
      }
      if (!seen.add(one.ordinal() + " " + one.role())) {
        throw new IllegalArgumentException(
            "role: " + one.role() + " " + one.ordinal() + " (expected: each position once)");
      }
    }
  }
}
