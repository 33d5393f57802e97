package io.espalier.store.artifact;

/** The bytes of an artifact are missing or do not hash to its name. */
public final class CorruptArtifactException extends RuntimeException {
  private final String sha256;

  /** Says which artifact and what was found instead. */
  public CorruptArtifactException(String sha256, String message) {
    super(message);
    this.sha256 = sha256;
  }

  /** Says that so many bytes were found, of another digest. */
  public static CorruptArtifactException other(String sha256, String found, long sizeBytes) {
    return new CorruptArtifactException(
        sha256,
        "artifact " + sha256 + " is damaged: its " + sizeBytes + " bytes hash to " + found);
  }

  /** The digest that the bytes should have. */
  public String sha256() {
    return sha256;
  }
}
