package io.espalier.engine;

/** Which mean and variance a batch norm normalises by. */
public enum Statistics {
  /** Those of the examples that pass, as in training: gradients go through them. */
  BATCH,
  /** The running ones, as in prediction: no example depends on another. */
  RUNNING
}
