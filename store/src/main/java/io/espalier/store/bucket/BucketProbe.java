package io.espalier.store.bucket;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.place.ArtifactPlace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a bucket does, tried out with one small object that is removed again: for people who set one
 * up.
 */
public final class BucketProbe {
  private static final byte[] TEXT =
      "written by espalier doctor; may be removed".getBytes(StandardCharsets.UTF_8);

  /**
   * What was found.
   *
   * @param problems what keeps its bytes from being private, a sentence each; none when all is well
   * @param took from the first request to the last
   * @param clockAhead by how much the bucket's clock is ahead of this machine's, to the second
   * @param keepsSums whether it tells the sum of an object; otherwise every upload is read back
   * @param refusesToReplace whether it minds {@code If-None-Match}; otherwise that every name is
   *     drawn anew has to be enough
   */
  public record Report(
      List<String> problems,
      Duration took,
      Duration clockAhead,
      boolean keepsSums,
      boolean refusesToReplace) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  private final Bucket bucket;
  private final Bucket stranger;
  private final String name = "probe/" + UUID.randomUUID();
  private final List<String> problems = new ArrayList<>();

  private BucketProbe(Bucket bucket, Bucket stranger) {
    this.bucket = bucket;
    this.stranger = stranger;
  }

  /**
   * Tries a bucket out.
   *
   * @throws StoreUnavailableException when it cannot be reached, or refuses to be written or read
   */
  public static Report of(ArtifactPlace.Bucket place) {
    try (Bucket bucket = new Bucket(place);
        Bucket stranger = new Bucket(place, AnonymousCredentialsProvider.create())) {
      return new BucketProbe(bucket, stranger).report();
    }
  }

  @SuppressWarnings("try") // the object is only removed in the end
  private Report report() {
    Instant begun = Instant.now();
    StoredArtifact artifact =
        new StoredArtifact(Digest.of(TEXT), TEXT.length, "probe", "text/plain");
    boolean keepsSums;
    boolean refuses;
    Duration ahead;
    // Where something is refused, that it cannot be removed either says less.
    try (Removal inTheEnd = () -> bucket.delete(name)) {
      new Upload(bucket, name, artifact, TEXT.length).from(new ByteArrayInputStream(TEXT));
      keepsSums = bucket.head(name).map(head -> head.checksumSHA256() != null).orElse(false);
      ahead = new Listing(bucket, Instant.now()).clockAhead();
      refuses = refusesToReplace();
      askAsAStranger();
    } catch (IOException e) {
      throw bucket.away("trying it out", e);
    }
    return new Report(problems, Duration.between(begun, Instant.now()), ahead, keepsSums, refuses);
  }

  private interface Removal extends AutoCloseable {
    @Override
    void close();
  }

  /** What lies there is the first object still, unless it was replaced. */
  private boolean refusesToReplace() throws IOException {
    byte[] other = "other".getBytes(StandardCharsets.UTF_8);
    StoredArtifact artifact =
        new StoredArtifact(Digest.of(other), other.length, "probe", "text/plain");
    try {
      new Upload(bucket, name, artifact, other.length).from(new ByteArrayInputStream(other));
      return false;
    } catch (StoreUnavailableException refused) {
      return true;
    }
  }

  private void askAsAStranger() {
    if (allowed(() -> stranger.get(name, (in, size) -> size))) {
      problems.add("anybody can read its objects: close the bucket to the public");
    }
    if (allowed(() -> stranger.list("", page -> {}))) {
      problems.add("anybody can list its objects: close the bucket to the public");
    }
  }

  private static boolean allowed(Runnable request) {
    try {
      request.run();
      return true;
    } catch (StoreUnavailableException | SdkException refused) {
      return false;
    }
  }
}
