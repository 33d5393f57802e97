package io.espalier.plan.protocol.dense;

import io.espalier.experiment.TrainConfig;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/** The dense training and further passes through its schedule, as far as they are asked for. */
final class Repeated {
  private final Arm arm;
  private final Replicate replicate;
  private final long schedule;

  /**
   * Whether a pass can go on where a piece of it has ended: from its last weights, not the best.
   */
  private final boolean goesOn;

  /** The end of the last whole pass. */
  private TaskBuilder whole;

  /** Iterations up to there. */
  private long wholeIterations;

  /** The piece of the pass after it that is trained so far; {@link #whole} where there is none. */
  private TaskBuilder last;

  /** Length of that piece. */
  private long position;

  Repeated(Arm arm) {
    this.arm = arm;
    this.replicate = arm.replicate();
    this.schedule = replicate.iterations();
    this.goesOn = replicate.experiment().train().select() == TrainConfig.Select.FINAL;
    this.whole = replicate.dense();
    this.wholeIterations = schedule;
    this.last = whole;
  }

  /**
   * What is trained for a number of iterations in all.
   *
   * @param spot where further trainings go
   * @param iterations at least those of the call before; fewer than a schedule has are the
   *     beginning of the dense training
   */
  Training upTo(Spot spot, long iterations) {
    if (iterations < schedule) {
      return new Training(replicate.denseAt(0), replicate.denseAt(iterations), iterations);
    }
    TaskBuilder start = last;
    long before = wholeIterations + position;
    int pieces = 0;
    while (wholeIterations + position < iterations) {
      long until = Math.min(schedule, iterations - wholeIterations);
      boolean ends = wholeIterations + until == iterations;
      pieces++;
      train(spot, ends ? "train" : "train_" + pieces, until);
      if (until == schedule) {
        whole = last;
        wholeIterations += schedule;
        position = 0;
      }
    }
    return new Training(start, last, wholeIterations + position - before);
  }

  /** Trains the pass at hand up to an iteration of its schedule. */
  private void train(Spot spot, String name, long until) {
    boolean anew = position == 0 || !goesOn;
    TaskBuilder from = anew ? whole : last;
    List<Input> optimizer = anew ? List.of() : List.of(Input.optimizer(last));
    last = spot.train(name, arm.schedule(anew ? 0 : position, until), from, optimizer).task();
    position = until;
  }
}
