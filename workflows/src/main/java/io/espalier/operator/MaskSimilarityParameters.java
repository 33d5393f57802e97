package io.espalier.operator;

/**
 * Operator {@code mask_similarity}: inputs {@code mask}, {@code earlier} and {@code elsewhere}, any
 * number of each, with their places; measures {@code jaccard} and {@code jaccard_independent}.
 *
 * <p>Each mask is held against those of its arm and draw among {@code earlier} (of other rounds)
 * and {@code elsewhere} (of other replicates).
 *
 * @param weights {@code kept} or {@code pruned}: which weights are the sets
 * @param arms whether the masks of the role {@code mask} are held against each other too
 */
public record MaskSimilarityParameters(String weights, boolean arms) {}
