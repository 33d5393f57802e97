package io.espalier.store.artifact;

/** What is known of an artifact's bytes; recorded by these names. */
public enum ArtifactState {
  /** They are there. */
  LIVE,
  /** Nothing needs them, and they are removed before long. */
  CONDEMNED,
  /** They are gone. */
  DELETED,
  /** They are missing or damaged. */
  CORRUPT
}
