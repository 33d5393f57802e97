package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.FolderBlobs;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.StoreMissingException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.database.H2Engine;
import io.espalier.store.sql.database.H2Migration;
import io.espalier.store.sql.database.H2Url;
import io.espalier.store.sql.database.LostDatabase;
import io.espalier.store.sql.database.Rebuild;
import io.espalier.store.sql.database.Schema;
import io.espalier.store.sql.journal.Attached;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import io.espalier.store.sql.journal.Journal;
import io.espalier.store.sql.journal.JournalDamagedException;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the H2 store of a folder. */
public final class H2Opening {
  private static final Logger LOG = LoggerFactory.getLogger(H2Opening.class);
  private static final String REBUILDING = "espalier store rebuild";
  private static final int CONNECTIONS = 4;

  private H2Opening() {}

  /** As {@link io.espalier.store.open.Stores#own}, with a disk for the artifacts. */
  public static Store own(Path home, String command, Disk disk) {
    return own(home, command, disk, Opening.PATIENCE);
  }

  static Store own(Path home, String command, Disk disk, Duration patience) {
    return Opening.onPrivateThreads(
        CONNECTIONS,
        threads -> {
          prepare(home);
          LostDatabase.refuse(home);
          try {
            return owned(home, command, disk, patience, threads, List.of(), false);
          } catch (DatabaseDamagedException e) {
            List<String> mended = List.of(mended(home, disk, String.valueOf(e.getMessage())));
            return owned(home, command, disk, patience, threads, mended, false);
          } catch (JournalDamagedException e) {
            throw new StoreDamagedException(String.valueOf(e.getMessage()), e);
          }
        });
  }

  /** Makes the database anew and says so. */
  private static String mended(Path home, Disk disk, String why) {
    try {
      return Rebuild.run(home, disk, why).toString();
    } catch (JournalDamagedException broken) {
      throw LostDatabase.both(home, why, broken);
    }
  }

  /** As {@link io.espalier.store.open.Stores#exists}. */
  public static boolean exists(Path home) {
    return LostDatabase.lost(home) == null || !LostDatabase.left(home).isEmpty();
  }

  /** As {@link io.espalier.store.open.Stores#rebuild}. */
  public static List<String> rebuild(Path home, Disk disk) {
    if (!Journal.exists(home)) {
      throw new StoreMissingException(
          "there is no journal in " + home + " (expected: " + Journal.FILE + ")");
    }
    try (Store store =
        Opening.onPrivateThreads(CONNECTIONS, threads -> rebuilt(home, disk, threads))) {
      return store.notices();
    }
  }

  private static Store rebuilt(Path home, Disk disk, PrivateThreads threads) {
    String why = LostDatabase.lost(home);
    if (why == null) {
      try {
        return owned(home, REBUILDING, disk, Opening.PATIENCE, threads, List.of(), true);
      } catch (DatabaseDamagedException e) {
        why = String.valueOf(e.getMessage());
      } catch (JournalDamagedException e) {
        why = "it was written with another journal";
      }
    }
    return owned(
        home, REBUILDING, disk, Opening.PATIENCE, threads, List.of(mended(home, disk, why)), false);
  }

  private static Store owned(
      Path home,
      String command,
      Disk disk,
      Duration patience,
      PrivateThreads threads,
      List<String> mended,
      boolean thorough) {
    H2Engine engine = H2Engine.open(home, disk, false, CONNECTIONS, patience);
    return Opening.opened(
        engine,
        () -> {
          String begun = H2Migration.run(engine, home);
          if (begun == null && thorough) {
            begun = engine.readThrough();
            if (begun != null) {
              engine.writes().attachAnew(begun);
            }
          }
          Database database = new Database(engine, threads);
          engine.epoch(newEpoch(database, command));
          List<String> notices = new ArrayList<>(mended);
          if (begun != null) {
            notices.add("the journal was begun anew from the database: " + begun);
          }
          SqlStore store = new SqlStore(database, files(home, disk, threads), notices, "");
          store.recovery().afterCrash();
          record(database, notices);
          database.opened();
          return store;
        });
  }

  /** The store's own chain tells what had to be mended. */
  private static void record(Database database, List<String> mended) {
    if (!mended.isEmpty()) {
      database.write(
          handle -> {
            AuditChain.append(
                handle,
                AuditChain.STORE,
                mended.stream()
                    .map(
                        text ->
                            new AuditChain.Entry(
                                "store.mended", AuditChain.body().put("text", text)))
                    .toList());
            return true;
          });
    }
  }

  /** As {@link io.espalier.store.open.Stores#readOnly}. */
  public static Store readOnly(Path home) {
    return readOnly(home, Opening.PATIENCE);
  }

  static Store readOnly(Path home, Duration patience) {
    LostDatabase.refuse(home);
    if (!Files.isRegularFile(home.resolve(H2Url.FILE_ON_DISK))) {
      throw new StoreMissingException(
          "no store in " + home + ": make one with `espalier run FILE`, or name it with --home");
    }
    return Opening.onPrivateThreads(
        CONNECTIONS,
        threads -> {
          try {
            return reading(home, patience, threads);
          } catch (DatabaseDamagedException e) {
            throw LostDatabase.damaged(home, e);
          }
        });
  }

  private static Store reading(Path home, Duration patience, PrivateThreads threads) {
    H2Engine first = H2Engine.open(home, new Disk(), true, CONNECTIONS, patience);
    H2Engine engine = first;
    if (Opening.opened(first, () -> behind(first, home))) {
      first.close();
      catchUp(home, patience);
      engine = H2Engine.open(home, new Disk(), true, CONNECTIONS, patience);
    }
    Database database = new Database(engine, threads);
    database.opened();
    return new SqlStore(database, files(home, new Disk(), threads), List.of(), "");
  }

  private static boolean behind(H2Engine engine, Path home) throws SQLException {
    try (Connection connection = engine.openConnection()) {
      Schema.requireLatest(Schema.version(connection));
      return Attached.behind(home, connection);
    }
  }

  /** A kill left the database without what the journal holds; an owner puts that in order. */
  private static void catchUp(Path home, Duration patience) {
    try {
      own(home, "bring the database up to date", new Disk(), patience).close();
    } catch (StoreUnavailableException e) {
      LOG.warn("the database in {} lacks what was done last, and nothing can be written", home, e);
    }
  }

  private static Blobs files(Path folder, Disk disk, PrivateThreads threads) {
    return new FolderBlobs(folder, disk, threads);
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
}
