package io.espalier.prune;

/** Among which weights or filters the lowest scores are looked for. */
public enum Scope {
  /** All prunable tensors together. */
  GLOBAL,
  /** Each prunable tensor for itself. */
  LAYER
}
