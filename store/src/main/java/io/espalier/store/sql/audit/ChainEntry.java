package io.espalier.store.sql.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an audit chain as its row says it.
 *
 * @param stepKey the column that entries are found by; the hash does not cover it
 */
public record ChainEntry(
    String chain,
    long seq,
    String kind,
    String body,
    String previous,
    String hash,
    Instant at,
    @Nullable String stepKey) {
  /** What {@link #read} reads, of {@code audit_event e}. */
  public static final String COLUMNS =
      "e.chain, e.seq, e.kind, e.body, e.prev_hash, e.entry_hash, e.recorded_at,"
          + " e.step_key AS entry_step";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads one. */
  public static ChainEntry read(ResultSet rows) throws SQLException {
    return new ChainEntry(
        rows.getString("chain"),
        rows.getLong("seq"),
        rows.getString("kind"),
        rows.getString("body"),
        rows.getString("prev_hash"),
        rows.getString("entry_hash"),
        rows.getObject("recorded_at", OffsetDateTime.class).toInstant(),
        rows.getString("entry_step"));
  }

  /** Such as {@code entry 12 of chain quickstart-20261122-101500}. */
  public String name() {
    return name(chain, seq);
  }

  /** As {@link #name()}. */
  public static String name(String chain, long seq) {
    return "entry " + seq + " of chain " + chain;
  }

  /** Whether its hash is that of its fields. */
  public boolean whole() {
    return hash.equals(AuditHash.of(chain, seq, kind, AuditHash.time(at), body, previous));
  }

  /** A JSON text; a missing node where it is none. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
