package io.espalier.engine.hessian;

/** A layer on its way forward and back, over arrays {@code [channels, examples, positions]}. */
interface DualStage {
  /** What the layer gives; {@code in} is not written to. */
  Dual forward(Dual in);

  /**
   * The loss's derivatives by the inputs of the last forward pass, from those by what it gave; adds
   * those by the layer's parameters to their gradients. {@code slopes} is not written to.
   */
  Dual backward(Dual slopes);
}
