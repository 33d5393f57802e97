package io.espalier.cli.owner;

import io.espalier.cli.answer.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** {@code owner.json} in the store's folder, readable by this user only. */
final class OwnerFile {
  private static final String NAME = "owner.json";

  private OwnerFile() {}

  /** Replaces the file in one move, so that no reader sees half of it. */
  static void write(Path home, OwnerInfo info) {
    try {
      Path temporary = Files.createTempFile(home, NAME, ".tmp", privately(home));
      Files.writeString(temporary, Json.write(info), StandardCharsets.UTF_8);
      Files.move(
          temporary,
          home.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the file says; the process it names may be gone. */
  static Optional<OwnerInfo> read(Path home) {
    try {
      return Optional.of(
          Json.read(Files.readString(home.resolve(NAME), StandardCharsets.UTF_8), OwnerInfo.class));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException unreadable) {
      // Another user's, or damaged: whoever wrote it cannot be asked, the file lock still decides.
      return Optional.empty();
    }
  }

  /** Removes the file where it is still this instance's. */
  static void delete(Path home, String instance) {
    try {
      if (read(home).filter(info -> info.instance().equals(instance)).isPresent()) {
        Files.deleteIfExists(home.resolve(NAME));
      }
    } catch (IOException ignored) {
      // A stale file does no harm: clients ask for the instance before they trust it.
    }
  }

  private static FileAttribute<?>[] privately(Path home) throws IOException {
    if (!Files.getFileStore(home).supportsFileAttributeView("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }
}
