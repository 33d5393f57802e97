package com.example.criteria;

import io.espalier.catalog.Granularity;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.Trace;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.ScoringBatch;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Criterion {@code gate-taylor}: the sum over examples of (z ∂L/∂z)², where z is what a filter
 * gives (Molchanov et al. 2019, equation 8, example by example).
 */
public final class GateTaylor implements Criterion {
  @Override
  public String name() {
    return "gate-taylor";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Squared first-order change of the loss when a filter's output is shut off.";
  }

  @Override
  public Set<Granularity> granularities() {
    return Set.of(Granularity.FILTER);
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
    Set<String> layers =
        context.mask().names().stream().map(GateTaylor::layer).collect(Collectors.toSet());
    SortedMap<String, Tensor> scores = new TreeMap<>();
    try (Session session = context.open(context.parameters())) {
      for (ScoringBatch batch : context.batches()) {
        Readout loss = Readout.loss(batch.labels());
        Trace trace = session.trace(batch.inputs(), batch.labels().length, loss, layers);
        for (String name : context.mask().names()) {
          Tensor z = Tensors.get(trace.activations(), layer(name));
          Tensor score = scores.computeIfAbsent(name, unseen -> Tensor.zeros(z.shape()[1]));
          add(z, Tensors.get(trace.gradients(), layer(name)).data(), score.data());
        }
      }
    }
    return scores;
  }

  private static void add(Tensor z, float[] slopes, float[] scores) {
    int area = z.data().length / (z.shape()[0] * scores.length);
    for (int from = 0; from < slopes.length; from += area) {
      double gate = 0;
      for (int i = from; i < from + area; i++) {
        gate += (double) z.data()[i] * slopes[i];
      }
      scores[from / area % scores.length] += (float) (gate * gate);
    }
  }

  private static String layer(String weight) {
    return weight.substring(0, weight.lastIndexOf('.'));
  }
}
