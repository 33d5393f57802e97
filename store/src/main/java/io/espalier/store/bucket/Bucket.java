package io.espalier.store.bucket;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.place.ArtifactPlace;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * One bucket, by the names of its objects. What fails and may pass is a {@link
 * StoreUnavailableException} that names the bucket; only an object that is not there is told apart.
 * Thread-safe.
 */
final class Bucket implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** A download that breaks off is begun again this often. */
  private static final int TRIES = 3;

  private static final int NOT_FOUND = 404;

  private final ArtifactPlace.Bucket place;
  private final S3Client client;

  Bucket(ArtifactPlace.Bucket place) {
    this(place, credentials(place));
  }

  /** A bucket that is asked by somebody else than its place says. */
  Bucket(ArtifactPlace.Bucket place, AwsCredentialsProvider who) {
    this.place = place;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(SILENCE)
                    .build())
            .region(Region.of(place.region()))
            .forcePathStyle(place.pathStyle())
            .credentialsProvider(who)
            // Uploads carry sums of our own, and what is read is held against its digest.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (place.endpoint() != null) {
      builder.endpointOverride(place.endpoint());
    }
    client = builder.build();
  }

  private static AwsCredentialsProvider credentials(ArtifactPlace.Bucket place) {
    return place.accessKey() == null || place.secretKey() == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(place.accessKey(), place.secretKey()));
  }

  /** What a request is made of. */
  S3Client client() {
    return client;
  }

  /** As people know it. */
  String place() {
    return place.toString();
  }

  /** The bucket's name in requests. */
  String name() {
    return place.bucket();
  }

  /** The full name of an object. */
  String key(String name) {
    return place.prefix() + name;
  }

  /** An object as people can find it. */
  String address(String name) {
    return "s3://" + place.bucket() + "/" + key(name);
  }

  /**
   * Makes a request.
   *
   * @throws StoreUnavailableException when the bucket is away or refuses
   */
  <T extends @Nullable Object> T ask(String doing, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw away(doing, e);
    }
  }

  /** As {@link #ask}, null for what is not there. */
  private <T> @Nullable T find(String doing, Supplier<T> request) {
    try {
      return request.get();
    } catch (NoSuchKeyException gone) {
      return null;
    } catch (SdkServiceException e) {
      // An answer to HEAD has no body that could say more; a missing bucket is told apart below.
      if (e.statusCode() == NOT_FOUND && !missing(e)) {
        return null;
      }
      throw away(doing, e);
    } catch (SdkException e) {
      throw away(doing, e);
    }
  }

  /** Whether the bucket itself is not there. */
  static boolean missing(SdkServiceException e) {
    return e instanceof software.amazon.awssdk.awscore.exception.AwsServiceException known
        && known.awsErrorDetails() != null
        && "NoSuchBucket".equals(known.awsErrorDetails().errorCode());
  }

  StoreUnavailableException away(String doing, Exception e) {
    return StoreUnavailableException.ofBucket(
        "the bucket " + place + " failed while " + doing + ": " + reason(e), e);
  }

  private static String reason(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null
        && cause.getCause() != cause
        && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    String text = e instanceof SdkServiceException ? e.getMessage() : cause.getMessage();
    return text == null ? cause.toString() : text;
  }

  /** What the bucket says of an object, with its checksum where it has one. */
  Optional<HeadObjectResponse> head(String name) {
    return Optional.ofNullable(
        find(
            "looking at " + name,
            () ->
                client.headObject(
                    r -> r.bucket(name()).key(key(name)).checksumMode(ChecksumMode.ENABLED))));
  }

  /** Reads an object. */
  interface Reader<T> {
    /**
     * Reads all of it.
     *
     * @throws IOException when the stream breaks off; it is then called again with a new one
     */
    T read(InputStream in, long sizeBytes) throws IOException;
  }

  /** Reads an object, anew where the connection breaks; empty where there is none. */
  <T> Optional<T> get(String name, Reader<T> reader) {
    String doing = "reading " + name;
    for (int tried = 1; ; tried++) {
      try (ResponseInputStream<GetObjectResponse> in =
          find(doing, () -> client.getObject(r -> r.bucket(name()).key(key(name))))) {
        if (in == null) {
          return Optional.empty();
        }
        long size = in.response().contentLength();
        return Optional.of(reader.read(new WholeInput(in, size), size));
      } catch (IOException | SdkException e) {
        if (tried == TRIES) {
          throw away(doing, e);
        }
      }
    }
  }

  /** Removes an object, there or not. */
  void delete(String name) {
    ask("removing " + name, () -> client.deleteObject(r -> r.bucket(name()).key(key(name))));
  }

  /** Copies an object of up to 5 GB within the bucket. */
  void copy(String from, String to) {
    ask(
        "copying " + from,
        () ->
            client.copyObject(
                r ->
                    r.sourceBucket(name())
                        .sourceKey(key(from))
                        .destinationBucket(name())
                        .destinationKey(key(to))));
  }

  /** Lists objects whose names begin so, a page at a time. */
  void list(String beginning, Consumer<ListObjectsV2Response> page) {
    ask(
        "listing " + beginning,
        () -> {
          client.listObjectsV2Paginator(r -> r.bucket(name()).prefix(key(beginning))).forEach(page);
          return true;
        });
  }

  /** Lists uploads in parts that were begun and neither completed nor given up. */
  void uploads(String beginning, Consumer<ListMultipartUploadsResponse> page) {
    ask(
        "listing uploads",
        () -> {
          client
              .listMultipartUploadsPaginator(r -> r.bucket(name()).prefix(key(beginning)))
              .forEach(page);
          return true;
        });
  }

  @Override
  public void close() {
    client.close();
  }
}
