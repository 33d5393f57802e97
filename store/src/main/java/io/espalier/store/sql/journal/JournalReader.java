package io.espalier.store.sql.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.digest.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from a place in a journal to its end, each held against its hash and against the
 * one before it. A last line without an end was never acknowledged: it counts as not there.
 */
public final class JournalReader implements AutoCloseable {
  static final int HASH = 64;

  /** What the first record has for the hash before it. */
  static final String NONE = "0".repeat(HASH);

  /** So many bytes of 0 in one place are no damage of single bytes. */
  private static final int HOLE = 256;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;
  private @Nullable JournalRecord last;
  private String journal = "";
  private boolean torn;

  /** Reads the whole file. */
  public JournalReader(Path file) throws IOException {
    this(file, 0, "");
  }

  /** Reads from where a record begins. */
  JournalReader(Path file, JournalPosition from) throws IOException {
    this(file, from.offset(), from.journal());
  }

  private JournalReader(Path file, long offset, String journal) throws IOException {
    this.file = file;
    this.offset = offset;
    this.journal = journal;
    FileInputStream raw = new FileInputStream(file.toFile());
    raw.getChannel().position(offset);
    in = new BufferedInputStream(raw, 1 << 16);
  }

  /**
   * The next record, null at the end.
   *
   * @throws JournalDamagedException when it is not what was written
   */
  public @Nullable JournalRecord next() throws IOException {
    byte[] bytes = line();
    if (bytes == null) {
      return null;
    }
    JsonNode body = body(bytes);
    long seq = body.path("seq").asLong(-1);
    if (seq == 0) {
      journal = body.path("journal").asText();
    }
    String hash = new String(bytes, 0, HASH, StandardCharsets.US_ASCII);
    JournalRecord record =
        new JournalRecord(
            new JournalPosition(journal, seq, hash, offset), body, offset + bytes.length + 1L);
    check(record);
    offset = record.end();
    last = record;
    return record;
  }

  /** Where the last whole record ends, in bytes. */
  public long end() {
    return offset;
  }

  /** Whether something follows the last whole record: one that was being written. */
  boolean torn() {
    return torn;
  }

  private void check(JournalRecord record) {
    JournalRecord before = last;
    if (before != null) {
      require(
          record.position().seq() == before.position().seq() + 1
              && record.previous().equals(before.position().hash()),
          "does not follow the record before it");
    } else if (offset == 0) {
      require(record.first() && record.previous().equals(NONE), "is not the first of a journal");
    }
  }

  private JsonNode body(byte[] bytes) throws IOException {
    require(hashed(bytes, bytes.length), "does not match its hash");
    try {
      return JSON.readTree(bytes, HASH + 1, bytes.length - HASH - 1);
    } catch (JsonProcessingException e) {
      throw damaged("is not JSON");
    }
  }

  private byte @Nullable [] line() throws IOException {
    line.reset();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next == -1) {
        torn = line.size() > 0;
        return null;
      }
      line.write(next);
    }
    byte[] bytes = line.toByteArray();
    if (neverForced(bytes) && nothingFollows()) {
      torn = true;
      return null;
    }
    return bytes;
  }

  /** Whether it holds a stretch that the disk never got, as a power cut leaves it. */
  private static boolean neverForced(byte[] bytes) {
    int zeros = 0;
    for (byte b : bytes) {
      zeros = b == 0 ? zeros + 1 : 0;
      if (zeros == HOLE) {
        return true;
      }
    }
    return false;
  }

  /** Whether no whole record stands in what is left of the file. */
  private boolean nothingFollows() throws IOException {
    line.reset();
    for (int next = in.read(); next != -1; next = in.read()) {
      line.write(next);
      if (next == '\n') {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (hashed(bytes, bytes.length - 1)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the line begins with the hash of the rest of it. */
  private static boolean hashed(byte[] bytes, int length) {
    return length > HASH + 1
        && bytes[HASH] == ' '
        && Digest.of(Arrays.copyOfRange(bytes, HASH + 1, length))
            .equals(new String(bytes, 0, HASH, StandardCharsets.US_ASCII));
  }

  private void require(boolean holds, String fault) {
    if (!holds) {
      throw damaged(fault);
    }
  }

  private JournalDamagedException damaged(String fault) {
    JournalRecord before = last;
    return new JournalDamagedException(
        "the record at byte "
            + offset
            + " of "
            + file
            + (before == null ? "" : " (after record " + before.position().seq() + ")")
            + " "
            + fault);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
