package io.espalier.plan.treatment;

import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.TrainConfig;

/** What several treatments ask of a file. */
final class Stretches {
  private Stretches() {}

  /** Refuses an iteration at which the schedule is over. */
  static void requireBeforeTheEnd(ChoicePlace place, String key, long iteration) {
    long iterations = place.experiment().train().iterations();
    if (iteration >= iterations) {
      throw place.fail(
          key, String.valueOf(iteration), "less than the " + iterations + " of train.iterations");
    }
  }

  /** The learning rate of the file at an iteration. */
  static double rate(TrainConfig train, long iteration) {
    return train.learningRate().parameters(train.iterations()).at(iteration);
  }
}
