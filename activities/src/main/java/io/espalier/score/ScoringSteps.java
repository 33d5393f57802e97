package io.espalier.score;

import io.espalier.mask.Mask;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.Ties;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Scoring and pruning in turn: after step k of n, ρ^{k/n} of the prunable pieces are left (Tanaka
 * et al. 2020, algorithm 1, for any criterion). The last pruning is not made here but by whoever
 * ranks the scores: what has gone before has −∞ (+∞ where the highest go), so that it goes first.
 */
final class ScoringSteps {
  private ScoringSteps() {}

  /**
   * The scores that the last step leaves.
   *
   * @param steps null for one
   * @param rules how to prune to a density
   * @param groups tensors whose filters go together, see {@link Ranking#prune(Mask, SortedMap,
   *     PruneRule, List)}
   * @param scores of what a mask has left, by tensor name
   * @param progress told which part is done
   * @param log told where a step parts equal scores
   * @throws IllegalArgumentException when the steps are out of range or less is left already than
   *     one of them keeps
   */
  static SortedMap<String, Tensor> of(
      ScoreParameters.@Nullable Steps steps,
      DoubleFunction<PruneRule> rules,
      Mask mask,
      List<List<String>> groups,
      Function<Mask, SortedMap<String, Tensor>> scores,
      DoubleConsumer progress,
      Consumer<String> log) {
    if (steps == null) {
      return scores.apply(mask);
    }
    if (steps.count() < 2) {
      throw new IllegalArgumentException("steps: " + steps.count() + " (expected: >= 2)");
    }
    Mask left = mask;
    for (int k = 1; k < steps.count(); k++) {
      double density = StrictMath.pow(steps.density(), (double) k / steps.count());
      PruneRule step = rules.apply(density);
      SortedMap<String, Tensor> scored = scores.apply(left);
      Mask next = Ranking.prune(left, scored, step, groups);
      String number = "step " + k + " of " + steps.count() + ": ";
      Ties.between(left, next, scored, step, groups).forEach(tie -> log.accept(number + tie));
      left = next;
      progress.accept((double) k / steps.count());
    }
    SortedMap<String, Tensor> last = scores.apply(left);
    PruneRule rule = rules.apply(steps.density());
    float first = rule.highest() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
    for (String name : left.names()) {
      boolean[] kept = left.flags(name);
      float[] scored = Tensors.get(last, name).data();
      IntUnaryOperator piece = rule.granularities().ofTensor(name).pieceOf(left.shape(name));
      for (int i = 0; i < kept.length; i++) {
        if (!kept[i]) {
          scored[piece.applyAsInt(i)] = first;
        }
      }
    }
    return last;
  }
}
