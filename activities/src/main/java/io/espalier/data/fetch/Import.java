package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.format.ForeignBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
    Map<String, Path> found = new UserFiles(set, source).find();
    Path stage = Landing.temporaryFolder(folder);
    try {
      List<LocalFile> staged = new ArrayList<>();
      for (DataFile file : set.files()) {
        staged.add(land(file, Objects.requireNonNull(found.get(file.name())), stage));
      }
      // Reads what the user named, so that an error names it too.
      set.train(found::get);
      set.test(found::get);
      return Landing.moveIn(staged, folder);
    } finally {
      Landing.delete(stage);
    }
  }

  private static LocalFile land(DataFile file, Path from, Path stage) throws IOException {
    try (InputStream in = Landing.open(from)) {
      return Landing.land(file, in, stage, done -> {});
    } catch (IOException e) {
      String kind =
          ForeignBytes.known(ForeignBytes.start(from)).map(k -> ", it is " + k).orElse("");
      throw new IOException(from + ": " + e.getMessage() + kind, e);
    }
  }
}
