package io.espalier.importance;

import io.espalier.analyse.rank.Spearman;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes down what units are worth, and how scores rank them beside that. */
final class Agreement {
  private final StepContext context;
  private final Subject subject;
  private final List<UnitLayer> layers;
  private final UnitChanges changes;

  Agreement(StepContext context, Subject subject, List<UnitLayer> layers, UnitChanges changes) {
    this.context = context;
    this.subject = subject;
    this.layers = layers;
    this.changes = changes;
  }

  /**
   * Records the change and its size for every unit that is left.
   *
   * @param examples they were taken on
   */
  void measureChanges(long examples) {
    for (int i = 0; i < layers.size(); i++) {
      UnitLayer layer = layers.get(i);
      for (int unit = 0; unit < layer.units(); unit++) {
        if (layer.alive()[unit]) {
          Subject at = subject.layer(layer.label()).item(Integer.toString(unit));
          measure("loss_change", at, changes.change(i, unit), examples, "nats");
          measure("true_importance", at, changes.size(i, unit), changes.batches(), "nats");
        }
      }
    }
  }

  /**
   * Records the scores of a criterion, and how they agree with the changes in each layer and over
   * all of them.
   *
   * @param label what the criterion is called
   */
  void measure(String label, SortedMap<String, Tensor> scores) {
    List<double[]> all = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      UnitLayer layer = layers.get(i);
      List<double[]> own = new ArrayList<>();
      for (int unit = 0; unit < layer.units(); unit++) {
        if (layer.alive()[unit]) {
          double score = layer.score(scores, unit);
          own.add(new double[] {score, changes.size(i, unit), changes.change(i, unit)});
          Subject at = subject.layer(layer.label()).item(label + " " + unit);
          measure("score", at, score, null, "");
        }
      }
      correlate(subject.layer(layer.label()).item(label), own);
      all.addAll(own);
    }
    correlate(subject.item(label), all);
  }

  private void correlate(Subject at, List<double[]> units) {
    double[] scores = column(units, 0);
    long n = units.size();
    measure("rank_agreement", at, Spearman.of(scores, column(units, 1)), n, "");
    measure("signed_rank_agreement", at, Spearman.of(scores, column(units, 2)), n, "");
  }

  private void measure(String name, Subject at, double value, @Nullable Long n, String unit) {
    context.measure(name, at, value, n, null, null, unit);
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
