package io.espalier.admm;

import io.espalier.engine.BatchSource;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Session;
import io.espalier.engine.Statistics;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.FlatTraining;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.protocol.Admm;
import io.espalier.step.FatalTaskException;
import io.espalier.step.StepContext;
import io.espalier.tensor.Tensor;
import io.espalier.train.LossLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** One training towards sparse weights from its start or a checkpoint to its end. */
final class AdmmTraining {
  private static final int LOG_EVERY = 100;

  private final Admm.Parameters parameters;
  private final StepContext context;
  private final Session session;
  private final BatchSource batches;
  private final Loss loss;
  private final FlatLayout layout;
  private final FlatTraining training;
  private final AdmmTerm term;
  private final LossLog losses;
  private final float[] theta;
  private SortedMap<String, Tensor> buffers;
  private long iteration;

  /**
   * @param training the optimizer with the parameters, without running statistics
   * @param buffers running statistics
   * @param term with its Z and U
   * @param recent losses of earlier iterations
   * @param iteration iterations done
   */
  AdmmTraining(
      Admm.Parameters parameters,
      StepContext context,
      Session session,
      BatchSource batches,
      Loss loss,
      FlatLayout layout,
      FlatTraining training,
      SortedMap<String, Tensor> buffers,
      AdmmTerm term,
      float[] recent,
      long iteration) {
    this.parameters = parameters;
    this.context = context;
    this.session = session;
    this.batches = batches;
    this.loss = loss;
    this.layout = layout;
    this.training = training;
    this.theta = layout.flatten(training.state().parameters(), "");
    this.buffers = buffers;
    this.term = term;
    this.losses = new LossLog(LOG_EVERY, recent);
    this.iteration = iteration;
  }

  /** Trains to the end. */
  void run(int inputSize, int classes) {
    TrainParameters train = parameters.train();
    float[] inputs = new float[batches.batchSize() * inputSize];
    int[] labels = new int[batches.batchSize()];
    while (iteration < train.until()) {
      batches.fill(iteration, inputs, labels);
      step(inputs, labels, inputSize, classes);
      iteration++;
      if (iteration % parameters.every() == 0) {
        term.update(theta);
      }
      look();
      if (iteration < train.until() && context.checkpointDue()) {
        context.checkpoint(iteration, this::writeCheckpoint);
      }
    }
  }

  private void step(float[] inputs, int[] labels, int inputSize, int classes) {
    int count = labels.length;
    Point at = new Point(state(), inputs, count, Statistics.BATCH);
    Outputs outputs = session.forward(at);
    float[] slopes = new float[count * classes];
    LossBatch batch = new LossBatch(inputs, labels, 0, count, inputSize, classes);
    double value = loss.gradient(batch, outputs.logits(), count, slopes) / count;
    if (!Double.isFinite(value)) {
      throw diverged("the loss is " + value);
    }
    losses.add(new float[] {(float) value});
    float[] gradient = layout.flatten(session.backward(at, slopes).parameters(), "");
    term.addTo(gradient, theta);
    training.update(
        FloatBuffer.wrap(gradient),
        FloatBuffer.wrap(theta),
        parameters.train().learningRate().at(iteration));
    buffers = outputs.buffers();
  }

  private void look() {
    context.progress((double) iteration / parameters.train().until());
    if (iteration % LOG_EVERY == 0 || iteration == parameters.train().until()) {
      long since = (iteration - 1) / LOG_EVERY * LOG_EVERY;
      double mean = losses.meanOfLast(iteration - since);
      double residual = term.residual(theta);
      context.metric("train_loss", "", "nats", iteration, mean);
      context.metric("admm_residual", "", "", iteration, residual);
      context.log(
          "iteration %d: training loss %.4f, distance from sparse weights %.4f"
              .formatted(iteration, mean, residual));
    }
  }

  /** Weights, biases and running statistics. */
  SortedMap<String, Tensor> state() {
    SortedMap<String, Tensor> all = new TreeMap<>(layout.tensors(theta, ""));
    all.putAll(buffers);
    return all;
  }

  /** Mean loss at the end. */
  double finalLoss() {
    return losses.meanOfLast(LOG_EVERY);
  }

  /** The error of a training that has diverged, saying what was found. */
  FatalTaskException diverged(String what) {
    TrainParameters train = parameters.train();
    return new FatalTaskException(
        "training of %s diverged at iteration %d (learning rate %s, rho %s): %s; try a lower one"
            .formatted(
                parameters.network(),
                iteration,
                train.learningRate().at(Math.min(iteration, train.until() - 1)),
                parameters.rho(),
                what));
  }

  private void writeCheckpoint(OutputStream out) throws IOException {
    TrainingState now = training.state();
    new AdmmCheckpoint(
            state(),
            now.optimizerState(),
            now.optimizerSteps(),
            term.z(),
            term.u(),
            losses.recent())
        .writeTo(out);
  }
}
