package io.espalier.service.refusal;

/** What can be named in a question. */
public enum Thing {
  /** A run, by its id. */
  RUN,
  /** A task of a run, by its id or by the key of its step. */
  TASK,
  /** A step, by its key. */
  STEP,
  /** Bytes, by their digest. */
  ARTIFACT,
  /** A finished round of an arm, by replicate, arm, draw and round. */
  RESULT
}
