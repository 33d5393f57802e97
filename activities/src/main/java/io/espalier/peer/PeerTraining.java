package io.espalier.peer;

import io.espalier.engine.BatchSource;
import io.espalier.engine.Optimizer;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.FlatTraining;
import io.espalier.operator.peer.TrainPeersParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.StepContext;
import io.espalier.train.LossLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** One training of peers from its start or a checkpoint to its end. */
final class PeerTraining {
  private static final int LOG_EVERY = 100;

  private final TrainPeersParameters parameters;
  private final StepContext context;
  private final Peers peers;
  private final BatchSource inner;
  private final BatchSource outer;
  private final int classes;
  private final Optimizer optimizer;
  private final FlatTraining training;
  private final Hypergradient hypergradient;
  private final List<double[]> path;
  private final LossLog losses;
  private final float[] theta;
  private long iteration;

  /**
   * @param start where it begins: the checkpoint's or fresh
   * @param iteration iterations done
   */
  PeerTraining(
      TrainPeersParameters parameters,
      StepContext context,
      Peers peers,
      BatchSource inner,
      BatchSource outer,
      int classes,
      Optimizer optimizer,
      PeerCheckpoint start,
      long iteration) {
    this.parameters = parameters;
    this.context = context;
    this.peers = peers;
    this.inner = inner;
    this.outer = outer;
    this.classes = classes;
    this.optimizer = optimizer;
    this.training =
        new FlatTraining(
            peers.layout(),
            new TrainingState(start.state().parameters(), null, start.optimizer(), start.steps()),
            optimizer);
    this.theta = peers.layout().flatten(start.state().parameters(), "");
    this.hypergradient =
        new Hypergradient(peers, classes, Boolean.TRUE.equals(parameters.directOnly()));
    this.path = new ArrayList<>(start.state().path());
    this.losses = new LossLog(LOG_EVERY, start.losses());
    this.iteration = iteration;
  }

  /** Trains to the end. */
  void run(int inputSize) {
    float[] inputs = new float[inner.batchSize() * inputSize];
    float[] outerInputs = new float[outer.batchSize() * inputSize];
    while (iteration < parameters.until()) {
      int[] labels = new int[inner.batchSize()];
      inner.fill(iteration, inputs, labels);
      boolean mirrors = parameters.eta() > 0 && (iteration + 1) % parameters.every() == 0;
      float[] before = mirrors ? theta.clone() : theta;
      MutualLoss loss = step(inputs, labels);
      if (mirrors) {
        int[] outerLabels = new int[outer.batchSize()];
        outer.fill(iteration / parameters.every(), outerInputs, outerLabels);
        mirror(new Hypergradient.Inner(before, inputs, labels, loss), outerInputs, outerLabels);
      }
      iteration++;
      look();
      if (iteration < parameters.until() && context.checkpointDue()) {
        context.checkpoint(iteration, this::writeCheckpoint);
      }
    }
  }

  /** One update of θ. */
  private MutualLoss step(float[] inputs, int[] labels) {
    double[] omega = path.get(path.size() - 1);
    double[][] logits = peers.logits(theta, inputs, labels.length, true);
    MutualLoss loss =
        new MutualLoss(
            logits,
            labels,
            classes,
            parameters.alpha(),
            Boolean.TRUE.equals(parameters.stopGradient()));
    double value = loss.value(omega);
    if (!Double.isFinite(value)) {
      throw diverged("the loss is " + value);
    }
    losses.add(new float[] {(float) value});
    float[] gradient = peers.gradient(theta, inputs, labels.length, loss.slopes(omega));
    training.update(
        FloatBuffer.wrap(gradient),
        FloatBuffer.wrap(theta),
        parameters.learningRate().at(iteration));
    return loss;
  }

  private void mirror(Hypergradient.Inner from, float[] inputs, int[] labels) {
    double[] omega = path.get(path.size() - 1);
    double rate = parameters.learningRate().at(iteration);
    boolean nesterov = optimizer.kind() == Optimizer.Kind.NESTEROV;
    double factor = nesterov ? rate * (1 + optimizer.momentum()) : rate;
    double[] gradient = hypergradient.at(from, factor, theta, inputs, labels, omega);
    for (double value : gradient) {
      if (!Double.isFinite(value)) {
        throw diverged("the hypergradient is " + value);
      }
    }
    path.add(PeerWeights.step(omega, gradient, parameters.eta(), parameters.floor()));
  }

  private void look() {
    context.progress((double) iteration / parameters.until());
    if (iteration % LOG_EVERY == 0 || iteration == parameters.until()) {
      long since = iteration - (iteration - 1) % LOG_EVERY - 1;
      double loss = losses.meanOfLast(iteration - since);
      context.metric("train_loss", "", "nats", iteration, loss);
      context.log("iteration %d: training loss %.4f".formatted(iteration, loss));
    }
  }

  /** Mean loss at the end. */
  double finalLoss() {
    return losses.meanOfLast(LOG_EVERY);
  }

  /** Where it stands. */
  JointState state() {
    return new JointState(
        peers.layout().tensors(theta, ""), peers.buffers(), path, parameters.every());
  }

  /** Says that the training cannot go on. */
  FatalTaskException diverged(String what) {
    return new FatalTaskException(
        "training of %s diverged at iteration %d (learning rate %s): %s; try a lower learning rate"
            .formatted(
                parameters.network(),
                iteration,
                parameters.learningRate().at(Math.min(iteration, parameters.until() - 1)),
                what));
  }

  private void writeCheckpoint(OutputStream out) throws IOException {
    TrainingState now = training.state();
    new PeerCheckpoint(state(), now.optimizerState(), now.optimizerSteps(), losses.recent())
        .writeTo(out);
  }
}
