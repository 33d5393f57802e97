package io.espalier.store;

import io.espalier.store.check.FsckReport;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Ways to open a store. */
public final class Stores {
  private Stores() {}

  /**
   * Opens the H2 store in a folder as its one owner, creating and migrating it as needed; takes a
   * new epoch, so claims of earlier owners are void.
   *
   * @param command what this process does, shown to others
   * @throws StoreBusyException when another process still holds the file after 5 s
   */
  public static Store own(Path home, String command) {
    throw new UnsupportedOperationException(home + command);
  }

  /** Opens the H2 store of a folder for reading only; never migrates. */
  public static Store readOnly(Path home) {
    throw new UnsupportedOperationException(home.toString());
  }

  /** Opens a store in PostgreSQL, with artifacts in a folder. */
  public static Store postgres(String jdbcUrl, String user, String password, Path artifacts) {
    throw new UnsupportedOperationException(jdbcUrl + user + password + artifacts);
  }

  /** Holds every file against its row, reading every byte; progress gets the bytes done. */
  public static FsckReport fsck(Store store, Consumer<Long> progress) {
    throw new UnsupportedOperationException(store.toString() + progress);
  }
}
