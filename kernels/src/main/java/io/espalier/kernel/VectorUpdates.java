package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The updates over the Vector API. */
final class VectorUpdates extends Updates {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final VectorSpecies<Integer> I = Species.INTS;
  private static final int L = S.length();

  private final PlainUpdates rest = new PlainUpdates();

  @Override
  public void addDecay(float[] g, int at, float[] w, int from, int count, float lambda) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, w, from + i)
          .mul(lambda)
          .add(FloatVector.fromArray(S, g, at + i))
          .intoArray(g, at + i);
    }
    rest.addDecay(g, at + i, w, from + i, count - i, lambda);
  }

  @Override
  public void scale(float[] w, int from, int count, float s) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, w, from + i).mul(s).intoArray(w, from + i);
    }
    rest.scale(w, from + i, count - i, s);
  }

  @Override
  public void sgd(float[] g, int at, float[] w, int from, int count, float gamma) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector.fromArray(S, w, from + i)
          .sub(FloatVector.fromArray(S, g, at + i).mul(gamma))
          .intoArray(w, from + i);
    }
    rest.sgd(g, at + i, w, from + i, count - i, gamma);
  }

  @Override
  public void momentum(
      float[] g, int at, float[] w, float[] v, int from, int count, float gamma, float mu) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector velocity =
          FloatVector.fromArray(S, v, from + i)
              .mul(mu)
              .add(FloatVector.fromArray(S, g, at + i))
              .add(FLUSH)
              .sub(FLUSH);
      velocity.intoArray(v, from + i);
      FloatVector.fromArray(S, w, from + i).sub(velocity.mul(gamma)).intoArray(w, from + i);
    }
    rest.momentum(g, at + i, w, v, from + i, count - i, gamma, mu);
  }

  @Override
  public void nesterov(
      float[] g, int at, float[] w, float[] v, int from, int count, float gamma, float mu) {
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector gradient = FloatVector.fromArray(S, g, at + i);
      FloatVector velocity =
          FloatVector.fromArray(S, v, from + i).mul(mu).add(gradient).add(FLUSH).sub(FLUSH);
      velocity.intoArray(v, from + i);
      FloatVector.fromArray(S, w, from + i)
          .sub(velocity.mul(mu).add(gradient).mul(gamma))
          .intoArray(w, from + i);
    }
    rest.nesterov(g, at + i, w, v, from + i, count - i, gamma, mu);
  }

  @Override
  public void adam(
      float[] g, int at, float[] w, float[] m, float[] v, int from, int count, Adam constants) {
    FloatVector rest1 = FloatVector.broadcast(S, constants.rest1());
    FloatVector decay2 = FloatVector.broadcast(S, constants.decay2());
    FloatVector rest2 = FloatVector.broadcast(S, constants.rest2());
    FloatVector size = FloatVector.broadcast(S, constants.stepSize());
    FloatVector root = FloatVector.broadcast(S, constants.rootCorrection());
    FloatVector epsilon = FloatVector.broadcast(S, constants.epsilon());
    FloatVector flush = FloatVector.broadcast(S, FLUSH);
    FloatVector flushSquares = FloatVector.broadcast(S, FLUSH_SQUARES);
    int i = 0;
    for (; i <= count - L; i += L) {
      FloatVector gradient = FloatVector.fromArray(S, g, at + i);
      FloatVector mean = FloatVector.fromArray(S, m, from + i);
      mean = mean.add(gradient.sub(mean).mul(rest1)).add(flush).sub(flush);
      FloatVector square =
          FloatVector.fromArray(S, v, from + i)
              .mul(decay2)
              .add(gradient.mul(rest2).mul(gradient))
              .add(flushSquares)
              .sub(flushSquares);
      mean.intoArray(m, from + i);
      square.intoArray(v, from + i);
      FloatVector.fromArray(S, w, from + i)
          .sub(mean.mul(size).div(square.sqrt().mul(root).add(epsilon)))
          .intoArray(w, from + i);
    }
    rest.adam(g, at + i, w, m, v, from + i, count - i, constants);
  }

  @Override
  public void select(float[] values, int[] kept, int from, int count) {
    int i = from;
    for (; i <= from + count - L; i += L) {
      FloatVector.fromArray(S, values, i)
          .reinterpretAsInts()
          .and(IntVector.fromArray(I, kept, i))
          .reinterpretAsFloats()
          .intoArray(values, i);
    }
    rest.select(values, kept, i, from + count - i);
  }
}
