package io.espalier.store.lineage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ancestry of artifacts. */
public interface Lineage {
  /** The latest run one of whose tasks made the artifact; empty where none did. */
  Optional<String> latestRun(String sha256);

  /**
   * Everything that the artifact was made from, back to the data files and configurations: the
   * steps as one run had them. Steps that made the same bytes elsewhere are named apart.
   *
   * @param runId the run; null for an artifact that no task made
   * @param upstream the run's plan
   * @throws IllegalArgumentException when the store does not know the artifact, or no task of the
   *     run made it
   */
  LineageGraph ancestors(String sha256, @Nullable String runId, Upstream upstream);
}
