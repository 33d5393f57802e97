package io.espalier.store.sql.database;

import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.journal.Journal;
import io.espalier.store.sql.journal.Replay;
import io.espalier.store.sql.journal.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes the database of a store anew from its journal, beside the old one, which is put aside.
 *
 * @param why what was wrong with the old one
 * @param transactions records that were gone through
 * @param old where the old one lies now, null where there was none
 */
public record Rebuild(String why, long transactions, @Nullable Path old) {
  /**
   * Does so.
   *
   * @param why what is wrong with the database that is there
   * @throws io.espalier.store.sql.journal.JournalDamagedException when the journal cannot be read
   * @throws io.espalier.store.failure.StoreBusyException when an owner has it open
   */
  public static Rebuild run(Path home, Disk disk, String why) {
    Path file = home.resolve(H2Url.FILE_ON_DISK);
    Path fresh = home.resolve(H2Url.REBUILT + ".mv.db");
    try {
      if (!Journal.exists(home)) {
        return begunAnew(home, disk, file, why);
      }
      Files.deleteIfExists(fresh);
      long transactions;
      JdbcDataSource source = new JdbcDataSource();
      source.setURL(H2Url.rebuilt(home));
      source.setUser("espalier");
      source.setPassword("");
      try (Replay replay = Replay.open(disk, home)) {
        Schema.migrate(source, replay.version());
        try (Connection connection = source.getConnection()) {
          transactions = replay.into(connection);
          Snapshot.synchronise(connection);
        }
        Path old = Snapshot.putAside(disk, file, "damaged");
        disk.move(fresh, file);
        disk.forceFolder(home);
        return new Rebuild(why, transactions, old);
      }
    } catch (SQLException | IOException e) {
      throw new StoreUnavailableException(
          "making the database of the store in " + home + " anew failed: " + e.getMessage(), e);
    }
  }

  /** Without a journal only a store that was killed before it held anything can be begun anew. */
  private static Rebuild begunAnew(Path home, Disk disk, Path file, String why) throws IOException {
    if (Files.isDirectory(home.resolve("objects"))) {
      throw new io.espalier.store.sql.journal.JournalDamagedException(
          "there is no journal (" + Journal.file(home) + ")");
    }
    return new Rebuild(why, 0, Snapshot.putAside(disk, file, "damaged"));
  }

  @Override
  public String toString() {
    return "the database was damaged ("
        + why
        + ") and was made anew from the journal ("
        + transactions
        + " records)"
        + (old == null ? "" : "; the damaged file is " + old);
  }
}
