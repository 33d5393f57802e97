package io.espalier.store.sql.gc;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Blobs.Listed;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.database.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Bytes of artifacts that no row names. They get a condemned row, so that they go by the same way
 * as everything else, and late enough to notice that the database is the wrong one.
 */
public final class Orphans {
  /** Kind of an artifact of which nothing but its bytes is known. */
  public static final String KIND = "orphan";

  private Orphans() {}

  /**
   * Whether there are more files than rows: quick, and wrong only where as many files are missing.
   */
  static boolean likely(Database database, Blobs blobs) {
    AtomicLong count = new AtomicLong();
    blobs.list(
        Instant.now(),
        new Blobs.Found() {
          @Override
          public void blob(Listed listed) {
            count.incrementAndGet();
          }

          @Override
          public void stranger(String name) {}
        });
    return count.get()
        > database.read(
            handle -> handle.createQuery("SELECT COUNT(*) FROM artifact").mapTo(Long.class).one());
  }

  /** Gives them rows; one whose digest has got one meanwhile keeps it. */
  static boolean condemn(Handle handle, Collection<Listed> found) {
    if (found.isEmpty()) {
      return false;
    }
    Set<String> known = new HashSet<>();
    String[] digests = found.stream().map(one -> one.blob().sha256()).toArray(String[]::new);
    ArtifactRows.blobs(handle, digests).forEach(blob -> known.add(blob.sha256()));
    PreparedBatch rows =
        handle.prepareBatch(
            "INSERT INTO artifact (sha256, object_name, size_bytes, kind, media_type, state)"
                + " VALUES (:sha, :object, :size, :kind, 'application/octet-stream', 'CONDEMNED')");
    for (Listed one : found) {
      Blob blob = one.blob();
      // A bucket may hold a digest more than once: one of them is enough for a row.
      if (known.add(blob.sha256())) {
        rows.bind("sha", blob.sha256())
            .bind("object", blob.object())
            .bind("size", one.sizeBytes())
            .bind("kind", KIND)
            .add();
      }
    }
    return rows.size() > 0 && rows.execute().length > 0;
  }
}
