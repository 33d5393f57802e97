package io.espalier.store.open;

import io.espalier.store.Store;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.FolderBlobs;
import io.espalier.store.bucket.BucketBlobs;
import io.espalier.store.bucket.BucketProbe;
import io.espalier.store.check.Copies;
import io.espalier.store.check.DatabaseReport;
import io.espalier.store.check.FsckReport;
import io.espalier.store.check.Garbage;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreMissingException;
import io.espalier.store.failure.StoreRefusedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.failure.StoreVersionException;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.sql.H2Opening;
import io.espalier.store.sql.PostgresOpening;
import io.espalier.store.sql.SqlStore;
import io.espalier.store.thread.PrivateThreads;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Ways to open a store. */
public final class Stores {
  private Stores() {}

  /**
   * Opens the H2 store in a folder as its one owner, creating and migrating it as needed; takes a
   * new epoch, so claims of earlier owners are void. What a killed owner left is put in order: its
   * attempts are LOST and give back their steps, its running runs get the reason {@code
   * interrupted}.
   *
   * @param command what this process does, shown to others
   * @throws StoreBusyException when another process still holds the file after 5 s
   * @throws StoreVersionException when a newer program made it
   * @throws StoreDamagedException when its database is missing beside what is left of the store, or
   *     damaged and cannot be made anew from the journal; one that can is, and {@link
   *     Store#notices} says so
   * @throws IllegalArgumentException when the path cannot stand in a database URL
   */
  public static Store own(Path home, String command) {
    return H2Opening.own(home, command, new Disk());
  }

  /**
   * Opens the H2 store of a folder for reading only; never migrates, and leaves the file as it is.
   * While it is open no process can own the store: close it before anything slow.
   *
   * @throws StoreMissingException when there is none
   * @throws StoreBusyException when another process still holds the file after 5 s
   * @throws StoreVersionException when its tables are not of this program's version
   */
  public static Store readOnly(Path home) {
    return H2Opening.readOnly(home);
  }

  /** Whether a folder holds an H2 store, or what is left of one. */
  public static boolean exists(Path home) {
    return H2Opening.exists(home);
  }

  /**
   * Makes the database of an H2 store anew from its journal where it is missing, empty, damaged or
   * of another journal; a whole one is left alone. Returns what was done, a sentence each, nothing
   * where nothing had to be.
   *
   * @throws StoreMissingException when there is no journal
   * @throws StoreBusyException when another process has the store
   * @throws StoreDamagedException when the journal cannot be read
   */
  public static List<String> rebuild(Path home) {
    return H2Opening.rebuild(home, new Disk());
  }

  /**
   * Opens a store in PostgreSQL, with artifacts in a folder or a bucket; migrates it as needed. Any
   * number of processes may do so at once: claims are leases by the database's clock.
   *
   * @throws StoreUnavailableException when the database does not answer within 5 s
   * @throws StoreRefusedException when it refuses the user, when TLS does not come about, or when
   *     the server has no such database
   * @throws StoreVersionException when a newer program made its tables
   * @throws StoreMisplacedException when the artifacts there are another store's, or none of this
   *     one's; a bucket that is away is asked later, before it is first used
   */
  public static Store postgres(DatabaseAddress address, ArtifactPlace artifacts) {
    return PostgresOpening.open(address, threads -> blobs(artifacts, threads));
  }

  /**
   * As {@link #postgres}, for reading only: never migrates, and the database refuses every change.
   *
   * @throws StoreMissingException when the database has no tables of a store
   * @throws StoreVersionException when its tables are not of this program's version
   * @throws StoreMisplacedException when the artifacts in the folder are another store's, or none
   *     of this one's; a bucket is asked before it is first read
   */
  public static Store postgresReadOnly(DatabaseAddress address, ArtifactPlace artifacts) {
    return PostgresOpening.readOnly(address, threads -> blobs(artifacts, threads));
  }

  /**
   * Tries a bucket out, with a small object that it removes again.
   *
   * @throws StoreUnavailableException when it cannot be reached, or refuses to be written or read
   */
  public static BucketProbe.Report probe(ArtifactPlace.Bucket bucket) {
    return BucketProbe.of(bucket);
  }

  private static Blobs blobs(ArtifactPlace place, PrivateThreads threads) {
    if (place instanceof ArtifactPlace.Folder folder) {
      return new FolderBlobs(folder.folder(), new Disk(), threads);
    }
    return new BucketBlobs((ArtifactPlace.Bucket) place);
  }

  /**
   * Looks at a database in PostgreSQL, whether it holds a store or not, without changing anything.
   *
   * @throws StoreUnavailableException when it does not answer within 5 s
   * @throws StoreRefusedException when it refuses the user, when TLS does not come about, or when
   *     the server has no such database
   */
  public static DatabaseReport look(DatabaseAddress address) {
    return PostgresOpening.look(address);
  }

  /**
   * Holds every file against its row, reading every byte, and rows against rows. What is missing or
   * altered is a problem, and marked CORRUPT unless the store was opened for reading only.
   *
   * @param progress gets the bytes hashed so far
   */
  public static FsckReport fsck(Store store, Consumer<Long> progress) {
    return sql(store).fsck(progress);
  }

  /**
   * Holds the place of a store's artifacts against the store, asking the bucket where it is one.
   *
   * @throws StoreMisplacedException when it is another store's, or holds nothing of this one
   * @throws StoreUnavailableException when it cannot be reached
   */
  public static void requirePlace(Store store) {
    sql(store).requirePlace();
  }

  /**
   * What the store keeps although nothing needs it: artifacts that neither a step, a checkpoint, a
   * run, its plan, a log nor a pin names, files that no row names, and unfinished files. Leaves out
   * what is so young that it may be part of work under way.
   *
   * @throws io.espalier.store.artifact.CorruptArtifactException when the plan of a run is damaged
   */
  public static Garbage garbage(Store store) {
    return sql(store).garbage();
  }

  /**
   * Removes what {@link #garbage} finds, and returns it. In PostgreSQL, where other processes may
   * be at work, artifacts are condemned first and removed by a call a day later.
   *
   * @throws io.espalier.store.artifact.CorruptArtifactException when the plan of a run is damaged;
   *     nothing has changed then
   */
  public static Garbage collect(Store store) {
    return sql(store).collect();
  }

  /**
   * As {@link #fsck}, and puts right what can be: damaged bytes are taken from a copy where there
   * is one; a step that can write them again is reopened, so that whoever needs it next computes
   * it; a log, an old checkpoint and what nothing refers to is dropped. Every repair is recorded in
   * the chains of the runs concerned, or in the store's own. The problems of the report are those
   * that are left.
   *
   * @param copies where copies may lie
   * @param progress gets the bytes hashed so far
   */
  public static FsckReport repair(Store store, Copies copies, Consumer<Long> progress) {
    return sql(store).repair(copies, progress);
  }

  private static SqlStore sql(Store store) {
    if (store instanceof SqlStore sqlStore) {
      return sqlStore;
    }
    throw new IllegalArgumentException("store: " + store + " (expected: one opened by this class)");
  }
}
