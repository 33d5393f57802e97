package io.espalier.store.sql.claim;

import io.espalier.store.sql.claim.LogRows.Chunk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the log file of a running attempt has beyond what is in rows. Not thread-safe. */
final class LogTail {
  private static final int CHUNK_BYTES = 256 << 10;

  /** More of a log is in rows for nobody; its artifact has all of it. */
  private static final long MAX_BYTES = 16 << 20;

  private final Path file;
  private long stored;
  private int chunks;

  LogTail(Path file) {
    this.file = file;
  }

  /** Whole lines that are in no row yet, null where there are none. */
  @Nullable Chunk next() {
    if (stored >= MAX_BYTES || file.toFile().length() <= stored) {
      return null;
    }
    byte[] bytes = new byte[CHUNK_BYTES];
    int read;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(stored);
      read = Math.max(0, in.read(bytes));
    } catch (IOException e) {
      // As a log that cannot be written: the work goes on.
      return null;
    }
    int end = read;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end == 0 && read == CHUNK_BYTES) {
      end = read;
    }
    // No database takes a NUL in a text.
    String body = new String(bytes, 0, end, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    return end == 0 ? null : new Chunk(chunks, body, stored + end);
  }

  /** The chunk is a row now. */
  void stored(Chunk chunk) {
    stored = chunk.end();
    chunks = chunk.number() + 1;
  }
}
