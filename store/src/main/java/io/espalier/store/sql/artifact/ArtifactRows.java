package io.espalier.store.sql.artifact;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.BlobRef;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Ownership;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Rows of artifacts, within the caller's transaction. */
public final class ArtifactRows {
  private static final int SAMPLES = 20;

  private record Row(long id, BlobRef blob, ArtifactState state) {}

  private final Blobs blobs;

  public ArtifactRows(Blobs blobs) {
    this.blobs = blobs;
  }

  public static StoredArtifact read(ResultSet rows) throws SQLException {
    return new StoredArtifact(
        rows.getString("sha256"),
        rows.getLong("size_bytes"),
        rows.getString("kind"),
        rows.getString("media_type"));
  }

  /** The bytes of a row, by its columns {@code sha256} and {@code object_name}. */
  public static BlobRef blob(ResultSet rows) throws SQLException {
    return new BlobRef(rows.getString("sha256"), rows.getString("object_name"));
  }

  /** The bytes of these digests, as far as they have rows. */
  public static List<BlobRef> blobs(Handle handle, String... digests) {
    return handle
        .createQuery("SELECT sha256, object_name FROM artifact WHERE sha256 = ANY(:digests)")
        .bind("digests", digests)
        .map((rows, context) -> blob(rows))
        .list();
  }

  /** That of a shared store, by the artifacts that were recorded last. */
  public static Ownership ownership(Database database, String identity, String name) {
    return new Ownership(
        identity,
        name,
        !database.engine().readOnly(),
        () ->
            database.read(
                handle ->
                    handle
                        .createQuery(
                            "SELECT sha256, object_name, size_bytes FROM artifact"
                                + " WHERE state = 'LIVE' ORDER BY id DESC FETCH FIRST "
                                + SAMPLES
                                + " ROWS ONLY")
                        .map(
                            (rows, context) ->
                                new Ownership.Sample(blob(rows), rows.getLong("size_bytes")))
                        .list()));
  }

  Optional<StoredArtifact> find(Handle handle, String sha256) {
    return handle
        .createQuery(
            "SELECT sha256, size_bytes, kind, media_type FROM artifact"
                + " WHERE sha256 = :sha AND state = 'LIVE'")
        .bind("sha", sha256)
        .map((rows, context) -> read(rows))
        .findOne();
  }

  /**
   * Gets or creates LIVE rows for bytes that were just written. The rows are locked before the
   * files are looked at, so a collector cannot take the bytes away in between. Returns ids by
   * digest.
   *
   * @throws StoreUnavailableException when the bytes are not there (any more)
   */
  public Map<String, Long> live(Handle handle, Collection<StoredArtifact> artifacts) {
    if (artifacts.isEmpty()) {
      return Map.of();
    }
    TreeMap<String, StoredArtifact> wanted = new TreeMap<>();
    artifacts.forEach(a -> wanted.put(Digest.checked(a.sha256()), a));
    Map<String, Row> present = locked(handle, wanted.keySet());
    PreparedBatch created =
        handle.prepareBatch(
            "INSERT INTO artifact (sha256, object_name, size_bytes, kind, media_type)"
                + " VALUES (:sha, :object, :size, :kind, :media)");
    TreeMap<String, Long> ids = new TreeMap<>();
    for (StoredArtifact artifact : wanted.values()) {
      BlobRef blob = written(artifact);
      Row row = present.get(artifact.sha256());
      if (row == null) {
        created
            .bind("sha", blob.sha256())
            .bind("object", blob.object())
            .bind("size", artifact.sizeBytes())
            .bind("kind", Text.checked("kind", artifact.kind(), 64))
            .bind("media", Text.checked("media type", artifact.mediaType(), 100))
            .add();
      } else {
        ids.put(artifact.sha256(), row.id());
        if (row.state() != ArtifactState.LIVE) {
          revive(handle, row.id(), artifact);
        }
        if (!blob.equals(row.blob())) {
          // What the row named before may be damaged; what was just written is not.
          handle.execute(
              "UPDATE artifact SET object_name = ? WHERE id = ?", blob.object(), row.id());
        }
      }
    }
    if (created.size() > 0) {
      created
          .executePreparedBatch("id", "sha256")
          .map((rows, context) -> Map.entry(rows.getString("sha256"), rows.getLong("id")))
          .forEach(e -> ids.put(e.getKey(), e.getValue()));
    }
    return ids;
  }

  private BlobRef written(StoredArtifact artifact) {
    return blobs
        .written(artifact.sha256(), artifact.sizeBytes())
        .orElseThrow(
            () ->
                new StoreUnavailableException(
                    "the bytes of artifact "
                        + artifact.sha256()
                        + " are not in the store: write them again",
                    new IllegalStateException("no file of " + artifact.sizeBytes() + " bytes")));
  }

