package io.espalier.dag;

import io.espalier.catalog.setting.Doc;
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
@Doc("Where a task, or an input of one, stands in an experiment.")
public record Place(
    @Doc("From 1; null outside replicates.") @Nullable Integer replicate,
    @Doc("Name of the arm; null for what all arms share.") @Nullable String arm,
    @Doc("From 1; null where the arm has no draws.") @Nullable Integer draw,
    @Doc("From 0, the dense network; null outside rounds.") @Nullable Integer round) {
  /** A task outside any replicate, arm or round. */
  public static final Place NONE = new Place(null, null, null, null);
}
