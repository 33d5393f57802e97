package io.espalier.operator.compress;

/**
 * Operator {@code quantise}: input {@code weights}; output {@code weights}, those of dense layers
 * and convolutions on a symmetric grid: q s with q = HALF_EVEN(w / s) and s = max|w| / (2^(bits−1)
 * − 1). Biases, scales and running statistics stay as they are.
 *
 * @param network name of the network
 * @param bits of a weight, 2 to 16
 * @param per {@code layer} for one s a layer, {@code channel} for one a unit or filter
 */
public record QuantiseParameters(String network, int bits, String per) {}
