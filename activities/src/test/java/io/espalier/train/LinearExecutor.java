package io.espalier.train;

import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.BatchSource;
import io.espalier.engine.DivergedException;
import io.espalier.engine.Executor;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A whole executor in plain Java for networks of one dense layer: softmax regression, written down
 * from its equations, to test what stands on the seam without a tensor library.
 */
public final class LinearExecutor implements Executor {
  private static final String WEIGHT = "fc1.weight";
  private static final String BIAS = "fc1.bias";
  private int open;

  /** Sessions that were opened and not closed. */
  public int openSessions() {
    return open;
  }

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Softmax regression, for tests.";
  }

  @Override
  public Optional<UnfitLayer> unfit(NetworkSpec network) {
    return network.firstUnfit(
        layer ->
            layer instanceof Dense || layer instanceof Flatten
                ? Optional.empty()
                : Optional.of("this executor runs a linear network alone"));
  }

  @Override
  public NumericRuntime runtime() {
    return new NumericRuntime("test", "", "linear", "none", 1, "cpu");
  }

  @Override
  public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    open++;
    return new Regression(network.classes(), state, optimizer);
  }

  private final class Regression implements Session {
    private final int classes;
    private final Optimizer optimizer;
    private final SortedMap<String, Tensor> parameters;
    private final SortedMap<String, Tensor> slots;
    private final @Nullable Mask mask;
    private final boolean frozen;
    private final int features;
    private long steps;

    Regression(int classes, TrainingState state, Optimizer optimizer) {
      this.classes = classes;
      this.optimizer = optimizer;
      this.parameters = copy(state.parameters());
      this.slots = copy(state.optimizerState());
      this.mask = state.mask();
      this.frozen = state.frozen();
      this.steps = state.optimizerSteps();
      this.features = Tensors.get(parameters, WEIGHT).shape()[1];
    }

    @Override
    public float[] train(
        BatchSource batches, Loss loss, long from, long to, LongToDoubleFunction learningRate) {
      float[] losses = new float[(int) (to - from)];
      float[] inputs = new float[batches.batchSize() * features];
      int[] labels = new int[batches.batchSize()];
      for (long i = from; i < to; i++) {
        batches.fill(i, inputs, labels);
        float[] slopes = new float[labels.length * classes];
        LossBatch batch = new LossBatch(inputs, labels, 0, labels.length, features, classes);
        float[] logits = predict(inputs, labels.length);
        double mean = loss.gradient(batch, logits, labels.length, slopes) / labels.length;
        if (!Double.isFinite(mean)) {
          throw new DivergedException(i, mean);
        }
        losses[(int) (i - from)] = (float) mean;
        steps++;
        double rate = learningRate.applyAsDouble(i);
        SortedMap<String, Tensor> before = copy(parameters);
        back(inputs, slopes).forEach((name, g) -> update(name, g.data(), rate));
        if (mask != null && frozen) {
          mask.names().forEach(name -> putBack(name, mask.flags(name), before));
        } else if (mask != null) {
          mask.applyTo(parameters);
        }
      }
      return losses;
    }

    private void putBack(String name, boolean[] kept, SortedMap<String, Tensor> before) {
      for (int i = 0; i < kept.length; i++) {
        if (!kept[i]) {
          Tensors.get(parameters, name).data()[i] = Tensors.get(before, name).data()[i];
        }
      }
    }

    private void update(String name, float[] gradient, double rate) {
      float[] w = Tensors.get(parameters, name).data();
      float[] m = slot(name, "m");
      float[] v = slot(name, "v");
      for (int i = 0; i < w.length; i++) {
        boolean decoupled = optimizer.kind() == Optimizer.Kind.ADAMW;
        double decay = optimizer.weightDecay() * w[i];
        float g = (float) (gradient[i] + (decoupled ? 0 : decay));
        w[i] -= decoupled ? (float) (rate * decay) : 0;
        switch (optimizer.kind()) {
          case SGD -> w[i] -= (float) (rate * g);
          case MOMENTUM -> {
            m[i] = (float) (optimizer.momentum() * m[i] + g);
            w[i] -= (float) (rate * m[i]);
          }
          case NESTEROV -> {
            m[i] = (float) (optimizer.momentum() * m[i] + g);
            w[i] -= (float) (rate * (g + optimizer.momentum() * m[i]));
          }
          case ADAM, ADAMW -> {
            m[i] = (float) (optimizer.beta1() * m[i] + (1 - optimizer.beta1()) * g);
            v[i] = (float) (optimizer.beta2() * v[i] + (1 - optimizer.beta2()) * g * g);
            double mean = m[i] / (1 - StrictMath.pow(optimizer.beta1(), (double) steps));
            double square = v[i] / (1 - StrictMath.pow(optimizer.beta2(), (double) steps));
            w[i] -= (float) (rate * mean / (StrictMath.sqrt(square) + optimizer.epsilon()));
          }
        }
      }
    }

    private float[] slot(String name, String slot) {
      int[] shape = Tensors.get(parameters, name).shape();
      return slots.computeIfAbsent(name + "/" + slot, unused -> Tensor.zeros(shape)).data();
    }

    @Override
    public float[] predict(float[] inputs, int count) {
      float[] w = Tensors.get(parameters, WEIGHT).data();
      float[] b = Tensors.get(parameters, BIAS).data();
      float[] logits = new float[count * classes];
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < classes; c++) {
          double sum = b[c];
          for (int f = 0; f < features; f++) {
            sum += (double) w[c * features + f] * inputs[i * features + f];
          }
          logits[i * classes + c] = (float) sum;
        }
      }
      return logits;
    }

    @Override
    public SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
      return back(inputs, lossGradient(inputs, labels, CrossEntropy.PLAIN).slopes());
    }

    @Override
    public Outputs forward(Point at) {
      if (!at.parameters().equals(parameters)) {
        throw new UnsupportedOperationException("other parameters");
      }
      return new Outputs(predict(at.inputs(), at.count()), new TreeMap<>());
    }

    @Override
    public Pullback backward(Point at, float[] slopes) {
      throw new UnsupportedOperationException("other parameters");
    }

    private SortedMap<String, Tensor> back(float[] inputs, float[] slopes) {
      Tensor weight = Tensor.zeros(classes, features);
      Tensor bias = Tensor.zeros(classes);
      for (int i = 0; i < slopes.length; i++) {
        int c = i % classes;
        bias.data()[c] += slopes[i];
        for (int f = 0; f < features; f++) {
          weight.data()[c * features + f] += slopes[i] * inputs[i / classes * features + f];
        }
      }
      SortedMap<String, Tensor> gradients = new TreeMap<>();
      gradients.put(WEIGHT, weight);
      gradients.put(BIAS, bias);
      return gradients;
    }

    @Override
    public SortedMap<String, Tensor> outputGradients(float[] inputs, int count, Readout readout) {
      throw new UnsupportedOperationException("scores");
    }

    @Override
    public Trace trace(float[] inputs, int count, Readout readout, Set<String> layers) {
      throw new UnsupportedOperationException("scores");
    }

    @Override
    public TrainingState state() {
      return new TrainingState(copy(parameters), mask, copy(slots), steps, frozen);
    }

    @Override
    public void close() {
      open--;
    }
  }

  private static SortedMap<String, Tensor> copy(SortedMap<String, Tensor> tensors) {
    SortedMap<String, Tensor> copies = new TreeMap<>();
    tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return copies;
  }
}
