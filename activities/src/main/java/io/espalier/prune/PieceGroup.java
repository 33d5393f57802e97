package io.espalier.prune;

import java.util.List;

/**
 * The weights, filters or channels of a tensor; or the filters of several tensors that can only go
 * together.
 *
 * @param tensors names of weight tensors, one unless filters go together
 * @param shapes of the tensors, {@code [out, in]} or {@code [out, in, kH, kW]}
 * @param pieces number of them, pruned ones included
 */
public record PieceGroup(List<String> tensors, List<List<Integer>> shapes, long pieces) {
  public PieceGroup {
    tensors = List.copyOf(tensors);
    shapes = shapes.stream().map(List::copyOf).toList();
  }

  /** Weights of all its tensors, pruned ones included. */
  public long weights() {
    return shapes.stream()
        .mapToLong(
            shape -> shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact))
        .sum();
  }
}
