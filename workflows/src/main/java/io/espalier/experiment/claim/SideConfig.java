package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import org.jspecify.annotations.Nullable;

/**
 * One side of a comparison. Of measurements that differ in nothing that it says, the mean is taken.
 *
 * @param arm the arm, {@link #DENSE}, or null for measurements that are in no arm
 * @param at where, null for the places of the claim
 * @param measure what is taken of it, null for the measure of the comparison
 * @param analysis whose measurements, null for those of the comparison
 * @param layer the layer, null for measurements of the whole network
 * @param item what tells measurements apart, null for those without
 * @param otherArm the arm that it was held against, null for any
 * @param otherRound the round that it was held against, null for any
 */
public record SideConfig(
    @Doc("Name of the arm, or dense; left out for measurements that are in no arm.") @Shorthand
        @Nullable String arm,
    @Doc("Where it is looked at; where left out, at the places of the claim.") @Nullable At at,
    @Doc("What is taken of it, where that is not the measure of the comparison.")
        @Nullable String measure,
    @Doc("Whose measurements, where that is not the analysis of the comparison.")
        @Nullable String analysis,
    @Doc("Layer of the measurements; left out for those of the whole network.")
        @Nullable String layer,
    @Doc("Item of the measurements; left out for those without one.") @Nullable String item,
    @Doc("Arm that the measurements are held against, or dense; left out for any.")
        @Nullable String otherArm,
    @Doc("Round that the measurements are held against; left out for any.")
        @Range(min = 0, max = 99)
        @Nullable Integer otherRound) {
  /** The network that all arms of a replicate begin with, round 0. */
  public static final String DENSE = "dense";
}
