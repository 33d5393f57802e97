package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Copies a user's files beside the place where they shall lie, reads them, and moves them in. */
final class Import {
  private final DataSet set;
  private final Path source;
  private final Path folder;

  Import(DataSet set, Path source, Path folder) {
    this.set = set;
    this.source = source;
    this.folder = folder;
  }

  List<LocalFile> run() throws IOException {
    Map<String, Path> found = find();
    Path stage = Landing.temporaryFolder(folder);
    try {
      List<LocalFile> staged = new ArrayList<>();
      for (DataFile file : set.files()) {
        staged.add(land(file, Objects.requireNonNull(found.get(file.name())), stage));
      }
      // Reads what the user named, so that an error names it too.
      set.train(found::get);
      set.test(found::get);
      return move(staged);
    } finally {
      Landing.delete(stage);
    }
  }

  private static LocalFile land(DataFile file, Path from, Path stage) throws IOException {
    try (InputStream in = Landing.open(from)) {
      return Landing.land(file, in, stage, done -> {});
    } catch (IOException e) {
      throw new IOException(from + ": " + e.getMessage(), e);
    }
  }

  private List<LocalFile> move(List<LocalFile> staged) throws IOException {
    List<LocalFile> moved = new ArrayList<>();
    for (LocalFile file : staged) {
      Path target = folder.resolve(file.name());
      Files.move(
          file.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      moved.add(new LocalFile(file.name(), target, file.sha256(), file.sizeBytes()));
    }
    return moved;
  }

  /** The user's files by name, from the folder itself or one folder inside it. */
  private Map<String, Path> find() throws IOException {
    if (set.files().isEmpty()) {
      throw new DataUnavailableException(set.name() + ": needs no files");
    }
    if (!Files.isDirectory(source)) {
      throw new DataUnavailableException(source + ": no such folder");
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(source, 2)) {
      Comparator<Path> nearest = Comparator.comparingInt(Path::getNameCount);
      all = paths.filter(Files::isRegularFile).sorted(nearest.thenComparing(p -> p)).toList();
    }
    Map<String, Path> found = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    for (DataFile file : set.files()) {
      Optional<Path> path =
          all.stream()
              .filter(p -> p.endsWith(file.name()) || p.endsWith(file.name() + ".gz"))
              .findFirst();
      path.ifPresentOrElse(p -> found.put(file.name(), p), () -> missing.add(file.name()));
    }
    if (!missing.isEmpty()) {
      throw new DataUnavailableException(
          source + ": lacks " + String.join(", ", missing) + " (plain or .gz)");
    }
    return found;
  }
}
