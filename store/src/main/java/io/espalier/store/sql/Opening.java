package io.espalier.store.sql;

import io.espalier.migrations.Migrations;
import io.espalier.store.Store;
import io.espalier.store.StoreMissingException;
import io.espalier.store.StoreUnavailableException;
import io.espalier.store.artifact.ArtifactFiles;
import io.espalier.store.artifact.Disk;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The steps of opening a store, on its own threads from the first one. */
public final class Opening {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int H2_CONNECTIONS = 4;
  private static final int POSTGRES_CONNECTIONS = 8;

  private Opening() {}

  /** As {@link io.espalier.store.Stores#own}, with a disk for the artifacts. */
  public static Store own(Path home, String command, Disk disk) {
    return own(home, command, disk, PATIENCE);
  }

  static Store own(Path home, String command, Disk disk, Duration patience) {
    return onPrivateThreads(
        H2_CONNECTIONS,
        threads -> {
          prepare(home);
          H2Engine engine = H2Engine.open(home, false, H2_CONNECTIONS, patience);
          return opened(
              engine,
              () -> {
                H2Migration.run(engine, home);
                Database database = new Database(engine, threads);
                engine.epoch(newEpoch(database, command));
                SqlStore store = new SqlStore(database, files(home, disk, threads));
                store.recovery().afterCrash();
                return store;
              });
        });
  }

  /** As {@link io.espalier.store.Stores#readOnly}. */
  public static Store readOnly(Path home) {
    return readOnly(home, PATIENCE);
  }

  static Store readOnly(Path home, Duration patience) {
    if (!Files.isRegularFile(home.resolve(H2Url.FILE_ON_DISK))) {
      throw new StoreMissingException(
          "no store in " + home + ": make one with `espalier run FILE`, or name it with --home");
    }
    return onPrivateThreads(
        H2_CONNECTIONS,
        threads -> {
          H2Engine engine = H2Engine.open(home, true, H2_CONNECTIONS, patience);
          return opened(
              engine,
              () -> {
                try (Connection connection = engine.openConnection()) {
                  Schema.requireLatest(Schema.version(connection));
                }
                return new SqlStore(
                    new Database(engine, threads), files(home, new Disk(), threads));
              });
        });
  }

  /** As {@link io.espalier.store.Stores#postgres}. */
  public static Store postgres(
      String url, @Nullable String user, @Nullable String password, Path folder, Disk disk) {
    return onPrivateThreads(
        POSTGRES_CONNECTIONS,
        threads -> {
          PostgresEngine engine = new PostgresEngine(url, user, password, POSTGRES_CONNECTIONS);
          return opened(
              engine,
              () -> {
                int version;
                try (Connection connection = engine.openConnection()) {
                  version = Schema.version(connection);
                }
                Schema.refuseNewer(version);
                if (version < Migrations.LATEST) {
                  Schema.migrate(engine.source());
                }
                return new SqlStore(new Database(engine, threads), files(folder, disk, threads));
              });
        });
  }

  private static ArtifactFiles files(Path folder, Disk disk, PrivateThreads threads) {
    return new ArtifactFiles(folder, disk, threads);
  }

  private static void prepare(Path home) {
    try {
      H2Url.owner(home);
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new StoreUnavailableException("making the folder " + home + " failed: " + e, e);
    }
  }

  private static long newEpoch(Database database, String command) {
    return database.write(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO store_owner (instance_id, pid, command)"
                        + " VALUES (:instance, :pid, :command)")
                .bind("instance", UUID.randomUUID().toString())
                .bind("pid", ProcessHandle.current().pid())
                .bind("command", Text.clipped(command, 2000))
                .executeAndReturnGeneratedKeys("epoch")
                .mapTo(Long.class)
                .one());
  }

  private interface Steps<T> {
    T run() throws SQLException, IOException;
  }

  /** Closes the engine again when a later step of opening fails. */
  private static <T> T opened(Engine engine, Steps<T> steps) {
    boolean done = false;
    try {
      T result = steps.run();
      done = true;
      return result;
    } catch (SQLException | IOException e) {
      throw new StoreUnavailableException("opening the store failed: " + e.getMessage(), e);
    } finally {
      if (!done) {
        engine.close();
      }
    }
  }

  private static Store onPrivateThreads(int size, Function<PrivateThreads, Store> steps) {
    PrivateThreads threads = new PrivateThreads("espalier-store", size);
    boolean done = false;
    try {
      Store store = threads.call(() -> steps.apply(threads));
      done = true;
      return store;
    } finally {
      if (!done) {
        threads.close();
      }
    }
  }
}
