package io.espalier.store.sql.gc;

import io.espalier.store.artifact.Blobs;
import io.espalier.store.check.Garbage;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Removes what nothing needs, in its transactions. Thread-safe. */
public final class Collector {
  /** As many files are removed under locks held together. */
  private static final int BATCH = 200;

  /** How long an orphan is kept, and, where many processes share a store, everything condemned. */
  private static final String GRACE = "CURRENT_TIMESTAMP - INTERVAL '1' DAY";

  private final Database database;
  private final Blobs blobs;
  private volatile @Nullable Instant opened;

  public Collector(Database database, Blobs blobs) {
    this.database = database;
    this.blobs = blobs;
  }

  /**
   * Removes artifacts whose condemnation is durable. Where that fails they stay condemned, for the
   * next owner or {@link #collect}.
   */
  public void remove(List<Long> condemned) {
    try {
      removeNow(condemned);
    } catch (StoreUnavailableException e) {
      // No caller waits for it, and the cause of its failure will fail the next write too.
    }
  }

  private void removeNow(List<Long> condemned) {
    for (List<Long> batch : batches(condemned)) {
      List<Unreferenced.Gone> gone =
          database.writeAhead(handle -> Unreferenced.remove(handle, blobs, batch));
      if (!blobs.namedByDigest()) {
        // Their rows are gone for good, and their names were theirs alone.
        gone.forEach(one -> blobs.remove(one.blob(), one.since()));
      }
    }
  }

  private static List<List<Long>> batches(List<Long> ids) {
    return IntStream.range(0, (ids.size() + BATCH - 1) / BATCH)
        .mapToObj(i -> ids.subList(i * BATCH, Math.min(ids.size(), (i + 1) * BATCH)))
        .toList();
  }

  /**
   * What a new owner does: what the last one condemned goes. Orphans go when they have been known
   * for a while: many at once may mean that the database is older than the files.
   */
  public void afterCrash() {
    remove(
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT id FROM artifact WHERE state = 'CONDEMNED'"
                            + " AND (kind <> :orphan OR state_since < "
                            + GRACE
                            + ") ORDER BY id")
                    .bind("orphan", Orphans.KIND)
                    .mapTo(Long.class)
                    .list()));
    if (Orphans.likely(database, blobs)) {
      Instant now = now();
      Strays strays = Strays.find(database, blobs, now, now, Strays.NOBODY);
      database.write(handle -> Orphans.condemn(handle, strays.orphans()));
    }
    opened = now();
  }

  /** What nothing needs. */
  public Garbage look() {
    return new Garbage(search().items());
  }

  /**
   * Removes what nothing needs and returns it. Where many processes share the store it is condemned
   * now and removed by a call after the grace period.
   */
  public Garbage collect() {
    Search found = search();
    for (List<Long> batch : batches(found.rows())) {
      database.write(handle -> Unreferenced.condemn(handle, batch));
    }
    database.write(handle -> Orphans.condemn(handle, found.orphans()));
    removeNow(database.read(this::condemned));
    found.superseded().forEach(blob -> blobs.remove(blob, Instant.MAX));
    found.unfinished().forEach(part -> part.discard().run());
    return new Garbage(found.items());
  }

  private Search search() {
    return new Search(database, blobs, now(), database.read(this::oldUntil));
  }

  private Instant now() {
    return database.read(handle -> time(handle, "CURRENT_TIMESTAMP"));
  }

  private List<Long> condemned(Handle handle) {
    String until = opened == null ? GRACE : "CURRENT_TIMESTAMP";
    return handle
        .createQuery(
            "SELECT id FROM artifact WHERE state = 'CONDEMNED' AND state_since <= "
                + until
                + " ORDER BY id")
        .mapTo(Long.class)
        .list();
  }

  /** What is older than this is part of no work under way. */
  private Instant oldUntil(Handle handle) {
    if (opened != null) {
      return opened;
    }
    boolean nobodyWrites = database.engine().readOnly() && !database.engine().shared();
    return time(handle, nobodyWrites ? "CURRENT_TIMESTAMP" : GRACE);
  }

  private static Instant time(Handle handle, String expression) {
    return handle.createQuery("SELECT " + expression).mapTo(OffsetDateTime.class).one().toInstant();
  }
}
