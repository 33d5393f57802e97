package io.espalier.store.check;

import java.util.List;

/**
 * What a store keeps although nothing needs it.
 *
 * @param items in no particular order
 */
public record Garbage(List<Item> items) {
  public Garbage {
    items = List.copyOf(items);
  }

  /** Why something is not needed. */
  public enum Why {
    /** An artifact that no step, run, log or pin refers to. */
    UNREFERENCED,
    /** A whole file that no row names: its writer was killed before its transaction. */
    ORPHAN,
    /** A file whose writer was killed while it wrote. */
    UNFINISHED
  }

  /**
   * One of them.
   *
   * @param kind of the artifact, {@code orphan} or {@code unfinished} where that is not known
   * @param name digest, or the path of an unfinished file
   * @param bytes that it takes
   */
  public record Item(Why why, String kind, String name, long bytes) {}

  /** Bytes of all. */
  public long bytes() {
    return items.stream().mapToLong(Item::bytes).sum();
  }
}
