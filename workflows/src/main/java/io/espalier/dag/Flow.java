package io.espalier.dag;

/** How the result of an operator steers the tasks after it. */
public enum Flow {
  /** The result is data only. */
  WORK,
  /** The result names the task id, or the list of task ids, to follow; the others are skipped. */
  BRANCH,
  /** A false, null, zero or empty result skips everything after it. */
  SHORT_CIRCUIT,
  /**
   * The result is data only, and looks back on what came before, whatever became of that: whether
   * those tasks failed still decides about the run, and when some of them run again, so does it.
   */
  REVIEW;

  /** Whether the result decides which tasks after it run. */
  public boolean steers() {
    return this == BRANCH || this == SHORT_CIRCUIT;
  }
}
