package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import io.espalier.engine.flat.Tracing;
import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.engine.onednn.library.Views;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/** All operations of a network for a fixed number of examples, over memory of its own. */
final class Program implements AutoCloseable {
  private final Scope scope = new Scope();
  private final dnnl_stream stream = Native.stream();
  private final int count;
  private final FloatBuffer inputs;
  private final FloatBuffer logits;
  private final FloatBuffer logitGradients;
  private final FloatBuffer inputGradients;
  private final Map<String, Traced> traced;
  private final List<Op> forward;
  private final List<Op> backward;
  private final List<Runnable> seen;
  private final List<Consumer<@Nullable RandomSource>> drawn;

  /**
   * Plans all operations.
   *
   * @param layers to be traced
   */
  Program(NetworkSpec network, Weights weights, int count, Kind kind, Set<String> layers) {
    this.count = count;
    scope.onClose(() -> dnnl_stream_destroy(stream));
    Planning planning = new Planning(scope, weights, kind, layers);
    List<Integer> shape = network.inputShape();
    long[] sides = {count, shape.get(0), shape.get(1), shape.get(2)};
    Blob input = scope.blob(scope.rowMajor(sides));
    this.inputs = Views.of(input.values(), count * network.inputSize());
    PlannedNetwork planned =
        new PlannedNetwork(
            planning, network.graph(), new Value(input, sides, planning.backToInputs()));
    int size = count * network.classes();
    this.logits = Views.of(planned.output().blob().values(), size);
    Blob gradient = scope.blob(planned.output().blob().layout());
    this.logitGradients = Views.of(gradient.values(), size);
    Blob atInputs = input;
    if (planning.differentiates()) {
      planning.turn();
      atInputs = planned.backward(new Gradient(gradient, true)).blob();
    }
    this.inputGradients = Views.of(atInputs.values(), inputs.capacity());
    this.traced = planning.traced();
    this.forward = planning.forward();
    this.backward = planning.backward();
    this.seen = planning.seen();
    this.drawn = planning.drawn();
  }

  /** Puts examples in: {@code [count, C, H, W]} from index {@code first · C · H · W} on. */
  void read(float[] batch, int first) {
    int size = inputs.capacity() / count;
    inputs.put(0, batch, first * size, inputs.capacity());
  }

  /**
   * Computes the logits {@code [count, classes]}.
   *
   * @param noise what layers draw from, null for none of them drawing
   */
  void forward(float[] target, int at, @Nullable RandomSource noise) {
    drawn.forEach(draw -> draw.accept(noise));
    run(forward);
    seen.forEach(Runnable::run);
    logits.get(0, target, at, logits.capacity());
  }

  /** Computes all gradients from those of the logits. */
  void backward(float[] gradient) {
    logitGradients.put(0, gradient, 0, logitGradients.capacity());
    run(backward);
  }

  /** Hands over what the last two passes have left, of a graph that traces. */
  void give(Tracing tracing) {
    traced.forEach(
        (layer, values) -> {
          tracing
              .activations(layer)
              .put(0, values.activations(), 0, values.activations().capacity());
          tracing.gradients(layer).put(0, values.gradients(), 0, values.gradients().capacity());
        });
    tracing.inputGradients().put(0, inputGradients, 0, inputGradients.capacity());
  }

  private void run(List<Op> ops) {
    for (Op op : ops) {
      op.run(stream);
    }
    Native.check(dnnl_stream_wait(stream), "waiting");
  }

  @Override
  public void close() {
    scope.close();
  }
}
