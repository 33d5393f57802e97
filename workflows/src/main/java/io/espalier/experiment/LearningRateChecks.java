package io.espalier.experiment;

/** What must hold between a learning rate and the length of its training. */
public final class LearningRateChecks {
  private LearningRateChecks() {}

  /**
   * Refuses the first value that does not fit.
   *
   * @param path of the learning rate, such as {@code train.learning_rate}
   * @param iterations of the training
   * @param failure throws
   */
  public static void check(
      String path, LearningRateConfig rate, long iterations, Complaint failure) {
    if (rate.warmup() > iterations) {
      failure.fail(
          path + ".warmup",
          String.valueOf(rate.warmup()),
          "at most the " + iterations + " iterations of the training");
    }
    long last = 0;
    for (int i = 0; i < rate.milestones().size(); i++) {
      long milestone = rate.milestones().get(i);
      if (milestone <= last && i > 0) {
        failure.fail(path + ".milestones." + i, String.valueOf(milestone), "more than " + last);
      }
      if (milestone >= iterations) {
        failure.fail(
            path + ".milestones." + i,
            String.valueOf(milestone),
            "less than the " + iterations + " iterations of the training");
      }
      last = milestone;
    }
    decay(path + ".decay", rate, iterations, failure);
  }

  private static void decay(
      String path, LearningRateConfig rate, long iterations, Complaint failure) {
    long last = rate.warmup();
    for (int i = 0; i < rate.decay().size(); i++) {
      Long given = rate.decay().get(i).until();
      long until = given == null ? iterations : given;
      if (until <= last || until > iterations) {
        failure.fail(
            path + "." + i,
            given == null ? "a piece until the end of the training" : "a piece until " + until,
            "pieces that end one after the other, after iteration "
                + last
                + " and at most at "
                + iterations);
      }
      last = until;
    }
  }
}
