package io.espalier.store.step;

/** What has become of an attempt at a step; recorded by these names. */
public enum AttemptState {
  /** It is under way. */
  RUNNING,
  /** It recorded the step's outputs. */
  WON,
  /** It failed. */
  FAILED,
  /** It was killed or stopped, or another worker took the step over. */
  LOST
}
