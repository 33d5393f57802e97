package io.espalier.train;

import io.espalier.data.split.Subset;
import io.espalier.engine.BatchSource;
import io.espalier.engine.DivergedException;
import io.espalier.engine.Session;
import io.espalier.objective.Loss;
import io.espalier.operator.TrainParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.StepContext;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One training from its start or a checkpoint to its end. Looks and means fall on iterations that
 * are fixed by the parameters alone, so an interrupted training gives the same numbers.
 */
final class TrainingLoop {
  static final String BEST_VALIDATION = "best_validation";

  /** Iterations that one training loss stands for where nothing is evaluated. */
  private static final long LOG_EVERY = 100;

  private final TrainParameters parameters;
  private final StepContext context;
  private final Session session;
  private final BatchSource batches;
  private final Loss loss;
  private final Subset validation;
  private final int classes;
  private final long every;
  private final LossLog losses;
  private long iteration;
  private @Nullable BestWeights best;
  private @Nullable Accuracy latest;

  /**
   * @param resume what an earlier attempt kept, null for a start from the beginning
   */
  TrainingLoop(
      TrainParameters parameters,
      StepContext context,
      Session session,
      BatchSource batches,
      Loss loss,
      Subset validation,
      int classes,
      long iteration,
      @Nullable TrainCheckpoint resume) {
    this.parameters = parameters;
    this.context = context;
    this.session = session;
    this.batches = batches;
    this.loss = loss;
    this.validation = validation;
    this.classes = classes;
    this.iteration = iteration;
    this.every = parameters.evaluateEvery() > 0 ? parameters.evaluateEvery() : LOG_EVERY;
    long memory = Math.min(Math.max(LOG_EVERY, every), parameters.until() - parameters.from());
    this.losses =
        new LossLog(Math.toIntExact(memory), resume == null ? new float[0] : resume.losses());
    this.best = resume == null ? null : resume.best();
  }

  /** Trains to the end. */
  void run() {
    Stretch stretch = new Stretch();
    while (iteration < parameters.until()) {
      long point = nextPoint();
      long to = Math.min(point, iteration + stretch.iterations());
      long began = System.nanoTime();
      losses.add(train(to));
      stretch.took(to - iteration, System.nanoTime() - began);
      iteration = to;
      sayProgress();
      if (iteration == point) {
        look();
      }
      if (iteration < parameters.until() && context.checkpointDue()) {
        context.checkpoint(iteration, this::writeCheckpoint);
      }
    }
  }

  /** The weights to give out under {@code best_validation}. */
  @Nullable BestWeights best() {
    return best;
  }

  /** How the last weights did on the validation split, null where there is none. */
  @Nullable Accuracy latest() {
    return latest;
  }

  /** Mean loss at the end. */
  double finalLoss() {
    return losses.meanOfLast(LOG_EVERY);
  }

  private float[] train(long to) {
    try {
      return session.train(batches, loss, iteration, to, parameters.learningRate()::at);
    } catch (DivergedException e) {
      throw diverged(e.iteration(), String.valueOf(e.getMessage()));
    }
  }

  /** The next multiple of the interval, or the end. */
  private long nextPoint() {
    return Math.min(parameters.until(), (iteration / every + 1) * every);
  }

  private void look() {
    long since = Math.max(parameters.from(), (iteration - 1) / every * every);
    double loss = losses.meanOfLast(iteration - since);
    context.metric("train_loss", "", "nats", iteration, loss);
    boolean last = iteration == parameters.until();
    if (validation.count() == 0 || (parameters.evaluateEvery() == 0 && !last)) {
      return;
    }
    float[] logits = Predictor.logits(session, validation, classes, this::sayProgress);
    Accuracy accuracy = Accuracy.of(logits, validation.labels(0, validation.count()), classes);
    if (!Double.isFinite(accuracy.loss())) {
      throw diverged(iteration, "the validation loss is " + accuracy.loss());
    }
    context.metric("validation_loss", "", "nats", iteration, accuracy.loss());
    context.metric("validation_accuracy", "", "fraction", iteration, accuracy.fraction());
    context.log(
        "iteration %d: training loss %.4f, validation loss %.4f, validation accuracy %.4f"
            .formatted(iteration, loss, accuracy.loss(), accuracy.fraction()));
    latest = accuracy;
    boolean better = best == null || accuracy.correct() > best.correct();
    if (parameters.select().equals(BEST_VALIDATION) && better) {
      best = new BestWeights(iteration, accuracy.correct(), session.state().parameters());
    }
  }

  private void sayProgress() {
    double done = iteration - parameters.from();
    context.progress(done / (parameters.until() - parameters.from()));
  }

  private void writeCheckpoint(OutputStream out) throws IOException {
    new TrainCheckpoint(session.state(), best, losses.recent()).writeTo(out);
  }

  static FatalTaskException diverged(TrainParameters parameters, long iteration, String what) {
    return new FatalTaskException(
        "training of %s diverged at iteration %d (learning rate %s): %s; try a lower learning rate"
            .formatted(
                parameters.network(), iteration, parameters.learningRate().at(iteration), what));
  }

  private FatalTaskException diverged(long at, String what) {
    return diverged(parameters, at, what);
  }
}
