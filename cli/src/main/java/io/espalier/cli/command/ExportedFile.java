package io.espalier.cli.command;

import io.espalier.cli.answer.FileAnswer;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** Copies stored bytes to a file of the user's, hashing them on the way. */
final class ExportedFile {
  private ExportedFile() {}

  /** The target appears whole or not at all. */
  static void copy(FileAnswer answer, String digest, Path target) throws IOException {
    Path source = Path.of(Objects.requireNonNull(answer.paths().get(digest), digest));
    Path absolute = target.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw CliException.usage(target + " is a folder (expected: a file to write)");
    }
    Path folder = Objects.requireNonNull(absolute.getParent());
    if (!Files.isDirectory(folder)) {
      throw CliException.usage(folder + " is not a folder: make it first");
    }
    Path temporary = temporary(folder);
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(source), sha256)) {
        Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!HexFormat.of().formatHex(sha256.digest()).equals(digest)) {
        throw new CliException(
            ExitCode.INTEGRITY, source + " does not hold the bytes it should: run `espalier fsck`");
      }
      Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
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
