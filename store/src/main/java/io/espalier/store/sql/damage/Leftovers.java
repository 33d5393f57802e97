package io.espalier.store.sql.damage;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What lies where a store keeps its bytes. */
final class Leftovers {
  private final Blobs blobs;

  Leftovers(Blobs blobs) {
    this.blobs = blobs;
  }

  /** Sizes in bytes of all that lies under a digest; anything else there is noted. */
  Map<Blob, Long> objects(List<String> notes) {
    Map<Blob, Long> found = new LinkedHashMap<>();
    blobs.list(
        Instant.now(),
        new Blobs.Found() {
          @Override
          public void blob(Blobs.Listed listed) {
            found.put(listed.blob(), listed.sizeBytes());
          }

          @Override
          public void stranger(String name) {
            notes.add("file " + name + " is none of the store's");
          }
        });
    return found;
  }

  /** Notes what was never finished. */
  void unfinished(List<String> notes) {
    for (Blobs.Unfinished part : blobs.unfinished(Instant.now())) {
      notes.add("file " + part.name() + " (" + part.bytes() + " bytes) was never finished");
    }
  }
}
