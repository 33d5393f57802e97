package io.espalier.operator;

import java.util.Map;

/**
 * What a mask keeps.
 *
 * @param kept kept weights
 * @param prunable prunable weights
 * @param density kept / prunable
 * @param keptByTensor kept weights of each tensor
 */
public record PruneResult(
    long kept, long prunable, double density, Map<String, Long> keptByTensor) {
  public PruneResult {
    keptByTensor = Sorted.copy(keptByTensor);
  }
}
