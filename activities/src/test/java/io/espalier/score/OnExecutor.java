package io.espalier.score;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scores of criteria that run the network. */
final class OnExecutor {
  private OnExecutor() {}

  static SortedMap<String, Tensor> scores(
      Criterion criterion,
      Executor executor,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Granularity granularity,
      ScoringBatch batch) {
    Mask dense = dense(network);
    GivenScoreContext context =
        new GivenScoreContext(network, parameters, dense, granularity, null, null)
            .with(executor, batch);
    Record settings = Settings.of(criterion, null, Catalog.builtIn());
    return criterion.score(settings == null ? context : context.with(settings));
  }

  /** Keeps every weight of the network. */
  static Mask dense(NetworkSpec network) {
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    network
        .weightShapes()
        .forEach(
            (name, shape) -> {
              boolean[] all = new boolean[Tensor.zeros(shape).data().length];
              Arrays.fill(all, true);
              kept.put(name, all);
            });
    return new Mask(network.weightShapes(), kept);
  }
}
