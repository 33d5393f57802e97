package io.espalier.store.sql.gc;

import io.espalier.store.artifact.ArtifactFiles;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.check.Garbage.Item;
import io.espalier.store.check.Garbage.Why;
import io.espalier.store.sql.column.Rows;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Looks for what nothing needs, among what is older than a moment: what is younger may be part of
 * work whose transaction is still to come.
 */
public final class Search {
  private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");

  private final Map<Long, Item> rows = new TreeMap<>();
  private final Map<String, Item> orphans = new TreeMap<>();
  private final Map<File, Item> unfinished = new TreeMap<>();

  /**
   * Searches.
   *
   * @throws io.espalier.store.artifact.CorruptArtifactException when the plan of a run is damaged:
   *     what it names is not known then
   */
  public Search(Handle handle, ArtifactFiles files, Instant until) {
    Set<String> named = named(handle, files);
    handle
        .createQuery(
            "SELECT a.id, a.sha256, a.kind, a.state FROM artifact a"
                + " WHERE a.state <> 'DELETED' AND a.state_since <= :until AND "
                + Unreferenced.CONDITION)
        .bind("until", until.atOffset(ZoneOffset.UTC))
        .map((row, context) -> Row.read(row))
        .stream()
        .filter(row -> !named.contains(row.sha256))
        .forEach(row -> row.item(files).ifPresent(item -> rows.put(row.id, item)));
    for (String digest : Orphans.find(handle, files, until)) {
      long bytes = files.of(digest).toFile().length();
      orphans.put(digest, new Item(Why.ORPHAN, Orphans.KIND, digest, bytes));
    }
    File[] parts = files.unfinished().toFile().listFiles(File::isFile);
    for (File part : parts == null ? new File[0] : parts) {
      if (part.lastModified() <= until.toEpochMilli()) {
        unfinished.put(part, new Item(Why.UNFINISHED, "unfinished", part.getPath(), part.length()));
      }
    }
  }

  private record Row(long id, String sha256, String kind, ArtifactState state) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getLong("id"),
          row.getString("sha256"),
          row.getString("kind"),
          Rows.constant(row, "state", ArtifactState.class));
    }

    /** Empty for a row whose file is gone already: only a kill has kept it. */
    Optional<Item> item(ArtifactFiles files) {
      File file = files.of(sha256).toFile();
      if (state == ArtifactState.CONDEMNED && !file.exists()) {
        return Optional.empty();
      }
      Why why = kind.equals(Orphans.KIND) ? Why.ORPHAN : Why.UNREFERENCED;
      return Optional.of(new Item(why, kind, sha256, file.length()));
    }
  }

  /**
   * Digests in the plans of all runs. A run that was killed early has steps that no row tells of
   * yet, and its plan alone names the data they will read.
   */
  private static Set<String> named(Handle handle, ArtifactFiles files) {
    Set<String> named = new HashSet<>();
    handle
        .createQuery(
            "SELECT DISTINCT a.sha256 FROM run r JOIN artifact a ON a.id = r.plan_artifact_id")
        .mapTo(String.class)
        .forEach(
            plan -> {
              Matcher digests =
                  DIGEST.matcher(new String(files.read(plan), StandardCharsets.UTF_8));
              while (digests.find()) {
                named.add(digests.group());
              }
            });
    return named;
  }

  /** Ids of artifacts. */
  public List<Long> rows() {
    return List.copyOf(rows.keySet());
  }

  /** Digests of files without a row. */
  public List<String> orphans() {
    return List.copyOf(orphans.keySet());
  }

  /** Unfinished files. */
  public List<File> unfinished() {
    return List.copyOf(unfinished.keySet());
  }

  /** All of it. */
  public List<Item> items() {
    List<Item> items = new ArrayList<>(rows.values());
    items.addAll(orphans.values());
    items.addAll(unfinished.values());
    return items;
  }
}
