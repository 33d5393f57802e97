package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

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
   * One score a piece, as the context's granularity makes pieces: {@code finish} of the sum of
   * {@code term} over the piece's weights, added up in doubles in row-major order.
   *
   * @return of the weights' own shape, {@code [out]} for filters, {@code [in]} for channels
   */
  public static Tensor perPiece(
      ScoreContext context, Tensor weights, IntToDoubleFunction term, DoubleUnaryOperator finish) {
    if (context.granularity() == Granularity.WEIGHT) {
      return perWeight(weights, i -> finish.applyAsDouble(term.applyAsDouble(i)));
    }
    Tensor scores = ofPieces(context, weights);
    double[] sums = new double[scores.data().length];
    IntUnaryOperator piece = context.granularity().pieceOf(weights.shape());
    for (int i = 0; i < weights.data().length; i++) {
      sums[piece.applyAsInt(i)] += term.applyAsDouble(i);
    }
    return perWeight(scores, i -> finish.applyAsDouble(sums[i]));
  }

  /** A 0 for each piece of a weight tensor. */
  public static Tensor ofPieces(ScoreContext context, Tensor weights) {
    return Tensor.zeros(context.granularity().shapeOfPieces(weights.shape()));
  }

  /** The tensor of this name among the context's parameters. */
  public static Tensor weights(ScoreContext context, String name) {
    return Tensors.get(context.parameters(), name);
  }
}
