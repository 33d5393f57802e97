package io.espalier.store.sql.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.StepArtifact;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts as entries write them: {@code [sha256, bytes, kind, media type]}. Entries of earlier
 * versions have the digest alone.
 */
public final class Described {
  private Described() {}

  /** One artifact. */
  public static ArrayNode of(StoredArtifact artifact) {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(artifact.sha256())
        .add(artifact.sizeBytes())
        .add(artifact.kind())
        .add(artifact.mediaType());
  }

  /** Inputs or outputs, by {@code role/ordinal}. */
  public static ObjectNode of(List<StepArtifact> io) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    io.forEach(one -> all.set(one.role() + "/" + one.ordinal(), of(one.artifact())));
    return all;
  }

  /** Adds an artifact to a body, nothing where there is none; returns the body. */
  public static ObjectNode put(ObjectNode body, String name, @Nullable StoredArtifact artifact) {
    if (artifact != null) {
      body.set(name, of(artifact));
    }
    return body;
  }

  /** The digest that an entry names, null where it names none. */
  public static @Nullable String sha256(JsonNode written) {
    return written.isArray() ? written.path(0).textValue() : written.textValue();
  }

  /** The digests of inputs or outputs, by {@code role/ordinal}. */
  static Map<String, String> digests(JsonNode written) {
    Map<String, String> digests = new TreeMap<>();
    written
        .properties()
        .forEach(one -> digests.put(one.getKey(), String.valueOf(sha256(one.getValue()))));
    return digests;
  }

  /** The artifact with all that is said of it, null where the entry holds its digest alone. */
  public static @Nullable StoredArtifact artifact(JsonNode written) {
    return written.isArray() && written.size() == 4
        ? new StoredArtifact(
            written.path(0).asText(),
            written.path(1).asLong(),
            written.path(2).asText(),
            written.path(3).asText())
        : null;
  }
}
