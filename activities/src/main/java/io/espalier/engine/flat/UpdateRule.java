package io.espalier.engine.flat;

import io.espalier.engine.Optimizer;
import java.util.List;

/**
 * An optimizer's arithmetic over plain arrays, in PyTorch's conventions. Every weight is updated
 * from its own gradient and state alone, so the result does not depend on how the arrays are cut.
 */
public abstract class UpdateRule {
  /**
   * Added to a mean and taken off again, these round it to multiples of 2⁻¹⁰³ and 2⁻¹²³; what is
   * large enough to move a weight stays as it is. Without them the state of weights that get no
   * gradient for a while (of a pixel that is seldom on, of a dead neuron) decays into the denormal
   * numbers, stays there, and makes the whole update two to three times slower.
   */
  private static final float FLUSH = 0x1p-80f;

  private static final float FLUSH_SQUARES = 0x1p-100f;

  private final List<String> slots;
  private final float weightDecay;

  private UpdateRule(double weightDecay, String... slots) {
    this.slots = List.of(slots);
    this.weightDecay = (float) weightDecay;
  }

  /** The rule of an optimizer. */
  public static UpdateRule of(Optimizer optimizer) {
    return switch (optimizer.kind()) {
      case SGD -> new Sgd(optimizer);
      case MOMENTUM -> new Momentum(optimizer, false);
      case NESTEROV -> new Momentum(optimizer, true);
      case ADAM -> new Adam(optimizer, optimizer.weightDecay());
      case ADAMW -> new AdamW(optimizer);
    };
  }

  /** Names of the values that it keeps for each weight. */
  public List<String> slots() {
    return slots;
  }

  /**
   * Begins an update of all weights.
   *
   * @param step from 1
   */
  public abstract void begin(long step, double learningRate);

  /**
   * Updates {@code count} weights, weight decay included.
   *
   * @param gradients mean gradient of the loss from index 0; overwritten
   * @param state one array a slot
   * @param from first index in {@code weights} and {@code state}
   */
  public final void step(float[] gradients, float[] weights, float[][] state, int from, int count) {
    if (weightDecay != 0) {
      float decay = weightDecay;
      for (int i = 0; i < count; i++) {
        gradients[i] += decay * weights[from + i];
      }
    }
    update(gradients, weights, state, from, count);
  }

  /** As {@link #step}, with the gradients as they are. */
  abstract void update(float[] gradients, float[] weights, float[][] state, int from, int count);

  /** w ← w − γg. */
  private static final class Sgd extends UpdateRule {
    private float rate;

    Sgd(Optimizer optimizer) {
      super(optimizer.weightDecay());
    }

    @Override
    public void begin(long step, double learningRate) {
      rate = (float) learningRate;
    }

    @Override
    void update(float[] gradients, float[] weights, float[][] state, int from, int count) {
      float gamma = rate;
      for (int i = 0; i < count; i++) {
        weights[from + i] -= gamma * gradients[i];
      }
    }
  }

  /** v ← μv + g; w ← w − γv, or w − γ(g + μv) after Nesterov. */
  private static final class Momentum extends UpdateRule {
    private final float momentum;
    private final boolean nesterov;
    private float rate;

    Momentum(Optimizer optimizer, boolean nesterov) {
      super(optimizer.weightDecay(), "velocity");
      this.momentum = (float) optimizer.momentum();
      this.nesterov = nesterov;
    }

    @Override
    public void begin(long step, double learningRate) {
      rate = (float) learningRate;
    }

    @Override
    void update(float[] gradients, float[] weights, float[][] state, int from, int count) {
      float[] velocity = state[0];
      float gamma = rate;
      float mu = momentum;
      if (nesterov) {
        for (int i = 0; i < count; i++) {
          float g = gradients[i];
          float v = mu * velocity[from + i] + g + FLUSH - FLUSH;
          velocity[from + i] = v;
          weights[from + i] -= gamma * (g + mu * v);
        }
      } else {
        for (int i = 0; i < count; i++) {
          float v = mu * velocity[from + i] + gradients[i] + FLUSH - FLUSH;
          velocity[from + i] = v;
          weights[from + i] -= gamma * v;
        }
      }
    }
  }

  /** Kingma and Ba 2015, algorithm 1: w ← w − γ m̂ / (√v̂ + ε). */
  private static class Adam extends UpdateRule {
    private final double beta1;
    private final double beta2;
    private final float epsilon;
    private float stepSize;
    private float rootCorrection;

    Adam(Optimizer optimizer, double weightDecay) {
      super(weightDecay, "m", "v");
      this.beta1 = optimizer.beta1();
      this.beta2 = optimizer.beta2();
      this.epsilon = (float) optimizer.epsilon();
    }

    @Override
    public void begin(long step, double learningRate) {
      stepSize = (float) (learningRate / (1 - StrictMath.pow(beta1, (double) step)));
      rootCorrection = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step)));
    }

    @Override
    void update(float[] gradients, float[] weights, float[][] state, int from, int count) {
      float[] first = state[0];
      float[] second = state[1];
      float rest1 = (float) (1 - beta1);
      float decay2 = (float) beta2;
      float rest2 = (float) (1 - beta2);
      float size = stepSize;
      float root = rootCorrection;
      float eps = epsilon;
      for (int i = 0; i < count; i++) {
        float g = gradients[i];
        float m = first[from + i];
        m = m + rest1 * (g - m) + FLUSH - FLUSH;
        float v = decay2 * second[from + i] + rest2 * g * g + FLUSH_SQUARES - FLUSH_SQUARES;
        first[from + i] = m;
        second[from + i] = v;
        weights[from + i] -= size * m / ((float) Math.sqrt(v) * root + eps);
      }
    }
  }

  /** Loshchilov and Hutter 2019: w ← w − γλw, then Adam on the plain gradient. */
  private static final class AdamW extends Adam {
    private final double decay;
    private float shrink;

    AdamW(Optimizer optimizer) {
      super(optimizer, 0);
      this.decay = optimizer.weightDecay();
    }

    @Override
    public void begin(long step, double learningRate) {
      super.begin(step, learningRate);
      shrink = (float) (1 - learningRate * decay);
    }

    @Override
    void update(float[] gradients, float[] weights, float[][] state, int from, int count) {
      float kept = shrink;
      for (int i = from; i < from + count; i++) {
        weights[i] *= kept;
      }
      super.update(gradients, weights, state, from, count);
    }
  }
}
