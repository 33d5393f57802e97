package io.espalier.dag;

import org.jspecify.annotations.Nullable;

/**
 * Where a task, or an input of one, stands in an experiment. A task's is only shown to people; an
 * input's is part of the step key where the operator sees it.
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
