package io.espalier.store.sql.damage;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.Copies;
import io.espalier.store.check.FsckReport;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.damage.Referrers.Cure;
import io.espalier.store.sql.database.Database;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Holds files against rows. Marks what it finds where the store may be written. */
public final class Fsck {
  private record Row(long id, StoredArtifact artifact, Blob blob, ArtifactState state) {}

  private record Broken(Row row, String found) {}

  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows rows;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();
  private final List<Long> healed = new ArrayList<>();
  private final List<Long> whole = new ArrayList<>();
  private long artifacts;
  private long bytes;

  public Fsck(Database database, Blobs blobs, ArtifactRows rows) {
    this.database = database;
    this.blobs = blobs;
    this.rows = rows;
  }

  public FsckReport check(Consumer<Long> progress) {
    for (Damaged one : damaged(progress)) {
      tell(one);
    }
    return report();
  }

  /** As {@link #check}, after which what can be put right is. */
  public FsckReport repair(Copies copies, Consumer<Long> progress) {
    Repair repair = new Repair(database, blobs, rows, copies);
    for (Damaged one : damaged(progress)) {
      String done = repair.cure(one);
      if (done == null) {
        tell(one);
      } else {
        notes.add(done);
      }
    }
    notes.addAll(repair.references());
    return report();
  }

  private void tell(Damaged one) {
    if (one.referrers().cure() == Cure.AWAIT) {
      notes.add(one.found() + "; " + one.awaited());
    } else {
      problems.add(one.problem());
    }
  }

  private FsckReport report() {
    problems.addAll(database.snapshot(References::broken));
    String journal = database.readThrough();
    if (journal != null) {
      problems.add(journal + " (`espalier store rebuild` begins it anew from the database)");
    }
    return new FsckReport(artifacts, bytes, problems, notes);
  }

  private List<Damaged> damaged(Consumer<Long> progress) {
    // Files first: one that is written while this runs then has a row, or neither is looked at.
    Map<Blob, Long> found = new Leftovers(blobs).objects(notes);
    List<Row> all = artifacts();
    artifacts = all.size();
    Set<String> named = new HashSet<>();
    for (Row row : all) {
      named.add(row.artifact().sha256());
      look(row);
      progress.accept(bytes);
    }
    // Other objects of a digest that has a row are the collector's matter alone.
    found.keySet().removeIf(blob -> named.contains(blob.sha256()));
    found.forEach(
        (blob, size) ->
            notes.add(
                "file "
                    + blob.sha256()
                    + " ("
                    + size
                    + " bytes) belongs to no row: an orphan, see `espalier gc`"));
    new Leftovers(blobs).unfinished(notes);
    mark();
    return database.snapshot(handle -> broken.stream().map(one -> damaged(handle, one)).toList());
  }

  private static Damaged damaged(Handle handle, Broken one) {
    long id = one.row().id();
    return new Damaged(
        id, one.row().artifact(), one.row().blob(), one.found(), Referrers.of(handle, id));
  }

  private List<Row> artifacts() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT id, sha256, object_name, size_bytes, kind, media_type, state FROM artifact"
                        + " ORDER BY id")
                .map(
                    (r, context) ->
                        new Row(
                            r.getLong("id"),
                            ArtifactRows.read(r),
                            ArtifactRows.blob(r),
                            Rows.constant(r, "state", ArtifactState.class)))
                .list());
  }

  private void look(Row row) {
    if (row.state() == ArtifactState.DELETED) {
      return;
    }
    if (row.state() == ArtifactState.CONDEMNED) {
      notes.add(
          "%s %s (%d bytes) is not needed any more: see `espalier gc`"
              .formatted(
                  row.artifact().kind(), row.artifact().sha256(), row.artifact().sizeBytes()));
      return;
    }
    String damage = damage(row);
    if (damage != null) {
      broken.add(new Broken(row, damage));
      return;
    }
    whole.add(row.id());
    if (row.state() == ArtifactState.CORRUPT) {
      notes.add("artifact " + row.artifact().sha256() + " was damaged and is whole again");
      healed.add(row.id());
    }
  }

  private @Nullable String damage(Row row) {
    StoredArtifact artifact = row.artifact();
    try {
      long size = blobs.hash(row.blob());
      bytes += size;
      return size == artifact.sizeBytes()
          ? null
          : artifact.kind()
              + " "
              + artifact.sha256()
              + ": its row says "
              + artifact.sizeBytes()
              + " bytes, the file has "
              + size;
    } catch (CorruptArtifactException e) {
      return artifact.kind() + ": " + e.getMessage();
    }
  }

  private void mark() {
    if (database.engine().readOnly()) {
      notes.add("nothing was marked: the store could only be opened for reading");
      return;
    }
    List<Long> corrupt = broken.stream().map(one -> one.row().id()).toList();
    try {
      database.write(
          handle -> {
            rows.states(handle, corrupt, ArtifactState.CORRUPT);
            rows.states(handle, healed, ArtifactState.LIVE);
            return rows.verified(handle, whole);
          });
    } catch (StoreUnavailableException e) {
      notes.add("nothing was marked: " + e.getMessage());
    }
  }
}
