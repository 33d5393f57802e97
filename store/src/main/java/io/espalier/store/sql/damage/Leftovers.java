package io.espalier.store.sql.damage;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.ArtifactFiles;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What lies in the folders of a store. */
final class Leftovers {
  private final ArtifactFiles files;

  Leftovers(ArtifactFiles files) {
    this.files = files;
  }

  /** Sizes in bytes of all object files by digest; anything else there is noted. */
  Map<String, Long> objects(List<String> notes) {
    Map<String, Long> found = new TreeMap<>();
    for (File folder : list(files.objects().toFile())) {
      for (File file : list(folder)) {
        String name = file.getName();
        if (Digest.isName(name) && files.of(name).toFile().equals(file)) {
          found.put(name, file.length());
        } else {
          notes.add("file " + file + " is none of the store's");
        }
      }
    }
    return found;
  }

  /** Notes files that were never finished. */
  void unfinished(List<String> notes) {
    for (File file : list(files.unfinished().toFile())) {
      notes.add("file " + file + " (" + file.length() + " bytes) was never finished");
    }
  }

  private static File[] list(File folder) {
    File[] found = folder.listFiles();
    return found == null ? new File[0] : found;
  }
}
