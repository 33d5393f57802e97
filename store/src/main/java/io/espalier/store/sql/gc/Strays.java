package io.espalier.store.sql.gc;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Blobs.Listed;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.database.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sorts out of a listing what no row names and what was written no later than a moment: bytes of a
 * digest without a row, and, in a bucket, further objects of a digest whose own lies there too.
 */
final class Strays implements Blobs.Found {
  /** Is told of everything and does nothing about it. */
  static final Blobs.Found NOBODY =
      new Blobs.Found() {
        @Override
        public void blob(Listed listed) {}

        @Override
        public void stranger(String name) {}
      };

  /** Digests asked for in one statement. */
  private static final int BATCH = 1000;

  private final Database database;
  private final Instant writtenUntil;
  private final List<Listed> batch = new ArrayList<>();
  private final List<Listed> orphans = new ArrayList<>();
  private final List<Listed> superseded = new ArrayList<>();

  private Strays(Database database, Instant writtenUntil) {
    this.database = database;
    this.writtenUntil = writtenUntil;
  }

  /** Lists all that lies there; {@code also} is told of it too. */
  static Strays find(
      Database database, Blobs blobs, Instant now, Instant writtenUntil, Blobs.Found also) {
    Strays strays = new Strays(database, writtenUntil);
    blobs.list(
        now,
        new Blobs.Found() {
          @Override
          public void blob(Listed listed) {
            also.blob(listed);
            strays.blob(listed);
          }

          @Override
          public void stranger(String name) {}
        });
    strays.sort();
    return strays;
  }

  /** All objects of a digest are looked at together. */
  @Override
  public void blob(Listed listed) {
    if (batch.size() >= BATCH && !digest(batch.get(batch.size() - 1)).equals(digest(listed))) {
      sort();
    }
    batch.add(listed);
  }

  @Override
  public void stranger(String name) {}

  private void sort() {
    if (batch.isEmpty()) {
      return;
    }
    Map<String, Blob> named = new HashMap<>();
    String[] digests = batch.stream().map(Strays::digest).distinct().toArray(String[]::new);
    database.read(handle -> ArtifactRows.blobs(handle, digests)).forEach(b -> named.put(b.sha256(), b));
    Set<Blob> there = new HashSet<>();
    batch.forEach(listed -> there.add(listed.blob()));
    for (Listed listed : batch) {
      Blob own = named.get(digest(listed));
      if (listed.blob().equals(own) || listed.written().isAfter(writtenUntil)) {
        continue;
      }
      if (own == null) {
        orphans.add(listed);
      } else if (there.contains(own)) {
        superseded.add(listed);
      }
    }
    batch.clear();
  }

  private static String digest(Listed listed) {
    return listed.blob().sha256();
  }

  /** Bytes of digests that have no row. */
  List<Listed> orphans() {
    return orphans;
  }

  /** Objects in whose place the row names another, which is there. */
  List<Listed> superseded() {
    return superseded;
  }
}
