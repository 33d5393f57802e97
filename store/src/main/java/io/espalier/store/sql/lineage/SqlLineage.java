package io.espalier.store.sql.lineage;

import io.espalier.digest.Digest;
import io.espalier.store.lineage.Lineage;
import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.lineage.Upstream;
import io.espalier.store.sql.database.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ancestry of artifacts. Thread-safe. */
public final class SqlLineage implements Lineage {
  private static final int MAX_NODES = 20_000;

  private final Database database;

  public SqlLineage(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> latestRun(String sha256) {
    Digest.checked(sha256);
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT r.run_id FROM artifact a
                    JOIN step_io io ON io.artifact_id = a.id AND io.direction = 'O'
                    JOIN task t ON t.step_id = io.step_id JOIN run r ON r.id = t.run_id
                    WHERE a.sha256 = :sha ORDER BY r.id DESC FETCH FIRST 1 ROWS ONLY
                    """)
                .bind("sha", sha256)
                .mapTo(String.class)
                .findOne());
  }

  @Override
  public LineageGraph ancestors(String sha256, @Nullable String runId, Upstream upstream) {
    Digest.checked(sha256);
    return database.snapshot(handle -> new Ancestry(handle, runId, upstream, MAX_NODES).of(sha256));
  }
}
