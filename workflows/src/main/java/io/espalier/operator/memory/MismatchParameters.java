package io.espalier.operator.memory;

/**
 * Operator {@code compare_predictions}: on which test examples two networks differ, and whether
 * those are the ones that memorised examples bear on. Inputs {@code full}, {@code other} and
 * optionally {@code contrast} (test logits, with their places), {@code influence}, {@code split},
 * and a stream of random permutations.
 *
 * @param permutations of the test, at least 1
 * @param strata parts of equal size by the full network's margin, within which it is made again
 */
public record MismatchParameters(int permutations, int strata) {}
