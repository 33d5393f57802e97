package io.espalier.store.bucket;

import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the files of a cache within its bound: those used longest ago go first. When a file was used
 * last is its time of access, which every use sets; what was used lately stays, so that whoever was
 * given its path can open it. Other processes may work on the same folder. Thread-safe.
 */
final class Room {
  /** What has been written for so long is written no more. */
  private static final Duration UNFINISHED = Duration.ofDays(1);

  /** Other processes add files too: the folder is looked at again after this part of the bound. */
  private static final int LOOKS = 16;

  private final Path folder;
  private final Path objects;
  private final Path unfinished;
  private final long bound;
  private final Duration inUse;
  private long free;

  private record Cached(Path file, long bytes, Instant used) {}

  /**
   * Room in a folder for the files below two of its folders: whole ones and unfinished ones.
   *
   * @param inUse so long after its last use no file goes
   */
  Room(Path folder, Path objects, Path unfinished, long bound, Duration inUse) {
    this.inUse = inUse;
    this.folder = folder;
    this.objects = objects;
    this.unfinished = unfinished;
    this.bound = bound;
  }

  /** Notes a use. */
  static void use(Path file) {
    try {
      Files.getFileAttributeView(file, BasicFileAttributeView.class)
          .setTimes(null, FileTime.from(Instant.now()), null);
    } catch (IOException e) {
      // It is gone already, or goes sooner than it should.
    }
  }

  /** Makes room for a file that is to come; whether there is any. */
  synchronized boolean make(long bytes) {
    return bytes <= bound && take(bytes, bytes);
  }

  /** Makes room for a file that lies there already; whether there is any. */
  synchronized boolean keep(long bytes) {
    return take(bytes, 0);
  }

  private boolean take(long bytes, long toCome) {
    if (free >= bytes) {
      free -= bytes;
      return true;
    }
    long left = bound - sweep(toCome) - toCome;
    free = Math.min(Math.max(0, left), bound / LOOKS);
    return left >= 0;
  }

  /**
   * There is no room for a file that somebody needs as a file.
   *
   * @param bytes that it has
   */
  StoreUnavailableException full(long bytes) {
    return new StoreUnavailableException(
        "the cache in "
            + folder
            + " holds at most "
            + bound
            + " bytes, and what was used in the last "
            + inUse.toMinutes()
            + " minutes leaves no room for "
            + bytes
            + " more: give it more room (cache.gigabytes)",
        new IOException("the cache is full"));
  }

  /** Deletes until so many more bytes fit, as far as may be; returns the bytes that are left. */
  private long sweep(long wanted) {
    try {
      Files.createDirectories(folder);
      try (RandomAccessFile lock = new RandomAccessFile(folder.resolve("lock").toFile(), "rw");
          FileLock held = lock(lock)) {
        return swept(wanted, held != null);
      }
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "making room in the cache " + folder + " failed: " + e.getMessage(), e);
    }
  }

  /** Waits for another process; null where it is another cache of this one that sweeps. */
  private static @Nullable FileLock lock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().lock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private long swept(long wanted, boolean alone) throws IOException {
    List<Cached> files = files();
    long left = files.stream().mapToLong(Cached::bytes).sum();
    if (left + wanted <= bound || !alone) {
      return left;
    }
    Instant now = Instant.now();
    // A little more than is wanted, so that not every file makes the folder be read.
    long goal = bound - Math.max(wanted, bound / LOOKS);
    for (Cached file : files) {
      Duration spared = file.file().startsWith(unfinished) ? UNFINISHED : inUse;
      if (left <= goal || file.used().plus(spared).isAfter(now)) {
        continue;
      }
      Files.deleteIfExists(file.file());
      left -= file.bytes();
    }
    return left;
  }

  /** The files, that used longest ago first. */
  private List<Cached> files() throws IOException {
    List<Cached> found = new ArrayList<>();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
            found.add(new Cached(file, is.size(), is.lastAccessTime().toInstant()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        };
    Files.walkFileTree(objects, visitor);
    Files.walkFileTree(unfinished, visitor);
    found.sort(Comparator.comparing(Cached::used));
    return found;
  }
}
