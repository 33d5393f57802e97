package io.espalier.store.bucket;

import io.espalier.store.artifact.BlobRef;
import io.espalier.store.artifact.Ownership;
import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.thread.PrivateThreads;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket that says in an object which store's artifacts it holds. Thread-safe. */
final class MarkedBucket implements Ownership.Marked {
  private static final int MAX_BYTES = 1 << 16;

  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final Bucket bucket;
  private final PrivateThreads threads;

  MarkedBucket(Bucket bucket, PrivateThreads threads) {
    this.bucket = bucket;
    this.threads = threads;
  }

  @Override
  public String name() {
    return "the bucket " + bucket.place();
  }

  @Override
  public Optional<String> read() {
    return threads.call(
        () ->
            bucket.get(
                Ownership.NAME,
                (in, size) -> {
                  String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
                  in.transferTo(java.io.OutputStream.nullOutputStream());
                  return text;
                }));
  }

  @Override
  public void write(String text) {
    threads.call(
        () ->
            bucket.ask(
                "writing " + Ownership.NAME,
                () -> {
                  try {
                    return bucket
                        .client()
                        .putObject(
                            r ->
                                r.bucket(bucket.name())
                                    .key(bucket.key(Ownership.NAME))
                                    .contentType("text/plain")
                                    .ifNoneMatch("*"),
                            RequestBody.fromString(text));
                  } catch (S3Exception e) {
                    if (e.statusCode() != CONFLICT && e.statusCode() != PRECONDITION_FAILED) {
                      throw e;
                    }
                    return null; // Another was faster; what it says is read next.
                  }
                }));
  }

  @Override
  public boolean holds(Ownership.Sample sample) {
    BlobRef blob = sample.blob();
    return blob.object() != null
        && threads.call(() -> bucket.head(BucketBlobs.name(blob)).isPresent());
  }

  @Override
  public StoreUnavailableException away(StoreMisplacedException e) {
    return StoreUnavailableException.ofBucket(String.valueOf(e.getMessage()), e);
  }
}
