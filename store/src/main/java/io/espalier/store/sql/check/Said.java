package io.espalier.store.sql.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry and what its body says, read once. */
record Said(ChainEntry entry, JsonNode body) {
  static Said of(ChainEntry entry) {
    return new Said(entry, ChainEntry.json(entry.body()));
  }

  String kind() {
    return entry.kind();
  }

  Instant at() {
    return entry.at();
  }

  /** A text, null where there is none of this name. */
  @Nullable String text(String name) {
    return body.path(name).textValue();
  }

  long number(String name) {
    return body.path(name).asLong();
  }

  long fence() {
    return number("fence");
  }

  /**
   * Of {@code step.completed}: whether it holds result, inputs and metrics too. Those of the first
   * version hold outputs alone.
   */
  boolean full() {
    return body.has("result");
  }

  /** Digests of inputs or outputs by {@code role/ordinal}. */
  Map<String, String> digests(String name) {
    return Described.digests(body.path(name));
  }

  /** The digest of one artifact, null where it names none. */
  @Nullable String digest(String name) {
    return Described.sha256(body.path(name));
  }

  /** Whether it is of this run and this task. */
  boolean isOf(String runId, String taskId) {
    return entry.chain().equals(runId) && taskId.equals(text("task"));
  }
}
