package io.espalier.engine.onednn;

import io.espalier.engine.onednn.library.Blob;

/** The sum of two values, with the ReLU after it where there is one. */
final class SumNode {
  private final Planning planning;
  private final boolean relu;
  private final Value output;

  SumNode(Planning planning, Value one, Value other, boolean relu) {
    this.planning = planning;
    this.relu = relu;
    Blob through = one.blob();
    Blob past = planning.reordered(other.blob(), through.layout());
    Blob sum = planning.scope().blob(through.layout());
    this.output = new Value(sum, one.dimensions(), one.learned() || other.learned());
    planning.sum(through, past, sum, relu);
  }

  Value output() {
    return output;
  }

  /** Plans the gradient at both of its inputs, in the layout of the first. */
  Gradient backward(Gradient gradient) {
    return relu ? ActivationNode.undo(planning, Activations.RELU, output, gradient) : gradient;
  }
}
