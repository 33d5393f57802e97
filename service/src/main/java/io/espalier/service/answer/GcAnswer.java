package io.espalier.service.answer;

import java.util.List;

/**
 * Answer of {@code gc}.
 *
 * @param deleted whether the items are gone; otherwise they are what would go
 * @param items what nothing needs
 * @param homeBytes bytes of all files in the store's folder before
 * @param homeBytesAfter as many after, or as many as would be left
 */
public record GcAnswer(boolean deleted, List<Item> items, long homeBytes, long homeBytesAfter) {
  public GcAnswer {
    items = List.copyOf(items);
  }

  /**
   * One of them.
   *
   * @param why {@code unreferenced}, {@code orphan}, {@code unfinished} or {@code twice}
   * @param kind of an artifact, such as {@code checkpoint}; else as {@code why}
   * @param name digest or path
   */
  public record Item(String why, String kind, String name, long bytes) {}
}
