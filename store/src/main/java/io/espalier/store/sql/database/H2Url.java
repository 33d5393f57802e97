package io.espalier.store.sql.database;

import java.nio.file.Path;

/**
 * JDBC URLs of a store's file. An H2 URL is code (what follows a semicolon is executed), so a path
 * that could be read as more than a path is refused.
 */
public final class H2Url {
  /** The file's name without H2's own ending. */
  static final String FILE = "store";

  /** The name of one that is being made anew, without H2's own ending. */
  static final String REBUILT = "rebuilt";

  /** The file's name as it lies there. */
  public static final String FILE_ON_DISK = FILE + ".mv.db";

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private H2Url() {}

  /**
   * For the owner. Commits are written at once; the file is closed by {@code close} alone (a
   * shutdown hook of the database would close it under a command that is still stopping its tasks)
   * and never compacted in passing.
   */
  public static String owner(Path home) {
    return base(home, FILE)
        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=5000"
        + ";MAX_COMPACT_TIME=0;AUTO_COMPACT_FILL_RATE=0;TRACE_LEVEL_FILE=0";
  }

  /** For the file in which the database is made anew. */
  static String rebuilt(Path home) {
    return base(home, REBUILT) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
  }

  /** For a further connection to a file that this process has open. */
  static String beside(Path home) {
    return base(home, FILE) + ";IFEXISTS=TRUE";
  }

  /** For readers: the file stays as it is. */
  static String reader(Path home) {
    return base(home, FILE) + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;TRACE_LEVEL_FILE=0";
  }

  private static String base(Path home, String file) {
    String path = home.toAbsolutePath().normalize().resolve(file).toString();
    boolean unsafe =
        path.indexOf(';') >= 0
            || (!WINDOWS && path.indexOf('\\') >= 0)
            || path.chars().anyMatch(Character::isISOControl);
    if (unsafe) {
      throw new IllegalArgumentException(
          "home: "
              + home
              + " (expected: a path without semicolons, backslashes and control characters;"
              + " choose another folder with --home)");
    }
    return "jdbc:h2:file:" + path;
  }
}
