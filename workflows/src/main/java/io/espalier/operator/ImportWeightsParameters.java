package io.espalier.operator;

import java.util.Map;

/**
 * Operator {@code import_weights}: input {@code file}, a safetensors file of any origin; output
 * {@code weights}.
 *
 * @param network name of the network
 * @param tensors names in the file by the network's own, where they differ
 */
public record ImportWeightsParameters(String network, Map<String, String> tensors) {
  public ImportWeightsParameters {
    tensors = Sorted.copy(tensors);
  }
}
