package io.espalier.engine.onednn;

/** A layer in a graph: its forward operations are planned when it is made. */
interface LayerNode {
  /** What it gives. */
  Value output();

  /**
   * Plans its backward operations.
   *
   * @param gradient at its output
   * @return at its input; meaningless where the input is not learned
   */
  Gradient backward(Gradient gradient);
}
