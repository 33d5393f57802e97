package io.espalier.store.artifact;

import io.espalier.digest.Digest;
import io.espalier.fault.Failpoint;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.thread.PrivateThreads;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Files named by the digest of their bytes: {@code objects/sha256/ab/abcd…}, written under another name in {@code tmp},
 * forced, and renamed into place, so that a file under a digest is always whole. Thread-safe.
 */
public final class ArtifactFiles {
  /** Ends the name of a file that is being written. */
  public static final String UNFINISHED = ".part";

  /** The largest artifact, in bytes. */
  public static final long MAX_BYTES = 16L << 30;

  private final Path root;
  private final Disk disk;
  private final PrivateThreads threads;
  private final Verification verification = new Verification();
  private final Set<Path> knownFolders = ConcurrentHashMap.newKeySet();

  /** Files under this folder; it need not exist yet. */
  public ArtifactFiles(Path root, Disk disk, PrivateThreads threads) {
    this.root = root.toAbsolutePath().normalize();
    this.disk = disk;
    this.threads = threads;
  }

  /** Where objects lie. */
  public Path objects() {
    return root.resolve("objects").resolve("sha256");
  }

  /** Where unfinished files lie. */
  public Path unfinished() {
    return root.resolve("tmp");
  }

  /** The place of an artifact, there or not. */
  public Path of(String sha256) {
    Digest.checked(sha256);
    return folderOf(sha256).resolve(sha256);
  }

  private Path folderOf(String sha256) {
    return objects().resolve(sha256.substring(0, 2));
  }

  /** Whether a file of that size lies there; its bytes are not looked at. */
  public boolean present(String sha256, long sizeBytes) {
    File file = of(sha256).toFile();
    return file.isFile() && file.length() == sizeBytes;
  }

  /**
   * Writes, hashes, forces and renames.
   *
   * @throws StoreUnavailableException when the disk is full or fails
   */
  public StoredArtifact write(String kind, String mediaType, Artifacts.Body body) {
    return write(kind, mediaType, body, hashed -> {});
  }

  /**
   * Copies a file in, as {@link #write} does.
   *
   * @throws CorruptArtifactException when it is missing or holds other bytes; nothing of it is kept
   */
  public StoredArtifact copy(String kind, String mediaType, Path file, String sha256) {
    Digest.checked(sha256);
    try {
      return write(
          kind, mediaType, out -> HashedFile.transfer(file, out), found -> check(sha256, found));
    } catch (UncheckedIOException e) {
      throw unreadable(sha256, file, new IOException(e.getMessage(), e));
    }
  }

