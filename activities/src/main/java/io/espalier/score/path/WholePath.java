package io.espalier.score.path;

import io.espalier.engine.Point;
import io.espalier.engine.Session;
import io.espalier.engine.Statistics;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.LossBatch;
import io.espalier.score.ScoreContext;
import io.espalier.score.ScoringBatch;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import java.util.TreeMap;

/** The path of a unit of any layer, wherever it lies: each position passes the whole network. */
final class WholePath extends LayerPath {
  private final ScoreContext context;
  private final String weight;
  private final double[] positions;
  private final Session session;

  WholePath(ScoreContext context, String weight, double[] positions) {
    super(context, weight);
    this.context = context;
    this.weight = weight;
    this.positions = positions;
    this.session = context.open(context.parameters());
  }

  @Override
  double[][] gradients(int unit) {
    double[][] gradients = new double[positions.length][size()];
    for (int s = 0; s < positions.length; s++) {
      SortedMap<String, Tensor> there = scaled(unit, positions[s]);
      int examples = 0;
      for (ScoringBatch batch : context.batches()) {
        context.goOn();
        add(there, batch, unit, gradients[s]);
        examples += batch.labels().length;
      }
      for (int i = 0; i < gradients[s].length; i++) {
        gradients[s][i] /= examples;
      }
    }
    return gradients;
  }

  private void add(
      SortedMap<String, Tensor> there, ScoringBatch batch, int unit, double[] gradient) {
    int count = batch.labels().length;
    Point at = new Point(there, batch.inputs(), count, Statistics.RUNNING);
    float[] logits = session.forward(at).logits();
    int classes = logits.length / count;
    float[] slopes = new float[logits.length];
    LossBatch losses = LossBatch.ofLabels(batch.labels(), 0, count, classes);
    var unused = CrossEntropy.PLAIN.gradient(losses, logits, 1, slopes);
    SortedMap<String, Tensor> back = session.backward(at, slopes).parameters();
    float[] rows = Tensors.get(back, weight).data();
    for (int i = 0; i < entering(); i++) {
      gradient[i] += rows[unit * entering() + i];
    }
    if (hasBias()) {
      gradient[entering()] += Tensors.get(back, biasOf(weight)).data()[unit];
    }
  }

  /** All parameters, those of a unit times a factor. */
  private SortedMap<String, Tensor> scaled(int unit, double factor) {
    SortedMap<String, Tensor> all = new TreeMap<>(context.parameters());
    Tensor weights = Tensors.get(context.parameters(), weight).copy();
    for (int i = unit * entering(); i < (unit + 1) * entering(); i++) {
      weights.data()[i] = (float) (factor * weights.data()[i]);
    }
    all.put(weight, weights);
    if (hasBias()) {
      Tensor bias = Tensors.get(context.parameters(), biasOf(weight)).copy();
      bias.data()[unit] = (float) (factor * bias.data()[unit]);
      all.put(biasOf(weight), bias);
    }
    return all;
  }

  @Override
  public void close() {
    session.close();
  }
}
