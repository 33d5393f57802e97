package io.espalier.store.sql.artifact;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Artifacts: files and their rows. Thread-safe. */
public final class SqlArtifacts implements Artifacts {
  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows rows;

  public SqlArtifacts(Database database, Blobs blobs, ArtifactRows rows) {
    this.database = database;
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public StoredArtifact write(String kind, String mediaType, Body body) {
    requireWritable(kind, mediaType);
    return blobs.write(kind, mediaType, body);
  }

  private void requireWritable(String kind, String mediaType) {
    if (database.engine().readOnly()) {
      throw new IllegalStateException("the store was opened for reading only");
    }
    Text.checked("kind", kind, 64);
    Text.checked("media type", mediaType, 100);
  }

  @Override
  public StoredArtifact put(String kind, String mediaType, byte[] bytes) {
    return recorded(write(kind, mediaType, out -> out.write(bytes)));
  }

  @Override
  public StoredArtifact copy(String kind, String mediaType, Path file, String sha256) {
    requireWritable(kind, mediaType);
    return recorded(blobs.copy(kind, mediaType, file, sha256));
  }

  private StoredArtifact recorded(StoredArtifact artifact) {
    database.write(handle -> rows.live(handle, List.of(artifact)));
    return artifact;
  }

  @Override
  public byte[] read(String sha256) {
    return marking(blob(sha256), blobs::read);
  }

  @Override
  public Path path(String sha256) {
    return marking(blob(sha256), blobs::verified);
  }

  /** Without a row, only this process may know where the bytes lie. */
  private Blob blob(String sha256) {
    Blob unnamed = new Blob(sha256, null);
    return blobs.namedByDigest()
        ? unnamed
        : database.read(
            handle -> ArtifactRows.blobs(handle, sha256).stream().findFirst().orElse(unnamed));
  }

  private <T> T marking(Blob blob, Function<Blob, T> reading) {
    try {
      return reading.apply(blob);
    } catch (CorruptArtifactException e) {
      if (!database.engine().readOnly()) {
        mark(blob, e);
      }
      throw e;
    }
  }

  private void mark(Blob blob, CorruptArtifactException found) {
    try {
      database.write(
          handle -> {
            rows.corrupt(handle, blob);
            return true;
          });
    } catch (RuntimeException e) {
      found.addSuppressed(e);
    }
  }

  @Override
  public Optional<StoredArtifact> find(String sha256) {
    Digest.checked(sha256);
    return database.read(handle -> rows.find(handle, sha256));
  }

  @Override
  public Optional<String> resolve(String prefix) {
    if (!Digest.isPrefix(prefix)) {
      throw new IllegalArgumentException(
          "digest: \"" + Text.clipped(prefix, 80) + "\" (expected: 4 to 64 lowercase hex digits)");
    }
    List<String> found =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT sha256 FROM artifact WHERE sha256 >= :from AND sha256 < :to"
                            + " ORDER BY sha256 FETCH FIRST 2 ROWS ONLY")
                    .bind("from", prefix)
                    .bind("to", prefix + "g")
                    .mapTo(String.class)
                    .list());
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }
}
