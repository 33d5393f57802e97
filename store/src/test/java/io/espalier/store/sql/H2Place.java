package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.sql.database.H2Url;
import io.espalier.store.sql.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file in the test's folder, begun as a copy of an empty store: migrating takes its time. */
final class H2Place implements Place {
  private static @Nullable Path empty;

  @Override
  public Store open(Path folder, Disk disk) {
    Path file = folder.resolve(H2Url.FILE_ON_DISK);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        Files.copy(empty().resolve(H2Url.FILE_ON_DISK), file);
        Files.copy(Journal.file(empty()), Journal.file(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return H2Opening.own(folder, "test", disk);
  }

  private static synchronized Path empty() throws IOException {
    Path home = empty;
    if (home == null) {
      home = Files.createTempDirectory("espalier-empty");
      H2Opening.own(home, "test", new Disk()).close();
      for (Path left : List.of(home, home.resolve(H2Url.FILE_ON_DISK), Journal.file(home))) {
        left.toFile().deleteOnExit();
      }
      empty = home;
    }
    return home;
  }

  @Override
  public boolean shared() {
    return false;
  }
}
