package io.espalier.store.sql;

import io.espalier.store.artifact.Digest;
import io.espalier.store.lineage.Lineage;
import io.espalier.store.lineage.LineageGraph;

/** Ancestry of artifacts. Thread-safe. */
final class SqlLineage implements Lineage {
  private static final int MAX_NODES = 20_000;

  private final Database database;

  SqlLineage(Database database) {
    this.database = database;
  }

  @Override
  public LineageGraph ancestors(String sha256) {
    Digest.checked(sha256);
    return database.snapshot(handle -> new Ancestry(handle, MAX_NODES).of(sha256));
  }
}
