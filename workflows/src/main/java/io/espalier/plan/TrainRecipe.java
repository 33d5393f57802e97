package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.OptimizerDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.TrainConfig;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.TrainParameters;
import org.jspecify.annotations.Nullable;

/** The parameters of trainings as an experiment file asks for them. */
final class TrainRecipe {
  private final TrainConfig train;
  private final String network;
  private final OptimizerParameters optimizer;
  private final long evaluateEvery;
  private final @Nullable ObjectiveParameters objective;

  /**
   * A recipe.
   *
   * @param network name of the network
   * @param objective what it is trained for
   */
  TrainRecipe(Experiment experiment, Catalog catalog, String network, Named objective) {
    this.train = experiment.train();
    this.network = network;
    this.optimizer =
        catalog
            .get(OptimizerDescriptor.class, train.optimizer().name())
            .parameters(train.optimizer().settings());
    // The one that always was says nothing, so that its steps keep their keys.
    this.objective =
        objective.name().equals(ObjectiveDescriptor.CROSS_ENTROPY)
            ? null
            : new ObjectiveParameters(objective.name(), Settings.changed(objective, catalog));
    // Without a validation split there is nothing to look at, however often.
    this.evaluateEvery = experiment.data().validation() == 0 ? 0 : train.evaluateEvery();
  }

  /** Length of the schedule. */
  long iterations() {
    return train.iterations();
  }

  /** The schedule itself over a stretch of iterations. */
  TrainParameters schedule(long from, long until) {
    return training(rate(), from, until);
  }

  /** The first iterations of the schedule. Nothing is looked at on the way. */
  TrainParameters prefix(long until) {
    return parameters(rate(), 0, until, 0, TrainConfig.Select.FINAL);
  }

  /** A stretch that another one goes on from: it gives out its last weights. */
  TrainParameters stretch(long from, long until) {
    return parameters(rate(), from, until, evaluateEvery, TrainConfig.Select.FINAL);
  }

  /** A training with the same optimizer and batch under any schedule. */
  TrainParameters training(LearningRateParameters rate, long from, long until) {
    return parameters(rate, from, until, evaluateEvery, train.select());
  }

  private LearningRateParameters rate() {
    return train.learningRate().parameters(train.iterations());
  }

  private TrainParameters parameters(
      LearningRateParameters rate, long from, long until, long every, TrainConfig.Select select) {
    TrainParameters plain =
        new TrainParameters(
            network,
            optimizer,
            rate,
            train.batch(),
            from,
            until,
            every,
            select.id(),
            train.labelSmoothing() == 0 ? null : train.labelSmoothing(),
            train.augment().parameters());
    return plain.with(objective);
  }
}
