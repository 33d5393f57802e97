package io.espalier.store.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files this process has hashed, as they were then: a data set that every task reads is
 * hashed once. Small files are hashed each time, which costs nothing.
 */
final class Verification {
  private static final long WORTH_REMEMBERING_BYTES = 1 << 20;

  /** How a file looks without reading it. */
  record Sight(Path file, long size, FileTime modified, @Nullable Object fileKey) {}

  private final Set<Sight> seen = ConcurrentHashMap.newKeySet();

  /** Whether a file that looks so was hashed. */
  boolean trusts(@Nullable Sight sight) {
    return sight != null && seen.contains(sight);
  }

  /** A file that looked so before it was hashed had the right bytes. */
  void trust(@Nullable Sight sight) {
    if (sight != null && sight.size() >= WORTH_REMEMBERING_BYTES) {
      seen.add(sight);
    }
  }

  /** Looks at a file; null where there is none. */
  @Nullable Sight look(Path file) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Sight(file, a.size(), a.lastModifiedTime(), a.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
