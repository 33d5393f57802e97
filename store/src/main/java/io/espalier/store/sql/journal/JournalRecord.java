package io.espalier.store.sql.journal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One line of a journal, held against its hash.
 *
 * @param position its place
 * @param body its JSON
 * @param end where the next record begins, in bytes
 */
public record JournalRecord(JournalPosition position, JsonNode body, long end) {
  /** Hash of the record before this one. */
  String previous() {
    return body.path("prev").asText();
  }

  /** Changes of rows, in their order; none in the first record and in the one of a clean end. */
  public Iterable<JsonNode> changes() {
    return body.path("changes");
  }

  /** Whether an owner closed the store with this record as its last. */
  public boolean closed() {
    return body.path("closed").asBoolean();
  }

  /** Whether this is the first record, which says what follows. */
  boolean first() {
    return position.seq() == 0;
  }

  /** Version of the tables, in the first record. */
  public int version() {
    return body.path("version").asInt();
  }
}
