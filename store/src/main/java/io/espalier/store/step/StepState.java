package io.espalier.store.step;

/** What has become of a step; recorded by these names. */
public enum StepState {
  /** It is not being computed. */
  READY,
  /** A worker has claimed it. */
  RUNNING,
  /** Its outputs are recorded. */
  COMPLETED,
  /** It gave other bytes than those that were recorded, and is computed no more. */
  IRREPRODUCIBLE
}
