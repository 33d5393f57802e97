package io.espalier.score;

import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntUnaryOperator;

/** Scores that say nothing: a ranking of zeros would prune by names and indices alone. */
final class ZeroScores {
  private ZeroScores() {}

  /**
   * What to say of tensors all of whose scores are 0.
   *
   * @param scores by tensor name, of the shapes that a criterion returns
   * @return a sentence, empty where there are no such tensors
   * @throws IllegalArgumentException when all scores of all tensors are 0
   */
  static Optional<String> check(
      String criterion, ScoreContext context, SortedMap<String, Tensor> scores) {
    List<String> zero =
        context.mask().names().stream()
            .filter(name -> isZero(context, name, Tensors.get(scores, name).data()))
            .toList();
    if (zero.size() == scores.size()) {
      throw new IllegalArgumentException(
          "criterion "
              + criterion
              + ": all scores are 0"
              + cause(context)
              + " (expected: scores that tell what to prune; other weights, other examples or"
              + " another criterion)");
    }
    return zero.isEmpty()
        ? Optional.empty()
        : Optional.of("all scores of " + zero + " are 0" + cause(context));
  }

  private static boolean isZero(ScoreContext context, String name, float[] scores) {
    boolean[] kept = context.mask().flags(name);
    IntUnaryOperator piece = context.granularity().pieceOf(context.mask().shape(name));
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] && scores[piece.applyAsInt(i)] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first layer that lets nothing through, in words; empty where there is none. */
  static String cause(ScoreContext context) {
    for (String layer : context.network().layerNames()) {
      if (isZero(context, layer)) {
        boolean norm = context.network().bufferShapes().containsKey(layer + ".running_var");
        return norm
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
