package io.espalier.store.sql.claim;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.database.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logs of attempts on other machines, as files of this process that grow each time they are asked
 * for. Thread-safe.
 */
final class FollowedLogs implements AutoCloseable {
  private final Database database;
  private final Map<Path, Integer> chunks = new HashMap<>();
  private @Nullable Path folder;

  FollowedLogs(Database database) {
    this.database = database;
  }

  /** The file, brought up to date; it is not there where nothing was logged. */
  synchronized Path file(String stepKey, long fence) {
    try {
      Path file = folder().resolve(stepKey + "-" + fence + ".log");
      int known = chunks.getOrDefault(file, 0);
      List<String> more = database.read(handle -> LogRows.from(handle, stepKey, fence, known));
      if (!more.isEmpty()) {
        Files.writeString(
            file,
            String.join("", more),
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        chunks.put(file, known + more.size());
      }
      return file;
    } catch (IOException e) {
      throw new StoreUnavailableException("copying a log failed: " + e.getMessage(), e);
    }
  }

  private Path folder() throws IOException {
    Path made = folder;
    if (made == null) {
      made = Files.createTempDirectory("espalier-logs");
      folder = made;
    }
    return made;
  }

  @Override
  public synchronized void close() {
    chunks.keySet().forEach(file -> file.toFile().delete());
    if (folder != null) {
      folder.toFile().delete();
    }
  }
}
