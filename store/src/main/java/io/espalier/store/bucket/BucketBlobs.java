package io.espalier.store.bucket;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.artifact.BlobRef;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.Ownership;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.thread.PrivateThreads;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Artifacts in a bucket: {@code sha256/ab/abcd…/name}, where every write has a name of its own and
 * no object is ever replaced, so that removing one never touches what another process writes. Calls
 * to the bucket run on private threads. Thread-safe.
 */
public final class BucketBlobs implements Blobs {
  /** What is larger is uploaded in parts of this many bytes. */
  static final int PART_BYTES = 16 << 20;

  /** A file that was asked for stays in the cache so long, for whoever opens it. */
  static final Duration IN_USE = Duration.ofMinutes(15);

  private static final int CONNECTIONS = 8;

  private final Bucket bucket;
  private final int partBytes;
  private final PrivateThreads threads = new PrivateThreads("espalier-bucket", CONNECTIONS);
  private final Cache cache;
  private final MarkedBucket mark;
  private volatile Ownership owner = Ownership.OF_A_HOME;
  private final Path logs;
  private final Written written = new Written();
  private final Downloads downloads;

  /** Bytes in this bucket; it is not asked before the first of them. */
  public BucketBlobs(ArtifactPlace.Bucket place) {
    this(place, new CacheDisk(), PART_BYTES, IN_USE);
  }

  BucketBlobs(ArtifactPlace.Bucket place, Disk disk, int partBytes, Duration inUse) {
    this.bucket = new Bucket(place);
    this.partBytes = partBytes;
    mark = new MarkedBucket(bucket, threads);
    cache = new Cache(place.cache(), place.cacheBytes(), inUse, disk, threads);
    // Other stores may have their caches here.
    logs = place.cache().resolve("logs").resolve(Digest.of(place.toString()).substring(0, 16));
    downloads = new Downloads(bucket, cache, written);
  }

  /** The name of an object in the bucket, after its prefix. */
  static String name(BlobRef blob) {
    return Listing.FOLDER
        + blob.sha256().substring(0, 2)
        + "/"
        + blob.sha256()
        + "/"
        + blob.object();
  }

  @Override
  public void ownedBy(Ownership store) {
    owner = store;
    if (store.mayWrite()) {
      try {
        requireOwn();
      } catch (StoreUnavailableException away) {
        // No reason not to look at rows.
      }
    }
  }

  @Override
  public void requireOwn() {
    owner.require(mark);
  }

  @Override
  public StoredArtifact write(String kind, String mediaType, Artifacts.Body body) {
    return uploaded(cache.write(kind, mediaType, body));
  }

  @Override
  public StoredArtifact copy(String kind, String mediaType, Path file, String sha256) {
    return uploaded(cache.copy(kind, mediaType, file, sha256));
  }

  private StoredArtifact uploaded(StoredArtifact artifact) {
    BlobRef blob =
        new BlobRef(
            artifact.sha256(), UUID.randomUUID().toString().replace("-", "").substring(0, 16));
    owner.before(mark, true);
    Instant begun = Instant.now();
    long nanos = System.nanoTime();
    threads.call(
        () -> {
          // Open, the file stays whole for this upload whatever becomes of its name.
          try (FileInputStream in = new FileInputStream(cache.place(blob.sha256()).toFile())) {
            new Upload(bucket, name(blob), artifact, partBytes).from(in);
          } catch (IOException e) {
            throw new StoreUnavailableException(
                "reading artifact " + blob.sha256() + " from the cache failed: " + e.getMessage(),
                e);
          }
          cache.trim(artifact);
          return true;
        });
    written.add(artifact, blob, begun, nanos);
    return artifact;
  }

  @Override
  public byte[] read(BlobRef blob) {
    byte[] cached = cache.read(blob.sha256());
    return cached != null ? cached : threads.call(() -> own().bytes(blob));
  }

  private Downloads own() {
    owner.before(mark, false);
    return downloads;
  }

  @Override
  public Path verified(BlobRef blob) {
    Path cached = cache.file(blob.sha256());
    return cached != null ? cached : threads.call(() -> own().file(blob));
  }

  @Override
  public long hash(BlobRef blob) {
    return threads.call(() -> own().hash(blob));
  }

  @Override
  public boolean namedByDigest() {
    return false;
  }

  @Override
  public Optional<BlobRef> written(String sha256, long sizeBytes) {
    return written.find(sha256, sizeBytes);
  }

  @Override
  public boolean present(BlobRef blob, long sizeBytes) {
    return true;
  }

  @Override
  public void remove(BlobRef blob, Instant writtenUntil) {
    owner.before(mark, false);
    // The cache keeps its file until it needs the room: somebody may just be writing these bytes.
    if (blob.object() != null) {
      threads.call(() -> gone(name(blob)));
    }
  }

  private boolean gone(String name) {
    bucket.delete(name);
    return true;
  }

  private static String aside(BlobRef blob) {
    return "damaged/" + blob.sha256();
  }

  @Override
  public void setAside(BlobRef blob) {
    owner.before(mark, false);
    if (blob.object() != null) {
      threads.call(
          () -> {
            if (bucket.head(name(blob)).isPresent()) {
              bucket.copy(name(blob), aside(blob));
              bucket.delete(name(blob));
            }
            return true;
          });
    }
  }

  @Override
  public Optional<String> aside(String sha256) {
    owner.before(mark, false);
    String name = aside(new BlobRef(sha256, null));
    return threads.call(() -> bucket.head(name).map(there -> bucket.address(name)));
  }

  @Override
  public void list(Instant now, Found found) {
    owner.before(mark, false);
    threads.call(() -> new Listing(bucket, now).objects(found));
  }

  @Override
  public List<Unfinished> unfinished(Instant now) {
    owner.before(mark, false);
    return threads.call(() -> new Listing(bucket, now).uploads());
  }

  @Override
  public Path logs() {
    return logs;
  }

  @Override
  public void makeLogs() {
    try {
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new StoreUnavailableException("making folder " + logs + " failed: " + e, e);
    }
  }

  @Override
  public void close() {
    threads.close(bucket::close);
  }
}
