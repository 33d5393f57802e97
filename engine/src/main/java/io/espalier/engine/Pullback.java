package io.espalier.engine;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/**
 * Slopes by the logits of some examples, taken back through a network at a {@link Point}: their
 * products with the Jacobian of the logits.
 *
 * @param parameters for every parameter θ of the network Σ slope · ∂logit/∂θ, over all logits of
 *     all examples
 * @param inputs the same by each of the inputs, {@code [count, C, H, W]}
 */
public record Pullback(SortedMap<String, Tensor> parameters, Tensor inputs) {}
