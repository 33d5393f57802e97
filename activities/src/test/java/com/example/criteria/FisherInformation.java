package com.example.criteria;

import io.espalier.catalog.Granularity;
import io.espalier.engine.Session;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.score.ScoringBatch;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Criterion {@code fisher}: θ²/2N Σ g², with the gradient g of each example's loss: what removing a
 * weight would cost where the empirical Fisher information is the Hessian.
 */
public final class FisherInformation implements Criterion {
  @Override
  public String name() {
    return "fisher";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Weights squared times the diagonal of the empirical Fisher information.";
  }

  @Override
  public Set<Granularity> granularities() {
    return Set.of(Granularity.WEIGHT);
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    SortedMap<String, double[]> sums = new TreeMap<>();
    int examples = 0;
    try (Session session = context.open(context.parameters())) {
      for (ScoringBatch batch : context.batches()) {
        SortedMap<String, Tensor> squares =
            session.exampleGradients(batch.inputs(), batch.labels()).sumsOfSquares();
        for (String name : context.mask().names()) {
          float[] part = Tensors.get(squares, name).data();
          double[] sum = sums.computeIfAbsent(name, unseen -> new double[part.length]);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += part[i];
          }
        }
        examples += batch.labels().length;
      }
    }
    int count = examples;
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          double[] sum = sums.getOrDefault(name, new double[0]);
          return Scores.perWeight(
              weights, i -> sum[i] * weights.data()[i] * weights.data()[i] / (2 * count));
        });
  }
}
