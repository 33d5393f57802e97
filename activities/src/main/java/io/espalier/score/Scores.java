package io.espalier.score;

import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/** What most criteria share: walking over the prunable tensors, and the shapes of scores. */
public final class Scores {
  private Scores() {}

  /** Scores of every prunable tensor, from a function of its name. */
  public static SortedMap<String, Tensor> ofEach(
      ScoreContext context, Function<String, Tensor> score) {
    SortedMap<String, Tensor> scores = new TreeMap<>();
    for (String name : context.mask().names()) {
      scores.put(name, score.apply(name));
    }
    return scores;
  }

  /** One score a weight, of the weights' own shape; {@code score} takes the row-major index. */
  public static Tensor perWeight(Tensor weights, IntToDoubleFunction score) {
    float[] data = new float[weights.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) score.applyAsDouble(i);
    }
    return new Tensor(weights.shape().clone(), data);
  }

  /**
   * One score a filter, {@code [out]}: {@code finish} of the sum of {@code term} over the filter's
   * weights, added up in doubles in row-major order.
   */
  public static Tensor perFilter(
      Tensor weights, IntToDoubleFunction term, DoubleUnaryOperator finish) {
    int filters = weights.shape()[0];
    int size = weights.data().length / filters;
    float[] data = new float[filters];
    for (int filter = 0; filter < filters; filter++) {
      double sum = 0;
      for (int i = filter * size; i < (filter + 1) * size; i++) {
        sum += term.applyAsDouble(i);
      }
      data[filter] = (float) finish.applyAsDouble(sum);
    }
    return new Tensor(new int[] {filters}, data);
  }

  /** The tensor of this name among the context's parameters. */
  public static Tensor weights(ScoreContext context, String name) {
    return Tensors.get(context.parameters(), name);
  }
}
