package io.espalier.engine.onednn;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.engine.onednn.library.Views;
import io.espalier.model.layer.Dropout;
import io.espalier.random.RandomSource;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Dropout, see {@link Dropout}: factors that are drawn in Java before a training's pass. */
final class DropoutNode implements LayerNode {
  private final Planning planning;
  private final Dropout layer;
  private final int node;
  private final Value output;
  private final Blob factors;
  private final FloatBuffer drawn;
  private final int batch;

  /**
   * @param node its number in the graph
   */
  DropoutNode(Planning planning, Dropout layer, int node, Value input) {
    this.planning = planning;
    this.layer = layer;
    this.node = node;
    this.batch = Math.toIntExact(input.batch());
    Scope scope = planning.scope();
    Blob plain = scope.blob(scope.rowMajor(input.dimensions()));
    int values = Math.toIntExact(input.batch() * input.channels() * input.positions());
    this.drawn = Views.of(plain.values(), values);
    planning.drawn().add(this::draw);
    this.factors = planning.reordered(plain, input.blob().layout());
    this.output = new Value(scope.blob(input.blob().layout()), input.dimensions(), input.learned());
    planning.multiply(input.blob(), factors, output.blob());
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Blob result = gradient.owned() ? gradient.blob() : planning.take(output.blob().layout());
    planning.multiply(gradient.blob(), factors, result);
    return new Gradient(result, true);
  }

  private void draw(@Nullable RandomSource source) {
    int each = drawn.capacity() / batch;
    for (int i = 0; i < batch; i++) {
      RandomSource example = source == null ? null : Dropout.example(source, node, i);
      for (int value = 0; value < each; value++) {
        drawn.put(i * each + value, example == null ? 1f : layer.factor(example, value));
      }
    }
  }
}
