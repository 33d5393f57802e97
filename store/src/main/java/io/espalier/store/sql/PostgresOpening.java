package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.check.DatabaseReport;
import io.espalier.store.failure.StoreMissingException;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.database.PostgresEngine;
import io.espalier.store.sql.database.PostgresLook;
import io.espalier.store.sql.database.Schema;
import io.espalier.store.thread.PrivateThreads;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Opens a store in PostgreSQL. */
public final class PostgresOpening {
  private static final int CONNECTIONS = 8;

  private PostgresOpening() {}

  /**
   * As {@link io.espalier.store.open.Stores#postgres}.
   *
   * @param bytes makes the place for artifacts, given the store's threads
   */
  public static Store open(DatabaseAddress address, Function<PrivateThreads, Blobs> bytes) {
    return open(address, false, bytes, PostgresEngine::migrate);
  }

  /** As {@link io.espalier.store.open.Stores#postgresReadOnly}. */
  public static Store readOnly(DatabaseAddress address, Function<PrivateThreads, Blobs> bytes) {
    return open(
        address,
        true,
        bytes,
        engine -> {
          int version = engine.version();
          if (version < 0) {
            throw new StoreMissingException(
                "there is no store in the database " + address.name() + " yet");
          }
          Schema.requireLatest(version);
        });
  }

  /** As {@link io.espalier.store.open.Stores#look}. */
  public static DatabaseReport look(DatabaseAddress address) {
    return PostgresLook.at(address, Opening.PATIENCE);
  }

  private interface Prepared {
    void with(PostgresEngine engine) throws SQLException;
  }

  private static Store open(
      DatabaseAddress address,
      boolean readOnly,
      Function<PrivateThreads, Blobs> bytes,
      Prepared prepared) {
    return Opening.onPrivateThreads(
        CONNECTIONS,
        threads -> {
          PostgresEngine engine =
              new PostgresEngine(address, CONNECTIONS, readOnly, Opening.PATIENCE);
          return Opening.opened(
              engine,
              () -> {
                prepared.with(engine);
                Database database = new Database(engine, threads);
                String identity = Identity.of(database);
                Blobs blobs = bytes.apply(threads);
                blobs.ownedBy(ArtifactRows.ownership(database, identity, address.name()));
                SqlStore store = new SqlStore(database, blobs, List.of(), identity);
                database.opened();
                return store;
              });
        });
  }
}
