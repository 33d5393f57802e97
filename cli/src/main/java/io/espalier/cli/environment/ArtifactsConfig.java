package io.espalier.cli.environment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.store.place.ArtifactPlace;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a shared store keeps its bytes. */
sealed interface ArtifactsConfig {
  /** Reads a secret at a path such as {@code artifacts.s3.secret_key}, null where there is none. */
  @FunctionalInterface
  interface Secrets {
    /** Its text. */
    @Nullable String read(String path, @Nullable Secret secret);
  }

  /**
   * The place.
   *
   * @param base folder that relative paths start from
   * @param cache for what is read from a bucket
   */
  ArtifactPlace place(Path base, CacheConfig cache, Secrets secrets);

  /** A folder. */
  @Doc("A folder that all machines see under the same path, such as one of a file server.")
  record Folder(@Doc("Its path.") @Shorthand String path) implements ArtifactsConfig {
    @Override
    public ArtifactPlace place(Path base, CacheConfig cache, Secrets secrets) {
      return new ArtifactPlace.Folder(base.resolve(path));
    }
  }

  /** A bucket. */
  @Doc("A bucket that speaks S3.")
  record S3(
      @Doc("URL of the server; where left out, that of AWS for the region.")
          @Nullable String endpoint,
      @Doc("Region of the bucket; any word where the server has none.") @Default("us-east-1")
          String region,
      @Doc("Name of the bucket.") String bucket,
      @Doc("Begins the names of all objects; empty, or ending with `/`.") @Default("''")
          String prefix,
      @Doc("Whether the bucket stands in the path of a URL rather than before its host.")
          @Default("false")
          boolean pathStyle,
      @Doc("Where left out with `secret_key`, what the machine itself has for AWS.")
          @Nullable Secret accessKey,
      @Doc("Goes with `access_key`.") @Nullable Secret secretKey)
      implements ArtifactsConfig {
    /** Refuses what is no bucket. */
    public S3 {
      var unused = bucket(endpoint, region, bucket, prefix, pathStyle, null, null, Path.of(""), 0);
      if ((accessKey == null) != (secretKey == null)) {
        throw new IllegalArgumentException(
            (secretKey == null ? "access_key without secret_key" : "secret_key without access_key")
                + " (expected: both, or neither)");
      }
    }

    @Override
    public ArtifactPlace place(Path base, CacheConfig cache, Secrets secrets) {
      return bucket(
          endpoint,
          region,
          bucket,
          prefix,
          pathStyle,
          secrets.read("artifacts.s3.access_key", accessKey),
          secrets.read("artifacts.s3.secret_key", secretKey),
          cache.path(base),
          cache.bytes());
    }

    private static ArtifactPlace bucket(
        @Nullable String endpoint,
        String region,
        String bucket,
        String prefix,
        boolean pathStyle,
        @Nullable String accessKey,
        @Nullable String secretKey,
        Path cache,
        long cacheBytes) {
      return new ArtifactPlace.Bucket(
          endpoint == null ? null : uri(endpoint),
          region,
          bucket,
          prefix,
          pathStyle,
          accessKey,
          secretKey,
          cache,
          cacheBytes);
    }

    private static URI uri(String endpoint) {
      if (!endpoint.matches("https?://[^/@?#]+/?")) {
        throw new IllegalArgumentException(
            "endpoint: no such URL (expected: https://HOST:PORT, without a user or a path)");
      }
      return URI.create(endpoint);
    }
  }
}
