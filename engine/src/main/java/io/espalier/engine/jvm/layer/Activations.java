package io.espalier.engine.jvm.layer;

import io.espalier.kernel.Kernels;
import io.espalier.model.layer.LeakyRelu;
import io.espalier.model.layer.Sigmoid;

/** A non-linearity that works in place, since its derivative follows from what it gave. */
interface Activations {
  /** Puts what it gives in the place of what it gets. */
  void forward(float[] x, int count);

  /**
   * Multiplies a gradient by the derivative.
   *
   * @param y what it gave
   */
  void backward(float[] y, float[] gradient, int count);

  /** max(x, 0). */
  record Rectified(Kernels kernels) implements Activations {
    @Override
    public void forward(float[] x, int count) {
      kernels.relu(x, count);
    }

    @Override
    public void backward(float[] y, float[] gradient, int count) {
      kernels.reluGradient(y, gradient, count);
    }
  }

  /** min(max(x, 0), 6). */
  record Bounded(Kernels kernels) implements Activations {
    @Override
    public void forward(float[] x, int count) {
      kernels.relu(x, count);
      for (int i = 0; i < count; i++) {
        x[i] = Math.min(x[i], 6f);
      }
    }

    @Override
    public void backward(float[] y, float[] gradient, int count) {
      kernels.reluGradient(y, gradient, count);
      for (int i = 0; i < count; i++) {
        gradient[i] = y[i] < 6f ? gradient[i] : 0f;
      }
    }
  }

  /** Hyperbolic tangent. */
  record HyperbolicTangent() implements Activations {
    @Override
    public void forward(float[] x, int count) {
      for (int i = 0; i < count; i++) {
        x[i] = (float) StrictMath.tanh(x[i]);
      }
    }

    @Override
    public void backward(float[] y, float[] gradient, int count) {
      for (int i = 0; i < count; i++) {
        gradient[i] *= 1 - y[i] * y[i];
      }
    }
  }

  /** 1 / (1 + exp(−x)). */
  record Logistic(Sigmoid layer) implements Activations {
    @Override
    public void forward(float[] x, int count) {
      for (int i = 0; i < count; i++) {
        x[i] = (float) layer.of(x[i]);
      }
    }

    @Override
    public void backward(float[] y, float[] gradient, int count) {
      for (int i = 0; i < count; i++) {
        gradient[i] *= y[i] * (1 - y[i]);
      }
    }
  }

  /** x above 0, a fraction of it elsewhere: what it gave is above 0 where x is. */
  record Leaky(LeakyRelu layer) implements Activations {
    @Override
    public void forward(float[] x, int count) {
      float slope = (float) layer.slope();
      for (int i = 0; i < count; i++) {
        x[i] = x[i] > 0 ? x[i] : slope * x[i];
      }
    }

    @Override
    public void backward(float[] y, float[] gradient, int count) {
      float slope = (float) layer.slope();
      for (int i = 0; i < count; i++) {
        gradient[i] = y[i] > 0 ? gradient[i] : slope * gradient[i];
      }
    }
  }
}