  /** A condemned orphan's row does not know what its bytes are. */
  private static void revive(Handle handle, long id, StoredArtifact artifact) {
    handle
        .createUpdate(
            "UPDATE artifact SET state = 'LIVE', state_since = CURRENT_TIMESTAMP, kind = :kind,"
                + " media_type = :media WHERE id = :id")
        .bind("id", id)
        .bind("kind", Text.checked("kind", artifact.kind(), 64))
        .bind("media", Text.checked("media type", artifact.mediaType(), 100))
        .execute();
  }

  /** As {@link #live(Handle, Collection)} for one artifact; returns its id. */
  public long live(Handle handle, StoredArtifact artifact) {
    return live(handle, List.of(artifact)).values().iterator().next();
  }

  /** As {@link #live(Handle, StoredArtifact)}, null for null. */
  public @Nullable Long liveOrNull(Handle handle, @Nullable StoredArtifact artifact) {
    return artifact == null ? null : Long.valueOf(live(handle, artifact));
  }

  /** Ids by digest of artifacts that are read, not written; a row that is there stays as it is. */
  public Map<String, Long> referred(Handle handle, Collection<StoredArtifact> artifacts) {
    TreeMap<String, Long> ids = new TreeMap<>();
    if (artifacts.isEmpty()) {
      return ids;
    }
    handle
        .createQuery("SELECT id, sha256 FROM artifact WHERE sha256 = ANY(:digests)")
        .bind(
            "digests",
            artifacts.stream()
                .map(a -> Digest.checked(a.sha256()))
                .distinct()
                .toArray(String[]::new))
        .map((rows, context) -> Map.entry(rows.getString("sha256"), rows.getLong("id")))
        .forEach(e -> ids.put(e.getKey(), e.getValue()));
    List<StoredArtifact> missing =
        artifacts.stream().filter(a -> !ids.containsKey(a.sha256())).toList();
    if (!missing.isEmpty()) {
      ids.putAll(live(handle, missing));
    }
    return ids;
  }

  private static Map<String, Row> locked(Handle handle, Collection<String> digests) {
    Map<String, Row> found = new TreeMap<>();
    handle
        .createQuery(
            "SELECT id, sha256, object_name, state FROM artifact WHERE sha256 = ANY(:digests)"
                + " ORDER BY sha256 FOR UPDATE")
        .bind("digests", digests.toArray(String[]::new))
        .map(
            (rows, context) ->
                Map.entry(
                    rows.getString("sha256"),
                    new Row(
                        rows.getLong("id"),
                        blob(rows),
                        Rows.constant(rows, "state", ArtifactState.class))))
        .forEach(e -> found.put(e.getKey(), e.getValue()));
    return found;
  }

  /** The digest of a row. */
  public static String digest(Handle handle, long id) {
    return handle
        .createQuery("SELECT sha256 FROM artifact WHERE id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .one();
  }

  /** Changes a row's state. */
  public void state(Handle handle, long id, ArtifactState state) {
    handle
        .createUpdate(
            "UPDATE artifact SET state = :state, state_since = CURRENT_TIMESTAMP"
                + " WHERE id = :id AND state <> :state")
        .bind("id", id)
        .bind("state", state.name())
        .execute();
  }

  /**
   * Marks the row of damaged bytes; nothing happens where there is none, where they may go, or
   * where the row names others by now.
   */
  public void corrupt(Handle handle, BlobRef blob) {
    handle
        .createUpdate(
            "UPDATE artifact SET state = 'CORRUPT', state_since = CURRENT_TIMESTAMP"
                + " WHERE sha256 = :sha AND state = 'LIVE'"
                + " AND COALESCE(object_name, '') = :object")
        .bind("sha", blob.sha256())
        .bind("object", blob.object() == null ? "" : blob.object())
        .execute();
  }

  /** Changes the state of several rows; one that was deleted meanwhile stays so. */
  public void states(Handle handle, List<Long> ids, ArtifactState state) {
    if (!ids.isEmpty()) {
      handle
          .createUpdate(
              "UPDATE artifact SET state = :state, state_since = CURRENT_TIMESTAMP"
                  + " WHERE id = ANY(:ids) AND state <> :state AND state <> 'DELETED'")
          .bind("ids", ids.toArray(Long[]::new))
          .bind("state", state.name())
          .execute();
    }
  }

  /** All bytes of these were held against their digests just now; returns how many there are. */
  public int verified(Handle handle, List<Long> ids) {
    return ids.isEmpty()
        ? 0
        : handle
            .createUpdate(
                "UPDATE artifact SET verified_at = CURRENT_TIMESTAMP WHERE id = ANY(:ids)")
            .bind("ids", ids.toArray(Long[]::new))
            .execute();
  }
}
