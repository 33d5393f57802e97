package io.espalier.cli.home;

import io.espalier.data.fetch.SharedFile;
import io.espalier.service.answer.GcAnswer.Item;
import io.espalier.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Data files that do not share the room of the stored file of the same bytes. */
public final class SecondCopies {
  private final Map<Path, Path> stored;

  private SecondCopies(Map<Path, Path> stored) {
    this.stored = stored;
  }

  /** Those of a store's folder; none beside a shared store, whose files lie elsewhere. */
  public static SecondCopies in(Path home, Store store) {
    Map<Path, Path> copies = new TreeMap<>();
    if (store.shared()) {
      return new SecondCopies(copies);
    }
    try {
      for (Map.Entry<Path, String> file : SharedFile.digests(home).entrySet()) {
        if (store.artifacts().find(file.getValue()).isPresent()) {
          Path stored = store.artifacts().path(file.getValue());
          if (!Files.isSameFile(file.getKey(), stored)) {
            copies.put(file.getKey(), stored);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SecondCopies(copies);
  }

  /** The copies as an answer names them, with the room that they take now. */
  public List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (Path file : stored.keySet()) {
      items.add(new Item("twice", "data", file.toString(), file.toFile().length()));
    }
    return items;
  }

  /** Makes each of them a second name of the stored file. */
  public void share() {
    stored.forEach(SharedFile::share);
  }
}
