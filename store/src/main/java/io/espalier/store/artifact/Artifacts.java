package io.espalier.store.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Bytes named by their SHA-256 (64 lowercase hex digits, nothing else is accepted as a name). */
public interface Artifacts {
  /** Writes the bytes of one artifact. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes, hashes, forces and renames the bytes into place. The row follows with the transaction
   * that refers to it; until then the file is garbage that fsck may report as an orphan.
   */
  StoredArtifact write(String kind, String mediaType, Body body);

  /** As {@link #write} and records the row at once: for configurations and plans. */
  StoredArtifact put(String kind, String mediaType, byte[] bytes);

  /**
   * Copies a file of known digest and records the row: for data.
   *
   * @throws CorruptArtifactException when it is missing or holds other bytes; nothing of it is kept
   */
  StoredArtifact copy(String kind, String mediaType, Path file, String sha256);

  /**
   * The verified bytes.
   *
   * @throws CorruptArtifactException when they are missing or do not hash to their name; the row is
   *     then marked CORRUPT
   */
  byte[] read(String sha256);

  /** Where the verified file lies, for reading only; verified as in {@link #read}. */
  Path path(String sha256);

  /**
   * The row of a digest; empty where there is none, or where its bytes are known to be damaged,
   * deleted or about to be, so that whoever asks knows to write them again. The bytes are not
   * looked at.
   */
  Optional<StoredArtifact> find(String sha256);

  /**
   * The full digest that begins with this prefix (at least 4 hex digits); empty where none or
   * several do.
   */
  Optional<String> resolve(String prefix);
}
