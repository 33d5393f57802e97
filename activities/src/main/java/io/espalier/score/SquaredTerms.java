package io.espalier.score;

import io.espalier.score.TaylorCriterion.Form;
import io.espalier.score.TaylorCriterion.Order;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.unit.GateCurvature;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Adds up squared changes of losses, expanded at the weights, in doubles. */
final class SquaredTerms {
  private final ScoreContext context;
  private final TaylorCriterion.Settings settings;
  private final GateTerms gates;
  private final SortedMap<String, double[]> sums = new TreeMap<>();
  private int count;

  SquaredTerms(ScoreContext context, TaylorCriterion.Settings settings) {
    this.context = context;
    this.settings = settings;
    this.gates = new GateTerms(context.network(), settings.gates());
  }

  /**
   * The terms of one loss.
   *
   * @param gradients of it, by every parameter
   * @param batch the examples of which it is the mean; only for the second order
   */
  void add(SortedMap<String, Tensor> gradients, @Nullable ScoringBatch batch) {
    for (String name : context.mask().names()) {
      Tensor weights = Scores.weights(context, name);
      int pieces = Scores.ofPieces(context, weights).data().length;
      double[] sum = sums.computeIfAbsent(name, unseen -> new double[pieces]);
      if (settings.form() == Form.GATE) {
        double[] slopes = gates.of(name, context.parameters(), gradients);
        double[] curvature = curvature(name, pieces, batch);
        for (int filter = 0; filter < pieces; filter++) {
          double change = change(slopes[filter], curvature[filter]);
          sum[filter] += change * change;
        }
      } else {
        addWeights(weights, Tensors.get(gradients, name), sum);
      }
    }
    count++;
  }

  /**
   * The change of a loss when a gate goes from 1 to 0.
   *
   * @param slope g = ∂L/∂z
   * @param curvature H = ∂²L/∂z²
   */
  static double change(double slope, double curvature) {
    return -slope + curvature / 2;
  }

  private void addWeights(Tensor weights, Tensor gradient, double[] sum) {
    IntUnaryOperator piece = context.granularity().pieceOf(weights.shape());
    for (int i = 0; i < weights.data().length; i++) {
      double term = (double) weights.data()[i] * gradient.data()[i];
      sum[piece.applyAsInt(i)] += term * term;
    }
  }

  private double[] curvature(String name, int filters, @Nullable ScoringBatch batch) {
    if (settings.order() == Order.FIRST || batch == null) {
      return new double[filters];
    }
    boolean[] kept = context.mask().flags(name);
    boolean[] wanted = new boolean[filters];
    for (int i = 0; i < kept.length; i++) {
      wanted[i / (kept.length / filters)] |= kept[i];
    }
    String layer = name.substring(0, name.lastIndexOf('.'));
    return new GateCurvature(context.executor(), context.network(), context.parameters(), layer)
        .of(batch.inputs(), batch.labels(), wanted, context::goOn);
  }

  /** The mean over everything that was added, of the shapes of scores. */
  SortedMap<String, Tensor> mean() {
    return Scores.ofEach(
        context,
        name -> {
          double[] sum = sums.getOrDefault(name, new double[0]);
          Tensor scores = Scores.ofPieces(context, Scores.weights(context, name));
          for (int i = 0; i < sum.length; i++) {
            scores.data()[i] = (float) (sum[i] / count);
          }
          return scores;
        });
  }
}
