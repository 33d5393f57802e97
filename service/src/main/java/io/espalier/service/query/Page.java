package io.espalier.service.query;

import io.espalier.service.refusal.InvalidQuestionException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a long list is asked for.
 *
 * @param limit how many items at most
 * @param cursor where the part begins, as the answer before named it; null for the beginning
 */
public record Page(int limit, @Nullable String cursor) {
  /** The longest part that can be asked for. */
  public static final int MOST = 10_000;

  /** The whole list. */
  public static final Page ALL = new Page(Integer.MAX_VALUE, null);

  /** What the arguments {@code limit} and {@code cursor} say; the whole list without them. */
  public static Page of(Arguments arguments) {
    String cursor = arguments.get("cursor");
    if (arguments.get("limit") == null) {
      return new Page(ALL.limit(), cursor);
    }
    return new Page(arguments.number("limit", 1, MOST), cursor);
  }

  /** The cursor as an index into a list whose order does not change, 0 where there is none. */
  public int index() {
    if (cursor == null) {
      return 0;
    }
    if (!cursor.matches("\\d{1,9}")) {
      throw new InvalidQuestionException(
          "cursor", "cursor: " + cursor + " (expected: `next` of an earlier answer)");
    }
    return Integer.parseInt(cursor);
  }
}
