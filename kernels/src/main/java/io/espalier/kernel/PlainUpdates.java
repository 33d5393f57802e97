package io.espalier.kernel;

/** The updates in plain loops: the definition of the bits, and the ends of the vectors' loops. */
final class PlainUpdates extends Updates {
  @Override
  public void addDecay(float[] g, int at, float[] w, int from, int count, float lambda) {
    for (int i = 0; i < count; i++) {
      g[at + i] += lambda * w[from + i];
    }
  }

  @Override
  public void scale(float[] w, int from, int count, float s) {
    for (int i = from; i < from + count; i++) {
      w[i] *= s;
    }
  }

  @Override
  public void sgd(float[] g, int at, float[] w, int from, int count, float gamma) {
    for (int i = 0; i < count; i++) {
      w[from + i] -= gamma * g[at + i];
    }
  }

  @Override
  public void momentum(
      float[] g, int at, float[] w, float[] v, int from, int count, float gamma, float mu) {
    for (int i = 0; i < count; i++) {
      float velocity = mu * v[from + i] + g[at + i] + FLUSH - FLUSH;
      v[from + i] = velocity;
      w[from + i] -= gamma * velocity;
    }
  }

  @Override
  public void nesterov(
      float[] g, int at, float[] w, float[] v, int from, int count, float gamma, float mu) {
    for (int i = 0; i < count; i++) {
      float gradient = g[at + i];
      float velocity = mu * v[from + i] + gradient + FLUSH - FLUSH;
      v[from + i] = velocity;
      w[from + i] -= gamma * (gradient + mu * velocity);
    }
  }

  @Override
  public void adam(
      float[] g, int at, float[] w, float[] m, float[] v, int from, int count, Adam constants) {
    float rest1 = constants.rest1();
    float decay2 = constants.decay2();
    float rest2 = constants.rest2();
    float size = constants.stepSize();
    float root = constants.rootCorrection();
    float epsilon = constants.epsilon();
    for (int i = 0; i < count; i++) {
      float gradient = g[at + i];
      float mean = m[from + i];
      mean = mean + rest1 * (gradient - mean) + FLUSH - FLUSH;
      float square =
          decay2 * v[from + i] + rest2 * gradient * gradient + FLUSH_SQUARES - FLUSH_SQUARES;
      m[from + i] = mean;
      v[from + i] = square;
      w[from + i] -= size * mean / ((float) Math.sqrt(square) * root + epsilon);
    }
  }

  @Override
  public void select(float[] values, int[] kept, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] = kept[i] == 0 ? 0f : values[i];
    }
  }
}
