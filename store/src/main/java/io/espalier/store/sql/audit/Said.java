package io.espalier.store.sql.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry and what its body says, read once. */
public record Said(ChainEntry entry, JsonNode body) {
  public static Said of(ChainEntry entry) {
    return new Said(entry, ChainEntry.json(entry.body()));
  }

  public String kind() {
    return entry.kind();
  }

  public Instant at() {
    return entry.at();
  }

  /** A text, null where there is none of this name. */
  public @Nullable String text(String name) {
    return body.path(name).textValue();
  }

  public long number(String name) {
    return body.path(name).asLong();
  }

  public long fence() {
    return number("fence");
  }

  /**
   * Of {@code step.completed}: whether it holds result, inputs and metrics too. Those of the first
   * version hold outputs alone.
   */
  public boolean full() {
    return body.has("result");
  }

  /** Digests of inputs or outputs by {@code role/ordinal}. */
  public Map<String, String> digests(String name) {
    return Described.digests(body.path(name));
  }

  /** The digest of one artifact, null where it names none. */
  public @Nullable String digest(String name) {
    return Described.sha256(body.path(name));
  }

  /** Whether it is of this run and this task. */
  public boolean isOf(String runId, String taskId) {
    return entry.chain().equals(runId) && taskId.equals(text("task"));
  }
}
