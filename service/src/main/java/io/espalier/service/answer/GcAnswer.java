package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** What the store holds although nothing needs it. */
@Doc("What the store holds although nothing needs it.")
public record GcAnswer(
    @Doc("Whether the items are gone; otherwise they are what would go.") boolean deleted,
    @Doc("What nothing needs.") List<Item> items,
    @Doc("Bytes of all files in the store's folder before.") long homeBytes,
    @Doc("As many after, or as many as would be left.") long homeBytesAfter) {
  public GcAnswer {
    items = List.copyOf(items);
  }

  /** Something that nothing needs. */
  @Doc("Something that nothing needs.")
  public record Item(
      @Doc("`unreferenced`, `orphan`, `unfinished` or `twice`.") String why,
      @Doc("Kind of an artifact, such as `checkpoint`; otherwise as `why`.") String kind,
      @Doc("Digest or path.") String name,
      @Doc("Room that it takes.") long bytes) {}
}
