package io.espalier.dag;

/** How the result of an operator steers the tasks after it. */
public enum Flow {
  /** The result is data only. */
  WORK,
  /** The result names the task id, or the list of task ids, to follow; the others are skipped. */
  BRANCH,
  /** A false, null, zero or empty result skips everything after it. */
  SHORT_CIRCUIT
}
