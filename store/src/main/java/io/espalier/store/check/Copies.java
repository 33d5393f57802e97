package io.espalier.store.check;

import io.espalier.store.artifact.StoredArtifact;
import java.nio.file.Path;
import java.util.Optional;

/** Whole copies of damaged artifacts that may be had outside the store. */
@FunctionalInterface
public interface Copies {
  /** No copies anywhere. */
  Copies NONE = artifact -> Optional.empty();

  /**
   * A file that may hold an artifact's bytes; its digest is checked before it is used.
   *
   * @param from where the bytes come from, for the record
   */
  record Copy(Path file, String from) {}

  /** A copy of the artifact. */
  Optional<Copy> find(StoredArtifact artifact);
}
