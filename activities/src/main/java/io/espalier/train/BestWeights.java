package io.espalier.train;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/**
 * The weights that did best on the validation split so far; of equal ones the earliest.
 *
 * @param iteration iterations done when they were looked at
 * @param correct validation examples they named correctly
 * @param parameters a copy
 */
record BestWeights(long iteration, int correct, SortedMap<String, Tensor> parameters) {}
