package io.espalier.store.artifact;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the bytes of artifacts lie: a folder or a bucket. Bytes are durable when a writer returns,
 * and held against their digest when they are read. Only what says so may be called in a
 * transaction of the database. Thread-safe.
 *
 * <p>Every method throws {@link io.espalier.store.failure.StoreUnavailableException} when the disk
 * is full or fails, or the bucket is away.
 */
public interface Blobs extends AutoCloseable {
  /**
   * Says which store's bytes these are to be, before anything else is asked, and holds the place
   * against it; a bucket that is away, or is only to be read, when it is first used.
   *
   * @throws io.espalier.store.failure.StoreMisplacedException as {@link #requireOwn}
   */
  void ownedBy(Ownership store);

  /**
   * Holds the place against its store.
   *
   * @throws io.espalier.store.failure.StoreMisplacedException when it is another's, or holds none
   *     of its bytes
   */
  void requireOwn();

  /** Writes, hashes and makes durable; the row follows. */
  StoredArtifact write(String kind, String mediaType, Artifacts.Body body);

  /**
   * Copies a file in, as {@link #write} does.
   *
   * @throws CorruptArtifactException when it is missing or holds other bytes; nothing of it is kept
   */
  StoredArtifact copy(String kind, String mediaType, Path file, String sha256);

  /**
   * The bytes, held against their digest.
   *
   * @throws CorruptArtifactException when they are missing or others
   */
  byte[] read(BlobRef blob);

  /**
   * A file of this machine with the bytes, held against their digest; for reading at once.
   *
   * @throws CorruptArtifactException when they are missing or others
   */
  Path verified(BlobRef blob);

  /**
   * Hashes the bytes that lie there, whatever was seen before, and returns how many they are.
   *
   * @throws CorruptArtifactException when they are missing or others
   */
  long hash(BlobRef blob);

  /**
   * Whether bytes are named by their digest alone, so that writing them anew replaces what lies
   * there. Whoever removes them must then hold the lock of the artifact's row. Otherwise every
   * write has a name of its own, and removing one never touches what another wrote.
   */
  boolean namedByDigest();

  /**
   * Where bytes lie that were just written, empty where they are not there (any more). For use in a
   * transaction: asks no bucket.
   */
  Optional<BlobRef> written(String sha256, long sizeBytes);

  /**
   * Whether bytes that a row tells of may be taken for there, without reading them. For use in a
   * transaction: asks no bucket, whose rows are trusted until their bytes are read.
   */
  boolean present(BlobRef blob, long sizeBytes);

  /**
   * Removes bytes; nothing happens where there are none. In a folder they stay if they were written
   * after that moment: then their writer's transaction is still to come.
   */
  void remove(BlobRef blob, Instant writtenUntil);

  /** Moves damaged bytes to where they are in nobody's way, for a person to look at. */
  void setAside(BlobRef blob);

  /** Where {@link #setAside} has put bytes of this digest, empty where it has not. */
  Optional<String> aside(String sha256);

  /** What {@link #list} finds. */
  interface Found {
    /** Bytes under a digest. */
    void blob(Listed listed);

    /** Something that no store puts there. */
    void stranger(String name);
  }

  /** Bytes in a listing. */
  interface Listed {
    BlobRef blob();

    long sizeBytes();

    /** When they were written, by the clock of who lists. */
    Instant written();
  }

  /**
   * Tells of everything that lies there, one digest after the other.
   *
   * @param now by the clock that the ages are reckoned with; a bucket's own clock is put right by
   *     it
   */
  void list(Instant now, Found found);

  /**
   * Something that was begun and never finished.
   *
   * @param name for people
   * @param discard removes it
   */
  record Unfinished(String name, long bytes, Instant since, Runnable discard) {}

  /** What was begun and not finished, work under way too; {@code now} as in {@link #list}. */
  List<Unfinished> unfinished(Instant now);

  /** Where this process keeps the logs of the attempts that it runs; it need not exist. */
  Path logs();

  /** Makes the folder for logs. */
  void makeLogs();

  @Override
  void close();
}
