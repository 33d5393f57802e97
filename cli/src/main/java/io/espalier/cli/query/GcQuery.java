package io.espalier.cli.query;

import io.espalier.cli.answer.GcAnswer;
import io.espalier.cli.answer.GcAnswer.Item;
import io.espalier.data.fetch.SharedFile;
import io.espalier.store.Store;
import io.espalier.store.Stores;
import io.espalier.store.check.Garbage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code gc}: what the store's folder holds although nothing needs it. */
public final class GcQuery {
  /** The query; changes nothing. */
  public static final Query<GcAnswer> QUERY =
      new Query<>("gc", GcAnswer.class, (view, arguments) -> answer(view.home(), view.store()));

  private GcQuery() {}

  private static GcAnswer answer(Path home, Store store) {
    List<Item> items = items(Stores.garbage(store), twice(home, store));
    long bytes = HomeSize.bytes(home);
    return new GcAnswer(false, items, bytes, bytes - items.stream().mapToLong(Item::bytes).sum());
  }

  /** Removes it; the store must be this process's. Returns what is gone. */
  public static List<Item> collect(Path home, Store store) {
    Map<Path, Path> twice = twice(home, store);
    List<Item> items = items(Stores.collect(store), twice);
    twice.forEach(SharedFile::share);
    return items;
  }

  private static List<Item> items(Garbage garbage, Map<Path, Path> twice) {
    List<Item> items = new ArrayList<>();
    garbage
        .items()
        .forEach(
            item ->
                items.add(
                    new Item(
                        item.why().name().toLowerCase(Locale.ROOT),
                        item.kind(),
                        item.name(),
                        item.bytes())));
    twice
        .keySet()
        .forEach(
            file -> items.add(new Item("twice", "data", file.toString(), file.toFile().length())));
    return items;
  }

  /** Data files that do not share the room of the stored file of the same bytes, with that file. */
  private static Map<Path, Path> twice(Path home, Store store) {
    Map<Path, Path> twice = new TreeMap<>();
    try {
      for (Map.Entry<Path, String> file : SharedFile.digests(home).entrySet()) {
        if (store.artifacts().find(file.getValue()).isPresent()) {
          Path stored = store.artifacts().path(file.getValue());
          if (!Files.isSameFile(file.getKey(), stored)) {
            twice.put(file.getKey(), stored);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return twice;
  }
}
