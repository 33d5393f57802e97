package io.espalier.engine.onednn;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Scope;

/** An image as one row of values, for what is not a dense layer. */
final class FlattenNode implements LayerNode {
  private final Planning planning;
  private final Value input;
  private final Value output;

  FlattenNode(Planning planning, Value input) {
    this.planning = planning;
    this.input = input;
    Scope scope = planning.scope();
    Blob plain = planning.reordered(input.blob(), scope.rowMajor(input.dimensions()));
    long[] rows = {input.batch(), input.channels() * input.positions()};
    this.output =
        new Value(scope.blob(scope.rowMajor(rows), plain.values()), rows, input.learned());
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Scope scope = planning.scope();
    Blob image = scope.blob(scope.rowMajor(input.dimensions()), gradient.blob().values());
    Blob result = planning.reordered(image, input.blob().layout());
    return new Gradient(result, result != image || gradient.owned());
  }
}
