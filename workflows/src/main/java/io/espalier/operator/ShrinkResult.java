package io.espalier.operator;

import java.util.Map;

/**
 * What a shrinking leaves.
 *
 * @param parameters trainable parameters of the smaller network
 * @param before trainable parameters of the original
 * @param units filters or neurons that each layer with weights has left
 */
public record ShrinkResult(long parameters, long before, Map<String, Integer> units) {
  public ShrinkResult {
    units = Sorted.copy(units);
  }
}
