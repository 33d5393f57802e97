package io.espalier.engine;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/**
 * What a network gives at a {@link Point}.
 *
 * @param logits {@code [count, classes]} row-major
 * @param buffers what the running statistics are after that: moved towards those of the inputs as
 *     one iteration of a training moves them, and as they were under {@link Statistics#RUNNING};
 *     empty without batch norms
 */
public record Outputs(float[] logits, SortedMap<String, Tensor> buffers) {}
