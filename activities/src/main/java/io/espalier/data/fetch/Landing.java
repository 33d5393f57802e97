package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.GzipInput;
import io.espalier.digest.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Brings a file into a folder: whole and of the right digest, or not at all. */
final class Landing {
  static final String TEMPORARY = ".tmp";

  private Landing() {}

  /**
   * Copies a stream into {@code folder/NAME}, replacing what is there.
   *
   * @param done gets the number of bytes written so far
   * @throws IOException when size or digest are not those of {@code file}
   */
  static LocalFile land(DataFile file, InputStream in, Path folder, LongConsumer done)
      throws IOException {
    Path temporary = folder.resolve(file.name() + "." + UUID.randomUUID() + TEMPORARY);
    try {
      String digest = copy(file, in, temporary, done);
      Path target = folder.resolve(file.name());
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new LocalFile(file.name(), target, digest, file.sizeBytes());
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String copy(DataFile file, InputStream in, Path target, LongConsumer done)
      throws IOException {
    MessageDigest digest = Digest.sha256();
    long count = 0;
    try (FileChannel channel =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
      byte[] chunk = new byte[1 << 16];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        count += read;
        if (count > file.sizeBytes()) {
          throw new IOException(file.name() + ": more bytes (expected: " + file.sizeBytes() + ")");
        }
        out.write(chunk, 0, read);
        done.accept(count);
      }
      channel.force(true);
    }
    if (count != file.sizeBytes()) {
      throw new IOException(
          file.name() + ": " + count + " bytes (expected: " + file.sizeBytes() + ")");
    }
    String found = Digest.hex(digest.digest());
    if (file.sha256() != null && !file.sha256().equals(found)) {
      throw new IOException(
          file.name() + ": sha256 " + found + " (expected: " + file.sha256() + ")");
    }
    return found;
  }

  /**
   * Checks the digest of a whole file.
   *
   * @param name what errors call it
   */
  static void requireDigest(Path path, String name, String sha256) throws IOException {
    String found = digest(path);
    if (!found.equals(sha256)) {
      throw new IOException(name + ": sha256 " + found + " (expected: " + sha256 + ")");
    }
  }

  /** Opens a file, inflating it when its first bytes say gzip. */
  static InputStream open(Path path) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return gzip ? new GzipInput(raw) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Moves landed files into their folder, replacing what is there. */
  static List<LocalFile> moveIn(List<LocalFile> staged, Path folder) throws IOException {
    List<LocalFile> moved = new ArrayList<>();
    for (LocalFile file : staged) {
      Path target = folder.resolve(file.name());
      Files.move(
          file.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      moved.add(new LocalFile(file.name(), target, file.sha256(), file.sizeBytes()));
    }
    return moved;
  }

  /** A new folder beside the files, which a later fetch sweeps away if this one is killed. */
  static Path temporaryFolder(Path folder) throws IOException {
    return Files.createDirectory(folder.resolve(UUID.randomUUID() + TEMPORARY));
  }

  /** Deletes a file, or a folder that holds only files. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> inside = Files.list(path)) {
        for (Path file : inside.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /** SHA-256 of a file. */
  static String digest(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return digest(in);
    }
  }

  /** SHA-256 of a stream to its end. */
  static String digest(InputStream in) throws IOException {
    MessageDigest digest = Digest.sha256();
    byte[] chunk = new byte[1 << 16];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      digest.update(chunk, 0, read);
    }
    return Digest.hex(digest.digest());
  }
}
