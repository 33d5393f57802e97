package io.espalier.store.sql.database;

import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import io.espalier.store.sql.journal.Journal;
import io.espalier.store.sql.journal.JournalDamagedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What to say of a store whose database is gone or cannot be read, and which way goes on. */
public final class LostDatabase {
  private LostDatabase() {}

  /**
   * Refuses a folder that holds a store but not its database: a new one would begin from nothing
   * beside bytes that no row knows.
   */
  public static void refuse(Path home) {
    String lost = lost(home);
    String left = lost == null ? "" : left(home);
    if (!left.isEmpty()) {
      throw new StoreDamagedException(
          "the database of the store in "
              + home
              + " "
              + lost
              + " ("
              + H2Url.FILE_ON_DISK
              + "), but there is "
              + left
              + ": "
              + way(home),
          null);
    }
  }

  /** What is wrong with a database that holds nothing, null where it holds something. */
  public static @Nullable String lost(Path home) {
    File file = home.resolve(H2Url.FILE_ON_DISK).toFile();
    return file.length() > 0 ? null : file.exists() ? "is empty" : "is missing";
  }

  /** What lies in a folder beside the database; empty where nothing does. */
  public static String left(Path home) {
    if (Journal.exists(home)) {
      return "its journal (" + Journal.FILE + ")";
    }
    File objects = home.resolve("objects").resolve("sha256").toFile();
    String[] folders = objects.list();
    return folders == null || folders.length == 0 ? "" : "a folder of artifacts (objects)";
  }

  /** A database that cannot be read. */
  public static StoreDamagedException damaged(Path home, DatabaseDamagedException e) {
    return new StoreDamagedException(
        "the database of the store in "
            + home
            + " is damaged ("
            + e.getMessage()
            + "): "
            + way(home),
        e);
  }

  /** A database that cannot be read, with a journal that cannot either. */
  public static StoreDamagedException both(Path home, String why, JournalDamagedException journal) {
    return new StoreDamagedException(
        "the database of the store in "
            + home
            + " is damaged ("
            + why
            + ") and cannot be made anew: "
            + journal.getMessage()
            + "; "
            + copies(home),
        journal);
  }

  /** A database that does not answer. */
  static String whenStuck(Path home) {
    return "start the command again; if this happens again, " + way(home);
  }

  private static String way(Path home) {
    return Journal.exists(home)
        ? "make it anew with `espalier --home " + home + " store rebuild`"
        : copies(home);
  }

  private static String copies(Path home) {
    Path backups = home.resolve("backups");
    String other = "put a copy of the folder in its place, or use another with --home DIR";
    return Files.isDirectory(backups)
        ? other + " (copies made before migrations are in " + backups + ")"
        : other;
  }
}
