package io.espalier.score.path;

import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.tensor.Tensor;
import io.espalier.unit.LayerCut;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of the mean loss by the parameters of one unit of a layer while these alone are scaled.
 * A unit's parameters are the weights that enter it, row-major, and behind them its bias where the
 * layer has one.
 */
abstract class LayerPath implements AutoCloseable {
  private final Tensor weights;
  private final @Nullable Tensor bias;
  private final boolean[] kept;
  private final int entering;

  LayerPath(ScoreContext context, String weight) {
    this.weights = Scores.weights(context, weight);
    this.bias = context.parameters().get(biasOf(weight));
    this.kept = context.mask().flags(weight);
    this.entering = weights.data().length / weights.shape()[0];
  }

  /**
   * The fastest way that fits: behind a dense layer in the network's row only what follows it is
   * passed, otherwise the whole network.
   *
   * @param weight name of the layer's weight tensor
   * @param positions factors of a unit's parameters at which gradients are taken
   */
  static LayerPath of(ScoreContext context, String weight, double[] positions) {
    Optional<LayerCut> cut =
        LayerCut.behind(context.network(), layerOf(weight), false).filter(LayerCut::dense);
    return cut.isPresent()
        ? new DensePath(context, weight, positions, cut.get())
        : new WholePath(context, weight, positions);
  }

  /** Whether a unit has any weight left. */
  final boolean alive(int unit) {
    for (int i = unit * entering; i < (unit + 1) * entering; i++) {
      if (kept[i]) {
        return true;
      }
    }
    return false;
  }

  /** The parameters of a unit. */
  final double[] unit(int unit) {
    double[] own = new double[size()];
    for (int i = 0; i < entering; i++) {
      own[i] = weights.data()[unit * entering + i];
    }
    if (bias != null) {
      own[entering] = bias.data()[unit];
    }
    return own;
  }

  /** The gradient by a unit's parameters at each position, 0 for weights that are pruned. */
  final double[][] slopes(int unit) {
    double[][] slopes = gradients(unit);
    for (double[] slope : slopes) {
      for (int i = 0; i < entering; i++) {
        if (!kept[unit * entering + i]) {
          slope[i] = 0;
        }
      }
    }
    return slopes;
  }

  /** The gradient by a unit's parameters at each position, whatever is pruned. */
  abstract double[][] gradients(int unit);

  /** Weights that enter a unit. */
  final int entering() {
    return entering;
  }

  /** Parameters of a unit. */
  final int size() {
    return bias == null ? entering : entering + 1;
  }

  final boolean hasBias() {
    return bias != null;
  }

  static String layerOf(String weight) {
    return weight.substring(0, weight.lastIndexOf('.'));
  }

  static String biasOf(String weight) {
    return layerOf(weight) + ".bias";
  }

  @Override
  public abstract void close();
}
