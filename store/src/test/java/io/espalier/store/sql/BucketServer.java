package io.espalier.store.sql;

import io.espalier.store.place.ArtifactPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jspecify.annotations.Nullable;

/** A real S3 server of this process, over a folder; one for all tests, with a bucket for each. */
public final class BucketServer {
  private static final String KEY = "key";
  private static final String SECRET = "secret";
  private static final String PREFIX = "team/";

  private static @Nullable BucketServer one;

  private final Path root;
  private final URI endpoint;

  private BucketServer(Path root, URI endpoint) {
    this.root = root;
    this.endpoint = endpoint;
  }

  /** The server; started with the first test. */
  public static synchronized BucketServer get() {
    BucketServer server = one;
    if (server == null) {
      server = start();
      one = server;
    }
    return server;
  }

  private static BucketServer start() {
    try {
      Path root = Files.createTempDirectory("espalier-buckets");
      Properties properties = new Properties();
      properties.setProperty("jclouds.filesystem.basedir", root.toString());
      S3Proxy proxy =
          S3Proxy.builder()
              .blobStore(
                  ContextBuilder.newBuilder(new FilesystemNio2BlobApiMetadata())
                      .credentials(KEY, SECRET)
                      .overrides(properties)
                      .build(BlobStoreContext.class)
                      .getBlobStore())
              .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
              .endpoint(URI.create("http://127.0.0.1:0"))
              .ignoreUnknownHeaders(true)
              .build();
      proxy.start();
      return new BucketServer(root, URI.create("http://127.0.0.1:" + proxy.getPort()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  /** Makes a bucket and returns its name. */
  public String bucket() {
    String name = "b" + UUID.randomUUID();
    try {
      Files.createDirectory(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** A bucket as a place for artifacts. */
  public ArtifactPlace.Bucket place(URI endpoint, String bucket, Path cache, long cacheBytes) {
    return new ArtifactPlace.Bucket(
        endpoint, "us-east-1", bucket, PREFIX, true, KEY, SECRET, cache, cacheBytes);
  }

  /** The folder with the objects of a bucket below the prefix. */
  public Path objects(String bucket) {
    return root.resolve(bucket).resolve(PREFIX);
  }
}
