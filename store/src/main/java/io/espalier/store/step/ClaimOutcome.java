package io.espalier.store.step;

import java.util.List;

/** What came of a claim. */
public sealed interface ClaimOutcome {
  /** The step had been computed before; the task is now success, CACHED. */
  record Recorded(String resultJson, List<StepArtifact> outputs) implements ClaimOutcome {}

  /** The step is ours under a new fence. */
  record Taken(Claim claim) implements ClaimOutcome {}

  /** Another worker computes it. */
  record Busy(String owner) implements ClaimOutcome {}

  /** The step once failed to reproduce its recorded bytes and stays closed. */
  record Irreproducible(String detail) implements ClaimOutcome {}
}
