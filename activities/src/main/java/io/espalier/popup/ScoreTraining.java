package io.espalier.popup;

import io.espalier.engine.BatchSource;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Session;
import io.espalier.engine.Statistics;
import io.espalier.mask.Mask;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The training of scores from its start or a checkpoint to its end: v ← μ v + ∂L/∂s, s ← s − η v,
 * with η falling as a cosine to 0. Batch norms normalise by the batch, and their running statistics
 * move; all other parameters stay.
 */
final class ScoreTraining {
  private static final long LOG_EVERY = 100;
  private static final String SCORES = "scores/";
  private static final String MOMENTA = "momenta/";
  private static final String BUFFERS = "buffers/";
  private static final String LOSSES = "losses";

  private final TrainMaskOperator.Parameters parameters;
  private final StepContext context;
  private final ScoredMask method;
  private final SortedMap<String, Tensor> frozen;
  private final Mask all;
  private final int classes;
  private final int inputSize;
  private final SortedMap<String, Tensor> scores = new TreeMap<>();
  private final SortedMap<String, Tensor> momenta = new TreeMap<>();
  private final RandomSource random;
  private final float[] losses = new float[(int) LOG_EVERY];
  private long iteration;

  ScoreTraining(
      TrainMaskOperator.Parameters parameters,
      StepContext context,
      ScoredMask method,
      SortedMap<String, Tensor> frozen,
      Mask all,
      int classes,
      int inputSize) {
    this.parameters = parameters;
    this.context = context;
    this.method = method;
    this.frozen = frozen;
    this.all = all;
    this.classes = classes;
    this.inputSize = inputSize;
    this.random = context.random("scores");
    for (String name : all.names()) {
      int[] shape = all.shape(name);
      momenta.put(name, Tensor.zeros(shape));
      scores.put(name, start(name, shape));
    }
    context.resume().ifPresent(this::resume);
  }

  /**
   * Edge-popup's scores begin as U(−1/√n, 1/√n) of the n inputs of a neuron, those of supermasks at
   * 0, a probability of 1/2.
   */
  private Tensor start(String name, int[] shape) {
    Tensor tensor = Tensor.zeros(shape);
    if (method instanceof ScoredMask.EdgePopup) {
      double bound = 1 / Math.sqrt((double) tensor.data().length / shape[0]);
      RandomSource own = random.at("start").at(name);
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] = (float) (bound * (2 * own.uniform(i) - 1));
      }
    }
    return tensor;
  }

  void run(Session session, BatchSource batches) {
    int count = batches.batchSize();
    float[] inputs = new float[count * inputSize];
    int[] labels = new int[count];
    while (iteration < parameters.iterations()) {
      batches.fill(iteration, inputs, labels);
      float loss = step(session, inputs, labels);
      if (!Float.isFinite(loss)) {
        throw new FatalTaskException(
            "training of the mask of %s diverged at iteration %d; try a lower learning rate"
                .formatted(parameters.network(), iteration));
      }
      losses[(int) (iteration % LOG_EVERY)] = loss;
      iteration++;
      context.progress((double) iteration / parameters.iterations());
      if (iteration % LOG_EVERY == 0 || iteration == parameters.iterations()) {
        context.metric("train_loss", "", "nats", iteration, finalLoss());
      }
      if (iteration < parameters.iterations() && context.checkpointDue()) {
        context.checkpoint(iteration, this::writeTo);
      }
    }
  }

  private float step(Session session, float[] inputs, int[] labels) {
    SortedMap<String, Tensor> effective = new TreeMap<>(frozen);
    for (String name : all.names()) {
      float[] data = Tensors.get(frozen, name).data().clone();
      boolean[] kept =
          method.kept(Tensors.get(scores, name).data(), random.at("draw").at(iteration).at(name));
      for (int i = 0; i < data.length; i++) {
        data[i] = kept[i] ? data[i] : 0f;
      }
      effective.put(name, new Tensor(all.shape(name), data));
    }
    Point at = new Point(effective, inputs, labels.length, Statistics.BATCH);
    Outputs outputs = session.forward(at);
    float[] slopes = new float[outputs.logits().length];
    LossBatch batch =
        new LossBatch(inputs, labels, 0, labels.length, inputs.length / labels.length, classes);
    double sum = CrossEntropy.PLAIN.gradient(batch, outputs.logits(), labels.length, slopes);
    SortedMap<String, Tensor> gradients = session.backward(at, slopes).parameters();
    frozen.putAll(outputs.buffers());
    double done = (double) iteration / parameters.iterations();
    double rate = parameters.learningRate() * (1 + StrictMath.cos(Math.PI * done)) / 2;
    for (String name : all.names()) {
      float[] gradient = Tensors.get(gradients, name).data().clone();
      float[] score = Tensors.get(scores, name).data();
      method.slopes(gradient, Tensors.get(frozen, name).data(), score);
      float[] momentum = Tensors.get(momenta, name).data();
      for (int i = 0; i < score.length; i++) {
        momentum[i] = (float) (parameters.momentum() * momentum[i] + gradient[i]);
        score[i] = (float) (score[i] - rate * momentum[i]);
      }
    }
    return (float) (sum / labels.length);
  }

  /** Mean loss of the last iterations. */
  double finalLoss() {
    int n = (int) Math.min(LOG_EVERY, iteration);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += losses[i];
    }
    return sum / Math.max(1, n);
  }

  /** What the scores keep now. */
  Mask mask() {
    Map<String, boolean[]> kept = new TreeMap<>();
    scores.forEach((name, tensor) -> kept.put(name, method.last(tensor.data())));
    return new Mask(all.shapes(), kept);
  }

  /** All parameters, kept or not. */
  SortedMap<String, Tensor> weights() {
    return frozen;
  }

  SortedMap<String, Tensor> scores() {
    return scores;
  }

  private void writeTo(OutputStream out) throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    scores.forEach((name, tensor) -> tensors.put(SCORES + name, tensor));
    momenta.forEach((name, tensor) -> tensors.put(MOMENTA + name, tensor));
    frozen.forEach(
        (name, tensor) -> {
          if (!all.names().contains(name)) {
            tensors.put(BUFFERS + name, tensor);
          }
        });
    tensors.put(LOSSES, new Tensor(new int[] {losses.length}, losses));
    Safetensors.write(out, tensors);
  }

  private void resume(StepContext.Resume kept) {
    iteration = kept.iteration();
    SortedMap<String, Tensor> tensors = Safetensors.read(kept.state());
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(SCORES)) {
            scores.put(name.substring(SCORES.length()), tensor);
          } else if (name.startsWith(MOMENTA)) {
            momenta.put(name.substring(MOMENTA.length()), tensor);
          } else if (name.startsWith(BUFFERS)) {
            frozen.put(name.substring(BUFFERS.length()), tensor);
          }
        });
    System.arraycopy(Tensors.get(tensors, LOSSES).data(), 0, losses, 0, losses.length);
  }
}
