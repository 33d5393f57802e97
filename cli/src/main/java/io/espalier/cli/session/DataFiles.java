package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.cli.exit.CliException;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.fetch.DataFolder;
import io.espalier.data.fetch.FetchProgress;
import io.espalier.data.fetch.LocalFile;
import io.espalier.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a data set as artifacts of the store. */
public final class DataFiles {
  private static final String KIND = "data";
  private static final String MEDIA_TYPE = "application/octet-stream";

  private DataFiles() {}

  /** The data set of this name. */
  public static DataSet find(Catalog catalog, String name) {
    return catalog
        .find(DataSetDescriptor.class, name)
        .filter(DataSet.class::isInstance)
        .map(DataSet.class::cast)
        .orElseThrow(
            () ->
                CliException.usage(
                    name
                        + " is no data set (expected one of: "
                        + String.join(", ", catalog.names(DataSetDescriptor.class))
                        + ")"));
  }

  /**
   * Digests of the set's files in its order, copied into the store, fetched where they are missing.
   */
  static List<String> store(Store store, Path home, DataSet set, FetchProgress progress)
      throws IOException {
    List<String> known = known(set);
    if (known.size() == set.files().size()
        && known.stream().allMatch(digest -> store.artifacts().find(digest).isPresent())) {
      return known;
    }
    List<String> digests = new ArrayList<>();
    for (LocalFile file : new DataFolder(home, set, progress).fetch()) {
      if (store.artifacts().find(file.sha256()).isEmpty()) {
        store.artifacts().put(KIND, MEDIA_TYPE, Files.readAllBytes(file.path()));
      }
      digests.add(file.sha256());
    }
    return digests;
  }

  /**
   * Digests of the set's files for a look ahead, without any download: those that are known, those
   * of files that are here, else a stand-in that no step was ever made from.
   */
  static List<String> expected(Path home, DataSet set) throws IOException {
    List<String> known = known(set);
    if (known.size() == set.files().size()) {
      return known;
    }
    Optional<List<LocalFile>> here = new DataFolder(home, set, FetchProgress.NONE).present();
    return here.map(files -> files.stream().map(LocalFile::sha256).toList())
        .orElseGet(() -> set.files().stream().map(file -> "0".repeat(64)).toList());
  }

  private static List<String> known(DataSet set) {
    return set.files().stream()
        .map(DataFile::sha256)
        .filter(java.util.Objects::nonNull)
        .map(String::valueOf)
        .toList();
  }
}
