package io.espalier.engine.flat;

import io.espalier.engine.Optimizer;
import io.espalier.kernel.Updates;
import java.util.List;

/**
 * An optimizer's arithmetic over plain arrays, in PyTorch's conventions. Every weight is updated
 * from its own gradient and state alone, so the result does not depend on how the arrays are cut.
 */
public abstract class UpdateRule {
  private static final Updates UPDATES = Updates.get();

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
   * @param gradients mean gradient of the loss; overwritten
   * @param at index of the first gradient
   * @param state one array a slot
   * @param from first index in {@code weights} and {@code state}
   */
  public final void step(
      float[] gradients, int at, float[] weights, float[][] state, int from, int count) {
    if (weightDecay != 0) {
      UPDATES.addDecay(gradients, at, weights, from, count, weightDecay);
    }
    update(gradients, at, weights, state, from, count);
  }

  /** As {@link #step}, with the gradients as they are. */
  abstract void update(
      float[] gradients, int at, float[] weights, float[][] state, int from, int count);

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
    void update(float[] gradients, int at, float[] weights, float[][] state, int from, int count) {
      UPDATES.sgd(gradients, at, weights, from, count, rate);
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
    void update(float[] gradients, int at, float[] weights, float[][] state, int from, int count) {
      if (nesterov) {
        UPDATES.nesterov(gradients, at, weights, state[0], from, count, rate, momentum);
      } else {
        UPDATES.momentum(gradients, at, weights, state[0], from, count, rate, momentum);
      }
    }
  }

  /** Kingma and Ba 2015, algorithm 1: w ← w − γ m̂ / (√v̂ + ε). */
  private static class Adam extends UpdateRule {
    private final double beta1;
    private final double beta2;
    private final float epsilon;
    private Updates.Adam constants = new Updates.Adam(0, 0, 0, 0, 0, 0);

    Adam(Optimizer optimizer, double weightDecay) {
      super(weightDecay, "m", "v");
      this.beta1 = optimizer.beta1();
      this.beta2 = optimizer.beta2();
      this.epsilon = (float) optimizer.epsilon();
    }

    @Override
    public void begin(long step, double learningRate) {
      constants =
          new Updates.Adam(
              (float) (1 - beta1),
              (float) beta2,
              (float) (1 - beta2),
              (float) (learningRate / (1 - StrictMath.pow(beta1, (double) step))),
              (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step))),
              epsilon);
    }

    @Override
    void update(float[] gradients, int at, float[] weights, float[][] state, int from, int count) {
      UPDATES.adam(gradients, at, weights, state[0], state[1], from, count, constants);
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
    void update(float[] gradients, int at, float[] weights, float[][] state, int from, int count) {
      UPDATES.scale(weights, from, count, shrink);
      super.update(gradients, at, weights, state, from, count);
    }
  }
}
