package io.espalier.cli.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file whose time of change says that a worker is alive, for those who look after processes, such
 * as Kubernetes. What the worker waits for makes no difference: to start it anew would not help.
 */
final class SignOfLife implements AutoCloseable {
  /** Its name in the home folder. */
  static final String FILE = "worker.alive";

  private final Path file;

  SignOfLife(Path home) {
    file = home.resolve(FILE);
  }

  /** Says that the worker is alive. */
  void touch() {
    try {
      if (Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } else {
        Files.createFile(file);
      }
    } catch (IOException e) {
      // A disk that cannot be written is told of by the tasks.
    }
  }

  /** Takes the file away. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Its time says that nobody is there.
    }
  }
}
