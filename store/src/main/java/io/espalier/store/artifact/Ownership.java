package io.espalier.store.artifact;

import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which store the bytes of a place belong to: whoever first writes there leaves the identity of its
 * store, and every other process holds it against its own before it touches a byte. A place without
 * one is adopted where it holds what the database tells of, as those of older programs do.
 * Thread-safe.
 */
public final class Ownership {
  /** Name of the file or object with the identity. */
  public static final String NAME = "store-identity";

  /** Of a store that one process owns, whose bytes lie beside its database. */
  public static final Ownership OF_A_HOME = new Ownership("", "", false, List::of);

  /** Bytes that the database tells of. */
  public record Sample(BlobRef blob, long sizeBytes) {}

  /** A place for bytes, as far as it says whose they are. */
  public interface Marked {
    /** Such as {@code the folder /mnt/espalier}. */
    String name();

    /** What is written as {@link #NAME}, empty where nothing is. */
    Optional<String> read();

    /** Writes it, unless something is there. */
    void write(String text);

    /** Whether these bytes lie there. */
    boolean holds(Sample sample);

    /** How a place fails that may be the right one later. */
    StoreUnavailableException away(StoreMisplacedException e);
  }

  private final String identity;
  private final String database;
  private final boolean mayWrite;
  private final Supplier<List<Sample>> recorded;
  private volatile boolean settled;
  private volatile boolean marked;

  /**
   * That of a shared store.
   *
   * @param identity of the store
   * @param database what people know it by
   * @param mayWrite whether it was opened for writing
   * @param recorded bytes that the database tells of just now, some of the latest; none where it
   *     tells of none
   */
  public Ownership(
      String identity, String database, boolean mayWrite, Supplier<List<Sample>> recorded) {
    this.identity = identity;
    this.database = database;
    this.mayWrite = mayWrite;
    this.recorded = recorded;
    settled = identity.isEmpty();
  }

  /** Whether the store was opened for writing. */
  public boolean mayWrite() {
    return mayWrite;
  }

  /**
   * Holds the place against the store.
   *
   * @throws StoreMisplacedException when it is not this store's
   */
  public void require(Marked place) {
    settle(place, false);
  }

  /**
   * To be called before bytes are read, written or removed.
   *
   * @throws StoreUnavailableException while the place is not this store's
   */
  public void before(Marked place, boolean writing) {
    if (!settled) {
      try {
        settle(place, writing);
      } catch (StoreMisplacedException e) {
        throw place.away(e);
      }
    }
  }

  /**
   * To be called where bytes are missing: their place may have gone away with all of them.
   *
   * @throws StoreUnavailableException when it has
   */
  public void missed(Marked place) {
    if (marked && place.read().isEmpty()) {
      throw place.away(absent(place));
    }
  }

  private void settle(Marked place, boolean writing) {
    Optional<String> mark = place.read();
    if (mark.isEmpty()) {
      List<Sample> samples = recorded.get();
      if (samples.isEmpty() && !writing) {
        return; // There is nothing to read; who writes first settles it.
      }
      if (!samples.isEmpty() && samples.stream().noneMatch(place::holds)) {
        throw absent(place);
      }
      if (mayWrite) {
        place.write(identity + "\n" + database + "\n");
        mark = place.read();
      }
    }
    mark.ifPresent(text -> compare(place, text));
    marked = mark.isPresent();
    settled = true;
  }

  private void compare(Marked place, String text) {
    List<String> lines = text.lines().toList();
    String found = lines.isEmpty() ? "" : lines.get(0);
    if (!found.equals(identity)) {
      throw new StoreMisplacedException(
          place.name()
              + " belongs to another store, "
              + found
              + (lines.size() > 1 ? " in " + lines.get(1) : "")
              + "; this one is "
              + identity
              + " in "
              + database,
          "name a place of its own under artifacts in the environment file, or the other database"
              + " (`espalier doctor` tries both)");
    }
  }

  private StoreMisplacedException absent(Marked place) {
    return new StoreMisplacedException(
        place.name() + " holds nothing of the store " + identity + " in " + database,
        "mount what holds its artifacts, or put its place right under artifacts in the environment"
            + " file (`espalier doctor` tries it)");
  }
}
