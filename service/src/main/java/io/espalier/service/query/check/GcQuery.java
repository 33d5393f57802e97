package io.espalier.service.query.check;

import io.espalier.service.answer.GcAnswer;
import io.espalier.service.answer.GcAnswer.Item;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.store.check.Garbage;
import io.espalier.store.open.Stores;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code gc}: what the store holds although nothing needs it. */
public final class GcQuery {
  /** The query; changes nothing. */
  public static final Query<GcAnswer> QUERY =
      new Query<>("gc", GcAnswer.class, List.of(), (view, arguments) -> answer(view));

  private GcQuery() {}

  private static GcAnswer answer(View view) {
    List<Item> items =
        Stream.concat(
                items(Stores.garbage(view.store())).stream(), view.site().secondCopies().stream())
            .toList();
    long bytes = view.site().usedBytes();
    return new GcAnswer(false, items, bytes, bytes - items.stream().mapToLong(Item::bytes).sum());
  }

  /** Garbage as an answer names it. */
  public static List<Item> items(Garbage garbage) {
    return garbage.items().stream()
        .map(
            item ->
                new Item(
                    item.why().name().toLowerCase(Locale.ROOT),
                    item.kind(),
                    item.name(),
                    item.bytes()))
        .toList();
  }
}
