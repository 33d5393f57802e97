package io.espalier.store.sql.gc;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.ArtifactFiles;
import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Files of artifacts that no row names. They get a condemned row, so that they go by the same way
 * as everything else, and late enough to notice that the database is the wrong one.
 */
public final class Orphans {
  /** Kind of an artifact of which nothing but its bytes is known. */
  public static final String KIND = "orphan";

  /** Digests asked for in one statement. */
  private static final int BATCH = 1000;

  private Orphans() {}

  /**
   * Whether there are more files than rows: quick, and wrong only where as many files are missing.
   */
  public static boolean likely(Handle handle, ArtifactFiles files) {
    AtomicLong count = new AtomicLong();
    forEachFile(files, digest -> count.incrementAndGet());
    return count.get()
        > handle.createQuery("SELECT COUNT(*) FROM artifact").mapTo(Long.class).one();
  }

  /** Digests of those that were written no later than a moment. */
  public static List<String> find(Handle handle, ArtifactFiles files, Instant writtenUntil) {
    List<String> found = new ArrayList<>();
    List<String> batch = new ArrayList<>();
    forEachFile(
        files,
        digest -> {
          batch.add(digest);
          if (batch.size() == BATCH) {
            found.addAll(withoutRow(handle, batch));
            batch.clear();
          }
        });
    found.addAll(withoutRow(handle, batch));
    found.removeIf(
        digest -> files.of(digest).toFile().lastModified() > writtenUntil.toEpochMilli());
    return found;
  }

  private static void forEachFile(ArtifactFiles files, Consumer<String> digests) {
    File objects = files.objects().toFile();
    for (String folder : names(objects)) {
      for (String name : names(new File(objects, folder))) {
        if (Digest.isName(name) && name.startsWith(folder)) {
          digests.accept(name);
        }
      }
    }
  }

  /** Gives them rows; one that has got one meanwhile keeps it. Returns ids of the new rows. */
  public static List<Long> condemn(Handle handle, ArtifactFiles files, Collection<String> digests) {
    PreparedBatch rows =
        handle.prepareBatch(
            "INSERT INTO artifact (sha256, size_bytes, kind, media_type, state)"
                + " VALUES (:sha, :size, :kind, 'application/octet-stream', 'CONDEMNED')");
    for (String digest : withoutRow(handle, digests)) {
      rows.bind("sha", digest)
          .bind("size", files.of(digest).toFile().length())
          .bind("kind", KIND)
          .add();
    }
    return rows.size() == 0 ? List.of() : rows.executePreparedBatch("id").mapTo(Long.class).list();
  }

  private static List<String> withoutRow(Handle handle, Collection<String> digests) {
    if (digests.isEmpty()) {
      return List.of();
    }
    Set<String> known =
        new HashSet<>(
            handle
                .createQuery("SELECT sha256 FROM artifact WHERE sha256 = ANY(:digests)")
                .bind("digests", digests.toArray(String[]::new))
                .mapTo(String.class)
                .list());
    return digests.stream().filter(digest -> !known.contains(digest)).toList();
  }

  private static String[] names(File folder) {
    String[] names = folder.list();
    return names == null ? new String[0] : names;
  }
}
