package io.espalier.store.sql.check;

import io.espalier.digest.Digest;
import io.espalier.store.sql.column.Text;

/** The last entry of a chain as it once was, kept elsewhere; printed {@code chain:seq:hash}. */
record Anchor(String chain, long seq, String hash) {
  /**
   * Reads one; a chain's name may hold colons itself.
   *
   * @throws IllegalArgumentException when it is not one
   */
  static Anchor parse(String text) {
    int last = text.lastIndexOf(':');
    int middle = last < 1 ? -1 : text.lastIndexOf(':', last - 1);
    if (middle > 0
        && text.substring(middle + 1, last).matches("[0-9]{1,18}")
        && Digest.isName(text.substring(last + 1))) {
      return new Anchor(
          text.substring(0, middle),
          Long.parseLong(text.substring(middle + 1, last)),
          text.substring(last + 1));
    }
    throw new IllegalArgumentException(
        "anchor: \"" + Text.clipped(text, 120) + "\" (expected: chain:seq:hash)");
  }

  @Override
  public String toString() {
    return chain + ":" + seq + ":" + hash;
  }
}
