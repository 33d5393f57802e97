package io.espalier.dag;

import org.jspecify.annotations.Nullable;

/**
 * Where a task stands in an experiment; only shown to people, never part of a step key.
 *
 * @param replicate from 1, null outside replicates
 * @param arm the arm's name, null for what all arms share
 * @param draw from 1, null where the arm has no draws
 * @param round from 0 (dense), null outside rounds
 */
public record Place(
    @Nullable Integer replicate,
    @Nullable String arm,
    @Nullable Integer draw,
    @Nullable Integer round) {
  /** A task outside any replicate, arm or round. */
  public static final Place NONE = new Place(null, null, null, null);
}
