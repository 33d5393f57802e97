package io.espalier.store.sql;

import io.espalier.parts.BucketServer;
import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.bucket.TestBuckets;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL, with artifacts in a bucket of its own. */
final class BucketPlace implements Place {
  private static final long CACHE_BYTES = 1L << 30;

  private final PostgresPlace database = new PostgresPlace();
  private final BucketServer server = BucketServer.get();
  private final String bucket = server.bucket();

  @Override
  public Store open(Path folder, Disk disk) {
    return open(server.endpoint(), bucket, folder.resolve("cache"), disk);
  }

  /** Opens it with an empty bucket, as a machine that was told of another one. */
  Store elsewhere(Path folder, Disk disk) {
    return open(server.endpoint(), server.bucket(), folder.resolve("cache elsewhere"), disk);
  }

  /** Opens it where nothing listens. */
  Store away(Path folder, Disk disk) {
    return open(URI.create("http://127.0.0.1:1"), bucket, folder.resolve("cache elsewhere"), disk);
  }

  private Store open(URI endpoint, String name, Path cache, Disk disk) {
    return database.open(
        threads -> TestBuckets.open(TestBuckets.place(endpoint, name, cache, CACHE_BYTES), disk));
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public boolean filed() {
    return false;
  }

  @Override
  public Path objects(Path folder) {
    return TestBuckets.objects(bucket).resolve("sha256");
  }

  /** The latest object of the digest; the cache is emptied, so that it hides nothing. */
  @Override
  public Path file(Path folder, String sha256) {
    Path objects = objects(folder).resolve(sha256.substring(0, 2)).resolve(sha256);
    try {
      for (Path cached : files(folder.resolve("cache/objects"))) {
        Files.delete(cached);
      }
      return files(objects).stream()
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{16}"))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElse(objects.resolve("none"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!new File(folder.toString()).isDirectory()) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }

  @Override
  public Path aside(Path folder, String sha256) {
    return TestBuckets.objects(bucket).resolve("damaged").resolve(sha256);
  }

  @Override
  public Path unfinished(Path folder) {
    return folder.resolve("cache/tmp");
  }
}
