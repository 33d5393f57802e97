package io.espalier.run;

/** How a try can end without success; the names travel as Temporal failure types. */
public enum TaskFailure {
  /** Uses a try; retried while tries are left. */
  FAILED,
  /** Fails the task whatever tries are left: bad parameters, a diverged training. */
  FATAL,
  /** Another worker holds the step: scheduled again later, uses no try. */
  STEP_BUSY,
  /** The claim was lost to another attempt: scheduled again, uses no try. */
  CLAIM_LOST,
  /** A full disk, a lost database or bucket: waits with a growing delay, uses no try. */
  UNAVAILABLE,
  /** Asked to stop (cancel, shutdown, continue-as-new) and did, after a checkpoint; uses no try. */
  STOPPED,
  /** The operator asks that the task be marked skipped. */
  SKIPPED
}
