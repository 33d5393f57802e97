package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file in the test's folder, begun as a copy of an empty store: migrating takes its time. */
final class H2Place implements Place {
  private static byte @Nullable [] empty;

  @Override
  public Store open(Path folder, Disk disk) {
    Path file = folder.resolve(H2Url.FILE_ON_DISK);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        Files.write(file, empty());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Opening.own(folder, "test", disk);
  }

  private static synchronized byte[] empty() throws IOException {
    byte[] bytes = empty;
    if (bytes == null) {
      Path home = Files.createTempDirectory("espalier-empty");
      Opening.own(home, "test", new Disk()).close();
      Path file = home.resolve(H2Url.FILE_ON_DISK);
      bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.delete(home);
      empty = bytes;
    }
    return bytes;
  }

  @Override
  public boolean shared() {
    return false;
  }
}
