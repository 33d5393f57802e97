package io.espalier.data.split;

import io.espalier.data.DataFormatException;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.split.SplitManifest.SplitFile;
import io.espalier.step.FatalTaskException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parsed examples, once in a process however many trainers use them; given up when memory runs
 * short. The digests of the files are part of the key, so what is found was read from those bytes.
 */
final class DataCache {
  /** The two parts of a data set. */
  enum Part {
    TRAIN,
    TEST
  }

  private record Key(Class<?> set, String name, int version, List<SplitFile> files, Part part) {}

  private static final class Entry {
    private @Nullable SoftReference<Examples> examples;
  }

  private static final Map<Key, Entry> ENTRIES = new ConcurrentHashMap<>();

  private DataCache() {}

  /**
   * The examples of a data set.
   *
   * @param pathOf path of a file by its digest; asked only when the file has to be read
   * @throws FatalTaskException when a file does not hold what it should
   */
  static Examples get(
      DataSet set, List<SplitFile> files, Part part, Function<String, Path> pathOf) {
    Key key = new Key(set.getClass(), set.name(), set.version(), List.copyOf(files), part);
    Entry entry = ENTRIES.computeIfAbsent(key, unused -> new Entry());
    synchronized (entry) {
      Examples examples = entry.examples == null ? null : entry.examples.get();
      if (examples == null) {
        examples = read(set, part, name -> pathOf.apply(digest(files, name)));
        entry.examples = new SoftReference<>(examples);
      }
      return examples;
    }
  }

  private static Examples read(DataSet set, Part part, Function<String, Path> file) {
    try {
      return part == Part.TRAIN ? set.train(file) : set.test(file);
    } catch (DataFormatException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(List<SplitFile> files, String name) {
    return files.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FatalTaskException("split: names no file " + name))
        .sha256();
  }
}
