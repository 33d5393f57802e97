package io.espalier.store.sql.gc;

import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Blobs.Listed;
import io.espalier.store.artifact.Blobs.Unfinished;
import io.espalier.store.check.Garbage.Item;
import io.espalier.store.check.Garbage.Why;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.database.Database;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what nothing needs, among what is older than a moment: what is younger may be part of
 * work whose transaction is still to come.
 */
final class Search {
  private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");

  private final List<Row> rows;
  private final Map<Blob, Long> sizes = new HashMap<>();
  private final Strays strays;
  private final List<Unfinished> unfinished;

  /**
   * Searches.
   *
   * @param now by the database's clock
   * @throws io.espalier.store.artifact.CorruptArtifactException when the plan of a run is damaged:
   *     what it names is not known then
   */
  Search(Database database, Blobs blobs, Instant now, Instant until) {
    Set<String> named = named(blobs, database.read(Search::plans));
    rows = database.read(handle -> unreferenced(handle, named, until));
    Set<Blob> wanted = new HashSet<>();
    rows.forEach(row -> wanted.add(row.blob));
    strays =
        Strays.find(
            database,
            blobs,
            now,
            until,
            new Blobs.Found() {
              @Override
              public void blob(Listed listed) {
                if (wanted.contains(listed.blob())) {
                  sizes.put(listed.blob(), listed.sizeBytes());
                }
              }

              @Override
              public void stranger(String name) {}
            });
    unfinished =
        blobs.unfinished(now).stream().filter(part -> !part.since().isAfter(until)).toList();
  }

  private static List<Row> unreferenced(Handle handle, Set<String> named, Instant until) {
    return handle
        .createQuery(
            "SELECT a.id, a.sha256, a.object_name, a.kind, a.state FROM artifact a"
                + " WHERE a.state <> 'DELETED' AND a.state_since <= :until AND "
                + Unreferenced.CONDITION
                + " ORDER BY a.id")
        .bind("until", until.atOffset(ZoneOffset.UTC))
        .map((row, context) -> Row.read(row))
        .stream()
        .filter(row -> !named.contains(row.blob.sha256()))
        .toList();
  }

  private record Row(long id, Blob blob, String kind, ArtifactState state) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getLong("id"),
          ArtifactRows.blob(row),
          row.getString("kind"),
          Rows.constant(row, "state", ArtifactState.class));
    }

    Item item(@Nullable Long size) {
      Why why = kind.equals(Orphans.KIND) ? Why.ORPHAN : Why.UNREFERENCED;
      return new Item(why, kind, blob.sha256(), size == null ? 0 : size);
    }
  }

  private static List<Blob> plans(Handle handle) {
    return handle
        .createQuery(
            "SELECT DISTINCT a.sha256, a.object_name FROM run r"
                + " JOIN artifact a ON a.id = r.plan_artifact_id")
        .map((row, context) -> ArtifactRows.blob(row))
        .list();
  }

  /**
   * Digests in the plans of all runs. A run that was killed early has steps that no row tells of
   * yet, and its plan alone names the data they will read.
   */
  private static Set<String> named(Blobs blobs, List<Blob> plans) {
    Set<String> named = new HashSet<>();
    for (Blob plan : plans) {
      Matcher digests = DIGEST.matcher(new String(blobs.read(plan), StandardCharsets.UTF_8));
      while (digests.find()) {
        named.add(digests.group());
      }
    }
    return named;
  }

  /** A row whose bytes are gone already is nothing more to tell of: only a kill has kept it. */
  private List<Row> kept() {
    return rows.stream()
        .filter(row -> row.state != ArtifactState.CONDEMNED || sizes.containsKey(row.blob))
        .toList();
  }

  /** Ids of artifacts. */
  List<Long> rows() {
    return kept().stream().map(Row::id).toList();
  }

  /** Bytes without a row. */
  List<Listed> orphans() {
    return strays.orphans();
  }

  /** Objects of a bucket that were written anew. */
  List<Blob> superseded() {
    return strays.superseded().stream().map(Listed::blob).toList();
  }

  /** What was never finished. */
  List<Unfinished> unfinished() {
    return unfinished;
  }

  /** All of it. */
  List<Item> items() {
    List<Item> items = new ArrayList<>();
    kept().forEach(row -> items.add(row.item(sizes.get(row.blob))));
    for (List<Listed> strange : List.of(strays.orphans(), strays.superseded())) {
      for (Listed one : strange) {
        items.add(new Item(Why.ORPHAN, Orphans.KIND, one.blob().sha256(), one.sizeBytes()));
      }
    }
    for (Unfinished part : unfinished) {
      items.add(new Item(Why.UNFINISHED, "unfinished", part.name(), part.bytes()));
    }
    return items;
  }
}
