package io.espalier.data;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which examples of which files train and validate; the bytes of a {@code split} artifact. The test
 * split is always whole.
 *
 * @param data name of the data set
 * @param version its version: another one may read the files in another way
 * @param files its files, in its own order; empty for a procedural set
 * @param train examples to train on, as {@code 0-11,13,15-40}
 * @param validation examples held out, in the same form, empty for none
 */
@JsonPropertyOrder({"data", "version", "files", "train", "validation"})
public record SplitManifest(
    String data, int version, List<SplitFile> files, String train, String validation) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** Its media type. */
  public static final String MEDIA_TYPE = "application/json";

  /** A file by name and the SHA-256 of its bytes. */
  @JsonPropertyOrder({"name", "sha256"})
  public record SplitFile(String name, String sha256) {}

  public SplitManifest {
    files = List.copyOf(files);
  }

  /** The manifest as JSON; equal manifests give equal bytes. */
  public byte[] toBytes() {
    try {
      return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Reads {@link #toBytes}.
   *
   * @throws IllegalArgumentException when the bytes are no manifest
   */
  public static SplitManifest of(byte[] bytes) {
    try {
      return JSON.readValue(bytes, SplitManifest.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("split: not a data manifest: " + e.getMessage(), e);
    }
  }
}
