package io.espalier.store.bucket;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What lies in a bucket. How old something is goes by the bucket's clock alone, which every answer
 * tells.
 */
final class Listing {
  /** Begins the names of all objects of artifacts. */
  static final String FOLDER = "sha256/";

  private static final Pattern NAME =
      Pattern.compile("([0-9a-f]{2})/(\\1[0-9a-f]{62})/([0-9a-f]{16})");

  private final Bucket bucket;
  private final Instant now;

  Listing(Bucket bucket, Instant now) {
    this.bucket = bucket;
    this.now = now;
  }

  private record Entry(Blob blob, long sizeBytes, Instant written) implements Blobs.Listed {}

  /** Tells of all objects of artifacts. */
  boolean objects(Blobs.Found found) {
    bucket.list(
        FOLDER,
        page -> {
          Duration ahead = ahead(page);
          for (S3Object object : page.contents()) {
            Matcher name = NAME.matcher(object.key().substring(bucket.key(FOLDER).length()));
            if (name.matches()) {
              Blob blob = new Blob(name.group(2), name.group(3));
              found.blob(new Entry(blob, object.size(), object.lastModified().minus(ahead)));
            } else {
              found.stranger("s3://" + bucket.name() + "/" + object.key());
            }
          }
        });
    return true;
  }

  /** By how much the bucket's clock is ahead of {@code now}. */
  private Duration ahead(SdkResponse answer) {
    return answer
        .sdkHttpResponse()
        .firstMatchingHeader("Date")
        .map(Listing::parsed)
        .map(date -> Duration.between(now, date))
        .orElse(Duration.ZERO);
  }

  private static Instant parsed(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.now();
    }
  }

  /** Uploads in parts that were begun. */
  List<Blobs.Unfinished> uploads() {
    List<Blobs.Unfinished> found = new ArrayList<>();
    bucket.uploads(
        FOLDER,
        page -> {
          Duration ahead = ahead(page);
          for (MultipartUpload upload : page.uploads()) {
            found.add(
                new Blobs.Unfinished(
                    "s3://" + bucket.name() + "/" + upload.key() + " (upload " + upload.uploadId() + ")",
                    bytes(upload),
                    upload.initiated().minus(ahead),
                    () -> giveUp(upload)));
          }
        });
    return found;
  }

  private long bytes(MultipartUpload upload) {
    return bucket
        .client()
        .listPartsPaginator(
            r -> r.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId()))
        .parts()
        .stream()
        .mapToLong(Part::size)
        .sum();
  }

  private void giveUp(MultipartUpload upload) {
    bucket.ask(
        "giving up an upload",
        () ->
            bucket
                .client()
                .abortMultipartUpload(
                    r -> r.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId())));
  }
}