  /**
   * Writes bytes of known digest.
   *
   * @throws IOException when their source fails
   * @throws CorruptArtifactException when it gives other bytes; nothing of them is kept
   */
  public void take(String sha256, Artifacts.Body source) throws IOException {
    Digest.checked(sha256);
    try {
      write("", "", source, found -> check(sha256, found));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private StoredArtifact write(
      String kind, String mediaType, Artifacts.Body body, Consumer<HashedFile> wanted) {
    Path part = unfinished().resolve(UUID.randomUUID() + UNFINISHED);
    try {
      threads.call(() -> folder(unfinished()));
      HashedFile written;
      try (OutputStream out = disk.create(part)) {
        HashingOutput hashed = new HashingOutput(out, MAX_BYTES);
        fill(hashed, body);
        written = new HashedFile(hashed.hex(), hashed.count());
        wanted.accept(written);
        Failpoint.ARTIFACT_WRITTEN.reach();
        disk.force(out);
        Failpoint.ARTIFACT_FORCED.reach();
      }
      threads.call(() -> settle(part, written.sha256()));
      return new StoredArtifact(written.sha256(), written.sizeBytes(), kind, mediaType);
    } catch (IOException e) {
      throw unavailable("writing an artifact of kind " + kind, e);
    } finally {
      part.toFile().delete();
    }
  }

  private static void fill(HashingOutput out, Artifacts.Body body) {
    try {
      body.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Renames into place even where the name exists: what lies there may be damaged. */
  private Path settle(Path part, String sha256) {
    try {
      Path place = of(sha256);
      Path folder = folder(folderOf(sha256));
      disk.move(part, place);
      Failpoint.ARTIFACT_NAMED.reach();
      disk.forceFolder(folder);
      return place;
    } catch (IOException e) {
      throw unavailable("storing artifact " + sha256, e);
    }
  }

  /**
   * Removes a file, unless it was written after that moment: then its writer's transaction is still
   * to come. To be called while the artifact's row is locked, since for a moment the file lies
   * elsewhere.
   *
   * @throws StoreUnavailableException when the disk fails
   */
  public void remove(String sha256, Instant writtenUntil) {
    threads.call(
        () -> {
          folder(unfinished());
          Path place = of(sha256);
          Path aside = unfinished().resolve(UUID.randomUUID() + UNFINISHED);
          try {
            disk.move(place, aside);
            // Looked at where no writer can replace it any more.
            if (Files.getLastModifiedTime(aside).toInstant().isAfter(writtenUntil)) {
              disk.move(aside, place);
            } else {
              disk.delete(aside);
            }
          } catch (NoSuchFileException gone) {
            // An earlier try removed it and was then killed.
          } catch (IOException e) {
            throw unavailable("removing artifact " + sha256, e);
          }
          return place;
        });
  }

  /** Makes a folder, and every missing one above it, durable. */
  Path folder(Path folder) {
    Path parent = folder.getParent();
    if (parent != null && !knownFolders.contains(folder)) {
      try {
        if (!Files.isDirectory(folder)) {
          folder(parent);
          Files.createDirectories(folder);
          disk.forceFolder(parent);
        }
      } catch (IOException e) {
        throw unavailable("making folder " + folder, e);
      }
      knownFolders.add(folder);
    }
    return folder;
  }

  /**
   * The bytes, held against their digest.
   *
   * @throws CorruptArtifactException when they are missing or others
   */
  public byte[] read(String sha256) {
    Path place = of(sha256);
    if (place.toFile().length() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "artifact " + sha256 + " is too large for memory: read the file itself");
    }
    Verification.Sight before = verification.look(place);
    try (FileInputStream in = new FileInputStream(place.toFile())) {
      byte[] bytes = in.readAllBytes();
      if (!verification.trusts(before)) {
        check(sha256, new HashedFile(Digest.of(bytes), bytes.length));
        verification.trust(before);
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(sha256, place, e);
    }
  }

  /**
   * Where the verified file lies. Hashed the first time this process meets the file as it now is.
   *
   * @throws CorruptArtifactException when it is missing or holds other bytes
   */
  public Path verified(String sha256) {
    Path place = of(sha256);
    if (!verification.trusts(verification.look(place))) {
      hash(sha256);
    }
    return place;
  }

  /**
   * Hashes the file whatever was seen before and returns its size in bytes.
   *
   * @throws CorruptArtifactException when it is missing or holds other bytes
   */
  public long hash(String sha256) {
    Path place = of(sha256);
    Verification.Sight before = verification.look(place);
    try {
      HashedFile hashed = HashedFile.of(place);
      check(sha256, hashed);
      verification.trust(before);
      return hashed.sizeBytes();
    } catch (IOException e) {
      throw unreadable(sha256, place, e);
    }
  }

  private static void check(String sha256, HashedFile found) {
    if (!found.sha256().equals(sha256)) {
      throw CorruptArtifactException.other(sha256, found.sha256(), found.sizeBytes());
    }
  }

  private static RuntimeException unreadable(String sha256, Path place, IOException e) {
    if (!Files.exists(place)) {
      return new CorruptArtifactException(
          sha256, "artifact " + sha256 + " is missing: no " + place);
    }
    return unavailable("reading artifact " + sha256, e);
  }

  static StoreUnavailableException unavailable(String doing, IOException e) {
    return new StoreUnavailableException(doing + " failed: " + e.getMessage(), e);
  }
}
