package io.espalier.store.artifact;

import io.espalier.digest.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an artifact as a place for bytes knows them.
 *
 * @param sha256 64 lowercase hex digits
 * @param object what tells them from other objects of the same bytes in a bucket; null in a folder,
 *     which holds every digest once
 */
public record Blob(String sha256, @Nullable String object) {
  public Blob {
    Digest.checked(sha256);
  }
}
