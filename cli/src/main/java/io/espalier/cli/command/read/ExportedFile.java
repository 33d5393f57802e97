package io.espalier.cli.command.read;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.digest.Digest;
import io.espalier.service.answer.FileAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Objects;

/** Copies stored bytes to a file of the user's, hashing them on the way. */
final class ExportedFile {
  private ExportedFile() {}

  /** The target appears whole or not at all. */
  static void copy(FileAnswer answer, String digest, OutputFile target) throws IOException {
    Path source = Path.of(Objects.requireNonNull(answer.paths().get(digest), digest));
    target.write(out -> copy(source, digest, out));
  }

  private static void copy(Path source, String digest, OutputStream out) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    Files.copy(source, new DigestOutputStream(out, sha256));
    if (!Digest.hex(sha256.digest()).equals(digest)) {
      throw new CliException(
          ExitCode.INTEGRITY, source + " does not hold the bytes it should: run `espalier fsck`");
    }
  }
}
