package io.espalier.store.bucket;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.HashedFile;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Brings the bytes of one artifact into a bucket, under a name that nothing had before, each part
 * with its SHA-256; then asks the bucket what it has got.
 */
final class Upload {
  private static final String NOTHING_THERE = "*";

  /** Something lies there, or the upload in parts is no more: it has become what lies there. */
  private static final Set<Integer> DONE_BEFORE = Set.of(404, 409, 412);

  private final Bucket bucket;
  private final String name;
  private final StoredArtifact artifact;
  private final int partBytes;
  private final List<CompletedPart> parts = new ArrayList<>();
  private final ByteArrayOutputStream sums = new ByteArrayOutputStream();

  /**
   * An upload.
   *
   * @param name of the object
   * @param partBytes what is larger goes in parts of this many bytes
   */
  Upload(Bucket bucket, String name, StoredArtifact artifact, int partBytes) {
    this.bucket = bucket;
    this.name = name;
    this.artifact = artifact;
    this.partBytes = partBytes;
  }

  /**
   * Uploads what a stream gives; the bytes are durable when it returns.
   *
   * @throws StoreUnavailableException when the bucket is away, or has other bytes than were sent
   */
  void from(InputStream in) throws IOException {
    if (artifact.sizeBytes() <= partBytes) {
      single(in);
    } else {
      inParts(in);
    }
    verify();
  }

  private void single(InputStream in) throws IOException {
    byte[] bytes = part(in);
    once(
        () ->
            sent(
                () ->
                    bucket
                        .client()
                        .putObject(
                            r ->
                                r.bucket(bucket.name())
                                    .key(bucket.key(name))
                                    .contentType(artifact.mediaType())
                                    .ifNoneMatch(NOTHING_THERE)
                                    .checksumSHA256(
                                        base64(HexFormat.of().parseHex(artifact.sha256()))),
                            RequestBody.fromBytes(bytes))));
  }

  private void inParts(InputStream in) throws IOException {
    String upload =
        bucket.ask(
            "beginning to write " + name,
            () ->
                bucket
                    .client()
                    .createMultipartUpload(
                        r ->
                            r.bucket(bucket.name())
                                .key(bucket.key(name))
                                .contentType(artifact.mediaType())
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .checksumType(ChecksumType.COMPOSITE))
                    .uploadId());
    boolean done = false;
    try {
      for (byte[] bytes = part(in); bytes.length > 0; bytes = part(in)) {
        part(upload, bytes);
      }
      once(
          () ->
              bucket
                  .client()
                  .completeMultipartUpload(
                      r ->
                          r.bucket(bucket.name())
                              .key(bucket.key(name))
                              .uploadId(upload)
                              .ifNoneMatch(NOTHING_THERE)
                              .multipartUpload(m -> m.parts(parts))));
      done = true;
    } finally {
      if (!done) {
        giveUp(upload);
      }
    }
  }

  private void part(String upload, byte[] bytes) {
    int number = parts.size() + 1;
    byte[] sum = sha256(bytes);
    String etag =
        bucket.ask(
            "writing part " + number + " of " + name,
            () ->
                sent(
                    () ->
                        bucket
                            .client()
                            .uploadPart(
                                r ->
                                    r.bucket(bucket.name())
                                        .key(bucket.key(name))
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .checksumSHA256(base64(sum)),
                                RequestBody.fromBytes(bytes))
                            .eTag()));
    sums.writeBytes(sum);
    parts.add(
        CompletedPart.builder().partNumber(number).eTag(etag).checksumSHA256(base64(sum)).build());
  }

  /**
   * Makes a request with a body. A server that refuses it, for its time say, may end the connection
   * before it has read the body, and the client never hears why. One without a body is answered,
   * and the client goes by the server's clock from then on.
   */
  private <T> T sent(Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkClientException brokenOff) {
      bucket.head(name);
      return request.get();
    }
  }

  private byte[] part(InputStream in) throws IOException {
    return in.readNBytes(partBytes);
  }

  /** Parts that are left behind cost room until the collector finds them. */
  private void giveUp(String upload) {
    try {
      bucket
          .client()
          .abortMultipartUpload(
              r -> r.bucket(bucket.name()).key(bucket.key(name)).uploadId(upload));
    } catch (SdkException e) {
      // The upload has failed already, and the collector gives up old ones.
    }
  }

  /**
   * The name is new. Where the bucket says that something lies there, an earlier request whose
   * answer was lost has done its work, or this very one is repeated: what lies there is looked at.
   */
  private void once(Runnable request) {
    try {
      request.run();
    } catch (AwsServiceException e) {
      if (!DONE_BEFORE.contains(e.statusCode()) || Bucket.missing(e)) {
        throw bucket.away("writing " + name, e);
      }
    } catch (SdkException e) {
      throw bucket.away("writing " + name, e);
    }
  }

  /** A bucket that keeps no sums is read back. */
  private void verify() {
    HeadObjectResponse head = bucket.head(name).orElseThrow(() -> wrong("it is not there"));
    if (head.contentLength() != artifact.sizeBytes()) {
      throw wrong("it has " + head.contentLength() + " bytes");
    }
    String sum = head.checksumSHA256();
    String found = sum == null ? readBack() : sum;
    String sent = sum == null ? artifact.sha256() : expectedSum();
    if (!found.equals(sent)) {
      throw wrong("its sum is " + found);
    }
  }

  private String expectedSum() {
    return parts.isEmpty()
        ? base64(HexFormat.of().parseHex(artifact.sha256()))
        : base64(sha256(sums.toByteArray())) + "-" + parts.size();
  }

  private String readBack() {
    return bucket
        .get(name, (in, size) -> HashedFile.of(in).sha256())
        .orElseThrow(() -> wrong("it is not there"));
  }

  private StoreUnavailableException wrong(String found) {
    return bucket.away(
        "checking " + name,
        new IOException(artifact.sizeBytes() + " bytes were written, and " + found));
  }

  private static byte[] sha256(byte[] bytes) {
    MessageDigest digest = Digest.sha256();
    return digest.digest(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
