package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.format.ForeignBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a data set in a folder of the user's, plain or gzip, whatever they are called:
 * digests decide where they are published, else names, else sizes.
 */
final class UserFiles {
  /** So that a root of torchvision's will do, which has {@code MNIST/raw/FILE}. */
  private static final int DEPTH = 4;

  private final DataSet set;
  private final Path source;
  private final List<Path> all;
  private final Map<String, Path> found = new TreeMap<>();

  UserFiles(DataSet set, Path source) throws IOException {
    this.set = set;
    this.source = source;
    if (set.files().isEmpty()) {
      throw new DataUnavailableException(set.name() + ": needs no files");
    }
    if (!Files.isDirectory(source)) {
      throw new DataUnavailableException(source + ": no such folder");
    }
    try (Stream<Path> paths = Files.walk(source, DEPTH)) {
      Comparator<Path> nearest = Comparator.comparingInt(Path::getNameCount);
      all = paths.filter(Files::isRegularFile).sorted(nearest.thenComparing(p -> p)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * The user's files by their names in the set.
   *
   * @throws DataUnavailableException when one is missing
   */
  Map<String, Path> find() throws IOException {
    Set<Path> folders = new HashSet<>();
    for (DataFile file : set.files()) {
      Path path = file.sha256() == null ? null : ofItsDigest(file, file.sha256());
      if (path != null) {
        found.put(file.name(), path);
        folders.add(path.getParent());
      }
    }
    List<String> missing = new ArrayList<>();
    for (DataFile file : set.files()) {
      if (!found.containsKey(file.name())) {
        // One of the right name that is not what it should be is told of when it is read.
        Path path = file.sha256() == null ? ofItsSize(file, folders) : ofItsName(file);
        if (path == null) {
          missing.add(file.name());
        } else {
          found.put(file.name(), path);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new DataUnavailableException(
          source + ": lacks " + String.join(", ", missing) + " (plain or .gz)" + advice());
    }
    return found;
  }

  private @Nullable Path ofItsDigest(DataFile file, String sha256) throws IOException {
    for (Path path : candidates(file)) {
      try (InputStream in = Landing.open(path)) {
        if (Landing.digest(in).equals(sha256)) {
          return path;
        }
      } catch (IOException damaged) {
        // Another may be whole; else this one's name leads to it, and its damage is told.
      }
    }
    return null;
  }

  /** Of the same name if there is one, beside files of known digest; else the only one there is. */
  private @Nullable Path ofItsSize(DataFile file, Set<Path> folders) throws IOException {
    List<Path> candidates = candidates(file);
    candidates.removeAll(found.values());
    List<Path> named = candidates.stream().filter(path -> isNamed(path, file)).toList();
    for (Path path : named) {
      if (folders.contains(path.getParent())) {
        return path;
      }
    }
    if (!named.isEmpty()) {
      return named.get(0);
    }
    return candidates.size() == 1 ? candidates.get(0) : ofItsName(file);
  }

  private @Nullable Path ofItsName(DataFile file) {
    return all.stream().filter(path -> isNamed(path, file)).findFirst().orElse(null);
  }

  /** Files that can hold this one by their size, those of its name first. */
  private List<Path> candidates(DataFile file) throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (Path path : all) {
      if (contentBytes(path) == (file.sizeBytes() & 0xffffffffL)) {
        candidates.add(path);
      }
    }
    candidates.sort(Comparator.comparing(path -> !isNamed(path, file)));
    return candidates;
  }

  /** Size of a file, of gzip as its last bytes give it, modulo 2³². */
  private static long contentBytes(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long size = file.length();
      if (size < 18 || file.readUnsignedShort() != 0x1f8b) {
        return size & 0xffffffffL;
      }
      file.seek(size - 4);
      return Integer.reverseBytes(file.readInt()) & 0xffffffffL;
    }
  }

  /** Whether names agree but for case, signs between words, and {@code .gz}. */
  private static boolean isNamed(Path path, DataFile file) {
    return plain(path.getFileName().toString()).equals(plain(file.name()));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String unpacked = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    return unpacked.replaceAll("[^a-z0-9]+", "-");
  }

  private String advice() throws IOException {
    StringBuilder advice = new StringBuilder();
    for (Path path : all.subList(0, Math.min(all.size(), 100))) {
      String kind = ForeignBytes.known(ForeignBytes.start(path)).orElse("");
      if (kind.equals(ForeignBytes.PICKLE)) {
        advice.append("; ").append(path).append(" is ").append(kind).append(", which is not read");
        break;
      }
    }
    if (!set.home().isEmpty()) {
      advice.append("; they are offered at ").append(set.home());
    }
    if (!set.sources().isEmpty()) {
      advice.append("; `espalier data fetch ").append(set.name()).append("` brings them");
    }
    return advice.toString();
  }
}
