package io.espalier.cli.command.read;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A file that a person named for a command to write. One rule for all of them: nothing that exists
 * is replaced unless that is asked for, and nothing is ever written into the folder of a store.
 */
final class OutputFile {
  private final Path named;
  private final Path home;
  private final boolean force;

  /**
   * @param named as it was typed
   * @param home the folder of the command's own store, which need not look like one
   * @param force whether it may replace a file
   */
  OutputFile(Path named, Path home, boolean force) {
    this.named = named;
    this.home = home;
    this.force = force;
  }

  /** Writes the bytes. */
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Refuses a place where nothing may be written; asked of all files before the first is written.
   *
   * @throws CliException when it may not
   */
  void check() throws IOException {
    Path path = named.toAbsolutePath();
    if (Files.isDirectory(path)) {
      throw CliException.usage(named + " is a folder (expected: a file to write)");
    }
    Path folder = path.getParent();
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    if (folder != null) {
      refuseStores(folder.toRealPath());
    }
    if (!force && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw exists();
    }
  }

  private void refuseStores(Path inside) throws IOException {
    for (Path folder = inside; folder != null; folder = folder.getParent()) {
      if (isStore(folder)) {
        throw CliException.usage(
            named + " lies in the folder of a store, " + folder + ": choose a file outside of it");
      }
    }
  }

  private boolean isStore(Path folder) throws IOException {
    boolean looksLikeOne =
        Stream.of("store.mv.db", "store.journal", "objects/sha256")
            .anyMatch(name -> Files.exists(folder.resolve(name)));
    return looksLikeOne || (Files.isDirectory(home) && Files.isSameFile(folder, home));
  }

  private CliException exists() {
    return CliException.usage(
        named + " exists already: choose another file, or replace it with --force");
  }

  /** Writes it: it appears whole or not at all. */
  void write(Body body) throws IOException {
    Path path = named.toAbsolutePath();
    Path folder = Objects.requireNonNull(path.getParent());
    if (!Files.isDirectory(folder)) {
      throw CliException.usage(folder + " is not a folder: make it first");
    }
    check();
    Path temporary = temporary(folder);
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        body.writeTo(out);
      }
      if (force) {
        Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(temporary, path);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path temporary(Path folder) {
    try {
      return Files.createTempFile(folder, ".espalier", ".tmp");
    } catch (IOException e) {
      throw new CliException(
          ExitCode.SOFTWARE, folder + " cannot be written to: choose another folder", e);
    }
  }
}
