package io.espalier.engine.onednn;

import io.espalier.engine.flat.Tracing;
import io.espalier.model.Layer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layers one behind the other. */
final class Chain implements Node {
  private final Planning planning;
  private final List<Node> nodes = new ArrayList<>();
  private final List<@Nullable String> names = new ArrayList<>();
  private final Value input;
  private Value output;

  Chain(Planning planning, List<Layer> layers, Value input) {
    this.planning = planning;
    this.input = input;
    this.output = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean relu = i + 1 < layers.size() && isRelu(layers.get(i + 1));
      if (layer instanceof Layer.Conv conv) {
        add(new WeightedNode(planning, new Convolution(conv, output), relu, output));
      } else if (layer instanceof Layer.BatchNorm norm) {
        add(new NormNode(planning, norm, relu, output));
      } else if (layer instanceof Layer.Dense dense) {
        add(new WeightedNode(planning, new InnerProduct(dense, output), relu, output));
      } else if (layer instanceof Layer.Residual residual) {
        add(new ResidualNode(planning, residual, relu, output));
      } else {
        relu = false;
        Layer next = i + 1 < layers.size() ? layers.get(i + 1) : null;
        boolean small = next instanceof Layer.Dense dense && dense.out() <= input.batch();
        other(layer, small);
      }
      // Those four take the ReLU behind them along.
      i += relu ? 1 : 0;
      if (names.size() < nodes.size()) {
        names.add(Tracing.behind(layers, i));
      }
    }
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Gradient at = gradient;
    Value behind = output;
    for (int i = nodes.size() - 1; i >= 0 && behind.learned(); i--) {
      String name = names.get(i);
      if (name != null) {
        planning.trace(name, behind, at);
      }
      at = nodes.get(i).backward(at);
      behind = i == 0 ? input : nodes.get(i - 1).output();
    }
    return at;
  }

  private void other(Layer layer, boolean beforeSmall) {
    if (layer instanceof Layer.MaxPool pool) {
      add(PoolNode.max(planning, pool, output));
    } else if (layer instanceof Layer.GlobalAveragePool) {
      add(PoolNode.mean(planning, output));
    } else if (layer instanceof Layer.Activation activation) {
      add(new ActivationNode(planning, Activations.of(activation), output));
    } else if (layer instanceof Layer.Flatten && !beforeSmall) {
      // A dense layer takes an image as it is, but then its weights are laid out like that image at
      // every step; where it has more units than there are examples, the image is smaller.
      add(new FlattenNode(planning, output));
    }
  }

  private void add(Node node) {
    nodes.add(node);
    output = node.output();
  }

  private static boolean isRelu(Layer layer) {
    return layer instanceof Layer.Activation activation
        && activation.kind() == Layer.Activation.Kind.RELU;
  }
}
