package io.espalier.store.step;

/**
 * A point to resume from.
 *
 * @param iteration iterations done
 * @param sha256 artifact that holds the state
 */
public record Checkpoint(long iteration, String sha256) {}
