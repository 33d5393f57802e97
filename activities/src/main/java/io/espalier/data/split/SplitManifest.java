package io.espalier.data.split;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which examples of which files train and validate; the bytes of a {@code split} artifact. The test
 * split is always whole.
 *
 * @param data name of the data set
 * @param version its version: another one may read the files in another way
 * @param files its files, in its own order; empty for a procedural set
 * @param train examples to train on, as {@code 0-11,13,15-40}
 * @param validation examples held out, in the same form, empty for none
 * @param labels training examples whose class was replaced, as {@code 17=3,20=5}; null for none
 * @param normalisation what the values become; null for values from 0 to 1
 */
@JsonPropertyOrder({"data", "version", "files", "train", "validation", "labels", "normalisation"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitManifest(
    @JsonProperty(required = true) String data,
    @JsonProperty(required = true) int version,
    @JsonProperty(required = true) List<SplitFile> files,
    @JsonProperty(required = true) String train,
    @JsonProperty(required = true) String validation,
    @Nullable String labels,
    @Nullable Normalisation normalisation) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          // Double.toString differs between Java versions, Jackson's own writer does not.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  /** Its media type. */
  public static final String MEDIA_TYPE = "application/json";

  /** A file by name and the SHA-256 of its bytes. */
  @JsonPropertyOrder({"name", "sha256"})
  public record SplitFile(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) String sha256) {}

  public SplitManifest {
    files = List.copyOf(files);
  }

  /**
   * The same with some of the training examples alone.
   *
   * @param kept those of the file that stay, strictly ascending
   */
  public SplitManifest onlyTraining(int[] kept) {
    String changed = labels;
    if (changed != null) {
      SortedMap<Integer, Integer> left =
          new TreeMap<>(ChangedLabels.parse(changed, Integer.MAX_VALUE, Integer.MAX_VALUE));
      left.keySet().removeIf(example -> Arrays.binarySearch(kept, example) < 0);
      changed = ChangedLabels.format(left);
    }
    return new SplitManifest(
        data, version, files, IndexRanges.format(kept), validation, changed, normalisation);
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
