package io.espalier.score;

import io.espalier.model.NetworkTensor;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;

/** Scores that say nothing: a ranking of zeros would prune by names and indices alone. */
final class ZeroScores {
  private ZeroScores() {}

  /**
   * Refuses scores that are 0 for everything that is kept.
   *
   * @param scores by tensor name, of the shapes that a criterion returns
   * @throws IllegalArgumentException when they are, with the cause where it is known
   */
  static void require(String criterion, ScoreContext context, SortedMap<String, Tensor> scores) {
    long count = 0;
    for (String name : context.mask().names()) {
      float[] scored = Tensors.get(scores, name).data();
      boolean[] kept = context.mask().flags(name);
      int size = kept.length / scored.length;
      for (int i = 0; i < kept.length; i++) {
        if (kept[i] && scored[i / size] != 0) {
          return;
        }
        count += kept[i] ? 1 : 0;
      }
    }
    if (count > 0) {
      throw new IllegalArgumentException(
          "criterion "
              + criterion
              + ": all scores are 0"
              + cause(context)
              + " (expected: scores that tell what to prune; other weights, other examples or"
              + " another criterion)");
    }
  }

  /** The first layer that lets nothing through, in words; empty where there is none. */
  static String cause(ScoreContext context) {
    for (String layer : context.network().layerNames()) {
      if (isZero(context, layer)) {
        NetworkTensor weight = context.network().tensors().get(layer + ".weight");
        return weight != null && weight.role() == NetworkTensor.Role.SCALE
            ? ", since batch norm " + layer + " has a scale of 0 in every channel"
            : ", since all weights of " + layer + " are 0";
      }
    }
    return "";
  }

  private static boolean isZero(ScoreContext context, String layer) {
    for (float value : Tensors.get(context.parameters(), layer + ".weight").data()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
