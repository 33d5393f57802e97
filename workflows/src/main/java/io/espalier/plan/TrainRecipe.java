package io.espalier.plan;

import io.espalier.experiment.Experiment;
import io.espalier.experiment.TrainConfig;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.TrainParameters;

/** The parameters of trainings as an experiment file asks for them. */
final class TrainRecipe {
  private final TrainConfig train;
  private final String network;
  private final long evaluateEvery;

  TrainRecipe(Experiment experiment, String network) {
    this.train = experiment.train();
    this.network = network;
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
    return new TrainParameters(
        network,
        train.optimizer().parameters(),
        rate,
        train.batch(),
        from,
        until,
        every,
        select.id(),
        train.labelSmoothing() == 0 ? null : train.labelSmoothing(),
        train.augment().parameters());
  }
}
