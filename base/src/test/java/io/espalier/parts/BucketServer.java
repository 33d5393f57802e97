package io.espalier.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;
import org.jclouds.io.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A real S3 server of this process, over a folder: one for all tests that do not stop it, with a
 * bucket for each, or one of a test's own.
 */
public final class BucketServer implements AutoCloseable {
  /** Who may use it. */
  public static final String KEY = "key";

  /** What proves it. */
  public static final String SECRET = "secret";

  private static @Nullable BucketServer one;

  private final Path root;
  private final BlobStore store;
  private volatile boolean full;
  private final Door closed;
  private final Door open;

  /**
   * Starts one on free ports.
   *
   * @param host its address
   * @param root folder of the buckets, there already
   */
  public BucketServer(String host, Path root) {
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", root.toString());
    this.root = root;
    BlobStore files =
        ContextBuilder.newBuilder(new FilesystemNio2BlobApiMetadata())
            .credentials(KEY, SECRET)
            .overrides(properties)
            .build(BlobStoreContext.class)
            .getBlobStore();
    store = new Bounded(files);
    closed = new Door(AuthenticationType.AWS_V4, host);
    open = new Door(AuthenticationType.NONE, host);
  }

  /** The server of all tests; started with the first of them. */
  public static synchronized BucketServer get() {
    BucketServer server = one;
    if (server == null) {
      try {
        server = new BucketServer("127.0.0.1", Files.createTempDirectory("espalier-buckets"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      one = server;
    }
    return server;
  }

  /** Has no room while it is full; a server whose disk is full may lose more than a write. */
  private final class Bounded extends ForwardingBlobStore {
    Bounded(BlobStore files) {
      super(files);
    }

    private void requireRoom() {
      if (full) {
        HttpResponse answer =
            HttpResponse.builder().statusCode(507).message("Insufficient Storage").build();
        throw new HttpResponseException("no room", null, answer);
      }
    }

    @Override
    public String putBlob(String container, Blob blob) {
      requireRoom();
      return super.putBlob(container, blob);
    }

    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
      requireRoom();
      return super.putBlob(container, blob, options);
    }

    @Override
    public MultipartPart uploadMultipartPart(MultipartUpload upload, int part, Payload payload) {
      requireRoom();
      return super.uploadMultipartPart(upload, part, payload);
    }
  }

  /** Listens, until it is stopped and again when it is started, on the same port. */
  private final class Door {
    private final AuthenticationType who;
    private S3Proxy proxy;
    private final URI endpoint;

    Door(AuthenticationType who, String host) {
      this.who = who;
      proxy = opened(URI.create("http://" + host + ":0"));
      endpoint = URI.create("http://" + host + ":" + proxy.getPort());
    }

    private S3Proxy opened(URI at) {
      try {
        S3Proxy opened =
            S3Proxy.builder()
                .blobStore(store)
                .awsAuthentication(who, KEY, SECRET)
                .endpoint(at)
                .ignoreUnknownHeaders(true)
                .build();
        opened.start();
        return opened;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    void open() {
      proxy = opened(endpoint);
    }

    void close() {
      try {
        proxy.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Where it answers everybody. */
  public URI openEndpoint() {
    return open.endpoint;
  }

  /** Where it listens. */
  public URI endpoint() {
    return closed.endpoint;
  }

  /** Makes a bucket and returns its name. */
  public String bucket() {
    String name = "b" + UUID.randomUUID();
    try {
      // What everybody may read on disk, S3Proxy lets everybody list.
      Files.createDirectory(
          root.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** The folder of a bucket. */
  public Path folder(String bucket) {
    return root.resolve(bucket);
  }

  /** Whether it refuses from now on what is written, for want of room. */
  public void full(boolean now) {
    full = now;
  }

  /** Is away from now on: connections are refused. */
  public void stop() {
    closed.close();
    open.close();
  }

  /** Is there again, with what it held, on the same ports. */
  public void start() {
    closed.open();
    open.open();
  }

  @Override
  public void close() {
    stop();
  }
}
