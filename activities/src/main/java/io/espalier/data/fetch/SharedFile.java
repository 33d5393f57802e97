package io.espalier.data.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Data files whose bytes the store holds too. They need no room of their own: where the file system
 * can, such a file is a second name of the stored one.
 */
public final class SharedFile {
  private SharedFile() {}

  /**
   * Makes a file a second name of a stored one of the same bytes, and write-protects both: what
   * writes into the one would change the other. Whatever replaces the file, as downloads and
   * imports do, leaves the stored one alone. Where the file system has no hard links both stay as
   * they are.
   *
   * @param stored must hold the bytes of {@code file}
   */
  public static void share(Path file, Path stored) {
    Path link =
        file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + Landing.TEMPORARY);
    try {
      Files.createLink(link, stored);
      try {
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        stored.toFile().setReadOnly();
      } finally {
        Files.deleteIfExists(link);
      }
    } catch (IOException | UnsupportedOperationException noLinks) {
      // Two copies are as good, and take room only.
    }
  }

  /**
   * Digests of all files of data sets.
   *
   * @param home the store's folder
   */
  public static Map<Path, String> digests(Path home) throws IOException {
    Map<Path, String> digests = new TreeMap<>();
    Path data = home.resolve("data");
    if (Files.isDirectory(data)) {
      try (Stream<Path> files = Files.walk(data, 2)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          digests.put(file, Landing.digest(file));
        }
      }
    }
    return digests;
  }
}
