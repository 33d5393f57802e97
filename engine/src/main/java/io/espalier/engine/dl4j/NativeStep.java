package io.espalier.engine.dl4j;

import io.espalier.model.Graph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a network on its way over a table of values.
 *
 * @param stage null for the sum of the values that it reads
 * @param from the values that it reads
 * @param to the value that it makes
 */
record NativeStep(@Nullable NativeStage stage, List<Integer> from, int to) {
  /** Which values of a network a parameter lies before. */
  static boolean[] learned(Graph graph) {
    boolean[] learned = new boolean[graph.values()];
    for (int i = 0; i < graph.nodes().size(); i++) {
      Graph.Node node = graph.nodes().get(i);
      learned[i + 1] =
          !node.tensors().isEmpty() || node.inputs().stream().anyMatch(input -> learned[input]);
    }
    return learned;
  }
}
