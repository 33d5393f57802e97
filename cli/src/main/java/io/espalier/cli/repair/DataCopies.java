package io.espalier.cli.repair;

import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.HashedFile;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.Copies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of the folder {@code data/} as copies of stored ones, whatever set they belong to: the
 * digest decides. They are read once, when the first copy is asked for.
 */
public final class DataCopies implements Copies {
  /** Kind of an artifact that is a data file. */
  public static final String KIND = "data";

  /** Media type of a data file. */
  public static final String MEDIA_TYPE = "application/octet-stream";

  private final Path folder;
  private @Nullable Map<String, Path> byDigest;

  /** Copies in the data folder of this store. */
  public DataCopies(Path home) {
    this.folder = home.resolve("data");
  }

  /** Where the copies lie. */
  public Path folder() {
    return folder;
  }

  @Override
  public Optional<Copy> find(StoredArtifact artifact) {
    return find(artifact.sha256()).map(file -> new Copy(file, "data/" + folder.relativize(file)));
  }

  /** Whether the store holds the bytes of this digest, whole: they are read. */
  public static boolean stored(Store store, String sha256) {
    if (store.artifacts().find(sha256).isEmpty()) {
      return false;
    }
    try {
      store.artifacts().path(sha256);
      return true;
    } catch (CorruptArtifactException damaged) {
      return false;
    }
  }

  /** Copies a file into the store; empty where no copy lies here, else where it lay. */
  public Optional<Path> restore(Store store, String sha256) {
    Optional<Path> file = find(sha256);
    file.ifPresent(found -> store.artifacts().copy(KIND, MEDIA_TYPE, found, sha256));
    return file;
  }

  private Optional<Path> find(String sha256) {
    Map<String, Path> found = byDigest;
    if (found == null) {
      found = read();
      byDigest = found;
    }
    return Optional.ofNullable(found.get(sha256));
  }

  private Map<String, Path> read() {
    Map<String, Path> found = new HashMap<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        found.putIfAbsent(HashedFile.of(file).sha256(), file);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
