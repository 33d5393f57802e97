package io.espalier.store.place;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a shared store keeps the bytes of its artifacts. */
public sealed interface ArtifactPlace {
  /** A folder that every machine of the store sees under this path. */
  record Folder(Path folder) implements ArtifactPlace {}

  /**
   * A bucket that speaks S3, with a folder of this machine in front of it.
   *
   * @param endpoint of the server; null for AWS's own of the region
   * @param prefix begins the names of all objects; may be empty, else ends with a slash
   * @param pathStyle whether the bucket stands in the path of a request rather than before its host
   * @param accessKey and {@code secretKey}: null for those that the AWS SDK finds (environment,
   *     profile, the machine's own role)
   * @param cache folder of this machine, shared with other processes on it
   * @param cacheBytes how much the cache may hold, ≥ 0
   */
  record Bucket(
      @Nullable URI endpoint,
      String region,
      String bucket,
      String prefix,
      boolean pathStyle,
      @Nullable String accessKey,
      @Nullable String secretKey,
      Path cache,
      long cacheBytes)
      implements ArtifactPlace {
    public Bucket {
      if (!prefix.isEmpty() && !prefix.endsWith("/")) {
        throw new IllegalArgumentException(
            "prefix: \"" + prefix + "\" (expected: empty, or ending with /)");
      }
      if (cacheBytes < 0) {
        throw new IllegalArgumentException("cache: " + cacheBytes + " bytes (expected: >= 0)");
      }
    }

    /** Without keys. */
    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix + (endpoint == null ? "" : " at " + endpoint);
    }
  }
}
