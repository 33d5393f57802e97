package io.espalier.store.sql.claim;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Rows of what running attempts have logged so far, within the caller's transaction. Shared stores
 * alone have them: there the file may lie on a machine that nobody can ask any more.
 */
final class LogRows {
  /** Some whole lines of a log, and where in the file they end. */
  record Chunk(int number, String body, long end) {}

  private LogRows() {}

  /** Adds a chunk, or replaces it where an earlier commit of it had come to be after all. */
  static void put(Handle handle, long attempt, Chunk chunk) {
    handle.execute(
        "DELETE FROM attempt_log WHERE attempt_id = ? AND chunk = ?", attempt, chunk.number());
    handle.execute(
        "INSERT INTO attempt_log (attempt_id, chunk, body) VALUES (?, ?, ?)",
        attempt,
        chunk.number(),
        chunk.body());
  }

  /** Bodies of the chunks from a number on, in their order. */
  static List<String> from(Handle handle, String stepKey, long fence, int number) {
    return handle
        .createQuery(
            """
            SELECT l.body FROM attempt_log l JOIN attempt a ON a.id = l.attempt_id
            JOIN step s ON s.id = a.step_id
            WHERE s.step_key = :key AND a.fence = :fence AND l.chunk >= :number ORDER BY l.chunk
            """)
        .bind("key", stepKey)
        .bind("fence", fence)
        .bind("number", number)
        .mapTo(String.class)
        .list();
  }

  /** All that is there of a log. */
  static byte[] all(Handle handle, String stepKey, long fence) {
    return String.join("", from(handle, stepKey, fence, 0)).getBytes(StandardCharsets.UTF_8);
  }

  /** Deletes those of an attempt whose log is stored, or that logged nothing. */
  static int delete(Handle handle, long attempt) {
    return handle.execute("DELETE FROM attempt_log WHERE attempt_id = ?", attempt);
  }

  /** An attempt that has ended and left chunks. */
  record Left(String stepKey, long fence) {}

  /** Attempts that have ended and left chunks. */
  static List<Left> left(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT s.step_key, a.fence FROM attempt_log l
            JOIN attempt a ON a.id = l.attempt_id JOIN step s ON s.id = a.step_id
            WHERE a.state <> 'RUNNING'
            """)
        .map((rows, context) -> new Left(rows.getString(1), rows.getLong(2)))
        .list();
  }
}
