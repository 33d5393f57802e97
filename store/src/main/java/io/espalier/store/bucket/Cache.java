package io.espalier.store.bucket;

import io.espalier.store.artifact.ArtifactFiles;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of a bucket's artifacts on this machine: written through, held against their digests when
 * they are met, and bounded. A damaged file is no damage: it is removed and read from the bucket
 * again. Thread-safe, and safe for several processes on one folder.
 */
final class Cache {
  private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

  private final ArtifactFiles files;
  private final Room room;

  /** A cache in a folder, which need not exist yet; what it holds need not outlive a power cut. */
  Cache(Path folder, long bytes, Duration inUse, Disk disk, PrivateThreads threads) {
    Path root = folder.toAbsolutePath().normalize();
    files = new ArtifactFiles(root, disk, threads);
    room = new Room(root, files.objects(), files.unfinished(), bytes, inUse);
  }

  /** Writes bytes whose digest is not known yet; they are kept until {@link #trim}. */
  StoredArtifact write(String kind, String mediaType, Artifacts.Body body) {
    return files.write(kind, mediaType, body);
  }

  /** As {@link ArtifactFiles#copy}; they are kept until {@link #trim}. */
  StoredArtifact copy(String kind, String mediaType, Path file, String sha256) {
    return files.copy(kind, mediaType, file, sha256);
  }

  /** Where a file lies, there or not. */
  Path place(String sha256) {
    return files.of(sha256);
  }

  /** Keeps what was just written, or lets it go where there is no room. */
  void trim(StoredArtifact written) {
    if (!room.keep(written.sizeBytes())) {
      files.of(written.sha256()).toFile().delete();
    }
  }

  /**
   * The verified bytes, null where the file is not here.
   *
   * @throws IllegalArgumentException when it is too large for memory
   */
  byte @Nullable [] read(String sha256) {
    return used(sha256, files::read);
  }

  /** The verified file, null where it is not here. */
  @Nullable Path file(String sha256) {
    return used(sha256, files::verified);
  }

  private interface Use<T> {
    T of(String sha256);
  }

  private <T> @Nullable T used(String sha256, Use<T> use) {
    Path place = files.of(sha256);
    if (!place.toFile().isFile()) {
      return null;
    }
    // Before it is read, so that it is not removed meanwhile.
    Room.use(place);
    try {
      return use.of(sha256);
    } catch (CorruptArtifactException damaged) {
      if (place.toFile().delete()) {
        LOG.warn("a file of the cache was damaged and is read again: {}", damaged.getMessage());
      }
      return null;
    } catch (StoreUnavailableException unreadable) {
      LOG.warn("a file of the cache cannot be read", unreadable);
      return null;
    }
  }

  /**
   * Takes in bytes of known digest and size.
   *
   * @throws IOException when their source fails
   * @throws CorruptArtifactException when it gives other bytes
   * @throws StoreUnavailableException when there is no room, or the disk is full or fails
   */
  void take(String sha256, long sizeBytes, Artifacts.Body source) throws IOException {
    if (!room.make(sizeBytes)) {
      throw room.full(sizeBytes);
    }
    files.take(sha256, source);
  }
}
