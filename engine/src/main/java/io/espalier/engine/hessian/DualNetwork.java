package io.espalier.engine.hessian;

import io.espalier.model.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stages of a network over its graph. */
final class DualNetwork {
  private final Graph graph;
  private final Runnable before;
  private final List<DualStage> stages = new ArrayList<>();

  /**
   * A network at some parameters.
   *
   * @param before called before each layer, both ways; what it throws ends the pass
   */
  DualNetwork(Graph graph, Map<String, DualParameter> parameters, Runnable before) {
    this.graph = graph;
    this.before = before;
    DualStages factory = new DualStages(parameters);
    graph.nodes().forEach(node -> stages.add(factory.stage(node)));
  }

  /** The logits. */
  Dual forward(Dual inputs) {
    @Nullable Dual[] values = new @Nullable Dual[graph.values()];
    values[0] = inputs;
    for (int i = 0; i < stages.size(); i++) {
      before.run();
      Graph.Node node = graph.nodes().get(i);
      Dual in = at(values, node.input());
      for (int other = 1; other < node.inputs().size(); other++) {
        in = sum(in, at(values, node.inputs().get(other)));
      }
      values[i + 1] = stages.get(i).forward(in);
    }
    return at(values, stages.size());
  }

  /** Adds the loss's derivatives by the parameters to their gradients. */
  void backward(Dual byLogits) {
    @Nullable Dual[] slopes = new @Nullable Dual[graph.values()];
    slopes[stages.size()] = byLogits;
    for (int i = stages.size() - 1; i >= 0; i--) {
      before.run();
      Dual back = stages.get(i).backward(at(slopes, i + 1));
      for (int input : graph.nodes().get(i).inputs()) {
        Dual known = slopes[input];
        slopes[input] = known == null ? back : sum(back, known);
      }
    }
  }

  private static Dual at(@Nullable Dual[] table, int value) {
    return Objects.requireNonNull(table[value]);
  }

  private static Dual sum(Dual one, Dual other) {
    Dual sum = Dual.zeros(one.size());
    sum.add(one);
    sum.add(other);
    return sum;
  }
}
