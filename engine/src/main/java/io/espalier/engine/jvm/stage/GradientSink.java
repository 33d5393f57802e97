package io.espalier.engine.jvm.stage;

/** Takes gradients as they are made, so that they need not pass through memory. */
public interface GradientSink {
  /** Takes none: stages do not make them for it. */
  GradientSink NONE = (parameter, gradients, at, from, count) -> {};

  /**
   * Takes the gradient of some of a parameter's values. Every value's comes once in a pass.
   *
   * @param at index of the first gradient; the gradients may be overwritten
   * @param from first index into {@link Parameter#values}
   */
  void take(Parameter parameter, float[] gradients, int at, int from, int count);
}
