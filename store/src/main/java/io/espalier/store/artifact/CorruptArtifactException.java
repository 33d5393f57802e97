package io.espalier.store.artifact;

/** The bytes of an artifact are missing or do not hash to its name. */
public final class CorruptArtifactException extends RuntimeException {
  private final String sha256;

  /** Says which artifact and what was found instead. */
  public CorruptArtifactException(String sha256, String message) {
    super(message);
    this.sha256 = sha256;
  }

  /** The digest that the bytes should have. */
  public String sha256() {
    return sha256;
  }
}
