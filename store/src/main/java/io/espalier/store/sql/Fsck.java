package io.espalier.store.sql;

import io.espalier.store.StoreUnavailableException;
import io.espalier.store.artifact.ArtifactFiles;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.check.FsckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds files against rows. Marks what it finds where the store may be written. */
final class Fsck {
  private record Row(long id, String sha256, long size, String kind, String state) {}

  private final Database database;
  private final ArtifactFiles files;
  private final ArtifactRows rows;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Long> corrupt = new ArrayList<>();
  private final List<Long> healed = new ArrayList<>();
  private final List<Long> whole = new ArrayList<>();
  private long bytes;

  Fsck(Database database, ArtifactFiles files, ArtifactRows rows) {
    this.database = database;
    this.files = files;
    this.rows = rows;
  }

  FsckReport check(Consumer<Long> progress) {
    // Files first: one that is written while this runs then has a row, or neither is looked at.
    Map<String, Long> found = new Leftovers(files).objects(notes);
    List<Row> artifacts = artifacts();
    for (Row artifact : artifacts) {
      found.remove(artifact.sha256());
      look(artifact);
      progress.accept(bytes);
    }
    found.forEach(
        (digest, size) ->
            notes.add(
                "file "
                    + digest
                    + " ("
                    + size
                    + " bytes) belongs to no row: an orphan, see `espalier gc`"));
    new Leftovers(files).unfinished(notes);
    problems.addAll(database.snapshot(References::broken));
    String journal = database.readThrough();
    if (journal != null) {
      problems.add(journal + " (`espalier store rebuild` begins it anew from the database)");
    }
    mark();
    return new FsckReport(artifacts.size(), bytes, problems, notes);
  }

  private List<Row> artifacts() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id, sha256, size_bytes, kind, state FROM artifact ORDER BY id")
                .map(
                    (r, context) ->
                        new Row(
                            r.getLong("id"),
                            r.getString("sha256"),
                            r.getLong("size_bytes"),
                            r.getString("kind"),
                            r.getString("state")))
                .list());
  }

  private void look(Row artifact) {
    if (artifact.state().equals("DELETED")) {
      return;
    }
    if (artifact.state().equals("CONDEMNED")) {
      notes.add(
          "%s %s (%d bytes) is not needed any more: see `espalier gc`"
              .formatted(artifact.kind(), artifact.sha256(), artifact.size()));
      return;
    }
    String damage = damage(artifact);
    if (damage != null) {
      problems.add(damage);
      corrupt.add(artifact.id());
      return;
    }
    whole.add(artifact.id());
    if (artifact.state().equals("CORRUPT")) {
      notes.add("artifact " + artifact.sha256() + " was damaged and is whole again");
      healed.add(artifact.id());
    }
  }

  private @Nullable String damage(Row artifact) {
    try {
      long size = files.hash(artifact.sha256());
      bytes += size;
      return size == artifact.size()
          ? null
          : artifact.kind()
              + " "
              + artifact.sha256()
              + ": its row says "
              + artifact.size()
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
    try {
      database.write(
          handle -> {
            rows.states(handle, corrupt, "CORRUPT");
            rows.states(handle, healed, "LIVE");
            return rows.verified(handle, whole);
          });
    } catch (StoreUnavailableException e) {
      notes.add("nothing was marked: " + e.getMessage());
    }
  }
}
