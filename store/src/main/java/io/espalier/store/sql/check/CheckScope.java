package io.espalier.store.sql.check;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are looked at: all, or those of one run and of the steps that its tasks name.
 *
 * @param runId null for all
 */
record CheckScope(Handle handle, @Nullable String runId) {
  private static final int ROWS_AT_ONCE = 10_000;

  /** A condition on a column with ids of steps. */
  String steps(String column) {
    return runId == null
        ? ""
        : " WHERE "
            + column
            + " IN (SELECT t.step_id FROM task t JOIN run r ON r.id = t.run_id"
            + " WHERE r.run_id = :scope)";
  }

  /** A condition on a column with public ids of runs. */
  String runs(String column) {
    return runId == null ? "" : " WHERE " + column + " = :scope";
  }

  boolean everything() {
    return runId == null;
  }

  Query query(String sql) {
    Query query = handle.createQuery(sql).setFetchSize(ROWS_AT_ONCE);
    return sql.contains(":scope") ? query.bind("scope", runId) : query;
  }
}
