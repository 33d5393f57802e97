package io.espalier.store.lineage;

/** Ancestry of artifacts. */
public interface Lineage {
  /** Everything that the artifact was made from, back to the data files and configurations. */
  LineageGraph ancestors(String sha256);
}
