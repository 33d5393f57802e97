package io.espalier.engine.onednn;

import io.espalier.model.Layer;

/** The sum of two ways, with the ReLU behind it where there is one. */
final class ResidualNode implements Node {
  private final Planning planning;
  private final boolean relu;
  private final Value input;
  private final Chain body;
  private final Chain shortcut;
  private final Value output;

  ResidualNode(Planning planning, Layer.Residual residual, boolean relu, Value input) {
    this.planning = planning;
    this.relu = relu;
    this.input = input;
    this.body = new Chain(planning, residual.body(), input);
    this.shortcut = new Chain(planning, residual.shortcut(), input);
    Blob through = body.output().blob();
    Blob past = planning.reordered(shortcut.output().blob(), through.layout());
    boolean learned = body.output().learned() || shortcut.output().learned();
    Blob sum = planning.scope().blob(through.layout());
    this.output = new Value(sum, body.output().dimensions(), learned);
    planning.sum(through, past, sum, relu);
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Gradient delta =
        relu ? ActivationNode.undo(planning, Activations.RELU, output, gradient) : gradient;
    // Both ways need the same gradient, so the first one must leave it as it is.
    Blob kept = delta.blob();
    Blob asShortcut = planning.reordered(kept, shortcut.output().blob().layout());
    Gradient past = shortcut.backward(new Gradient(asShortcut, false));
    boolean untouched = past.blob() == kept;
    Gradient through = body.backward(new Gradient(kept, !untouched && delta.owned()));
    if (!input.learned()) {
      return through;
    }
    if (through.blob() == past.blob()) {
      throw new IllegalStateException("a residual block whose ways are both empty");
    }
    Blob sum = through.owned() ? through.blob() : planning.take(input.blob().layout());
    planning.sum(through.blob(), past.blob(), sum, false);
    if (past.owned()) {
      planning.release(past);
    } else if (untouched) {
      planning.release(delta);
    }
    return new Gradient(sum, true);
  }
}
