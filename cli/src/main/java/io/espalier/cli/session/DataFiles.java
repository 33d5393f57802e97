package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.repair.DataCopies;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.fetch.DataFolder;
import io.espalier.data.fetch.FetchProgress;
import io.espalier.data.fetch.LocalFile;
import io.espalier.data.fetch.SharedFile;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The files of a data set as artifacts of the store. */
public final class DataFiles {
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
    Optional<List<String>> known = known(set);
    if (known.isPresent()
        && known.get().stream().allMatch(digest -> DataCopies.stored(store, digest))) {
      return known.get();
    }
    DataFolder folder = new DataFolder(home, set, progress);
    Optional<List<LocalFile>> unread = folder.unread();
    if (unread.isPresent()) {
      try {
        return copied(store, unread.get());
      } catch (CorruptArtifactException damaged) {
        // Looked for elsewhere below.
      }
    }
    if (known.isPresent() && restored(store, home, known.get())) {
      return known.get();
    }
    return copied(store, folder.fetch());
  }

  private static boolean restored(Store store, Path home, List<String> digests) {
    DataCopies copies = new DataCopies(home);
    return digests.stream()
        .allMatch(
            digest ->
                DataCopies.stored(store, digest) || copies.restore(store, digest).isPresent());
  }

  private static List<String> copied(Store store, List<LocalFile> files) {
    for (LocalFile file : files) {
      if (!DataCopies.stored(store, file.sha256())) {
        store.artifacts().copy(DataCopies.KIND, DataCopies.MEDIA_TYPE, file.path(), file.sha256());
        if (!store.shared()) {
          SharedFile.share(file.path(), store.artifacts().path(file.sha256()));
        }
      }
    }
    return files.stream().map(LocalFile::sha256).toList();
  }

  /**
   * Digests of the set's files for a look ahead, without any download: those that are known, those
   * of files that are here, else a stand-in that no step was ever made from.
   */
  static List<String> expected(Path home, DataSet set) throws IOException {
    Optional<List<String>> known = known(set);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<List<LocalFile>> here = new DataFolder(home, set, FetchProgress.NONE).present();
    return here.map(files -> files.stream().map(LocalFile::sha256).toList())
        .orElseGet(() -> set.files().stream().map(file -> "0".repeat(64)).toList());
  }

  /** Digests of the set's files in its order, where they are published: no file is needed then. */
  static Optional<List<String>> known(DataSet set) {
    List<String> digests =
        set.files().stream()
            .map(DataFile::sha256)
            .filter(Objects::nonNull)
            .map(String::valueOf)
            .toList();
    return digests.size() == set.files().size() ? Optional.of(digests) : Optional.empty();
  }
}
