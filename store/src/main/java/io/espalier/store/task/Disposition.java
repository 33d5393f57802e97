package io.espalier.store.task;

/** How a successful task came to its step's result; recorded by these names. */
public enum Disposition {
  /** The task computed it. */
  EXECUTED,
  /** It was recorded already. */
  CACHED
}
