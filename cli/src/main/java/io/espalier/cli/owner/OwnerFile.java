package io.espalier.cli.owner;

import io.espalier.service.answer.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** {@code owner.json} in the store's folder, readable by this user only. */
final class OwnerFile {
  private static final String NAME = "owner.json";

  private OwnerFile() {}

  /** Replaces the file in one move, so that no reader sees half of it. */
  static void write(Path home, OwnerInfo info) {
    try {
      Path temporary = PrivateFiles.file(home, NAME);
      try {
        Files.writeString(temporary, Json.write(info), StandardCharsets.UTF_8);
        Files.move(
            temporary,
            home.resolve(NAME),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
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

  /** Removes the file where it is still that of the owner with this secret. */
  static void delete(Path home, String secret) {
    try {
      if (read(home).filter(info -> info.secret().equals(secret)).isPresent()) {
        Files.deleteIfExists(home.resolve(NAME));
      }
    } catch (IOException ignored) {
      // A stale file does no harm: clients accept only answers that are signed with the secret.
    }
  }
}
