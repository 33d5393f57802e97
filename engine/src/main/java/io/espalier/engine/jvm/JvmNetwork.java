package io.espalier.engine.jvm;

import io.espalier.engine.flat.Tracing;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.kernel.Kernels;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A network of steps: passes over batches. Not thread-safe. */
final class JvmNetwork {
  private final Kernels kernels;
  private final NetworkSpec spec;
  private final List<Step> steps;
  private final float[][] values;
  private final Gradients gradients;
  private final int[] inputs;
  private final int[] classes;
  private final Buffer features = new Buffer();
  private final Buffer logits = new Buffer();
  private final Buffer delta = new Buffer();
  private final Buffer gradient = new Buffer();

  /**
   * @param inputs the inputs that something reads
   */
  JvmNetwork(Kernels kernels, NetworkSpec spec, Graph graph, List<Step> steps, int[] inputs) {
    this.kernels = kernels;
    this.spec = spec;
    this.steps = List.copyOf(steps);
    this.values = new float[graph.values()][];
    this.gradients =
        new Gradients(
            IntStream.range(0, graph.values())
                .map(value -> Image.of(graph.shape(value)).size())
                .toArray());
    this.inputs = inputs;
    this.classes = IntStream.range(0, spec.classes()).toArray();
  }

  /**
   * Logits of a batch.
   *
   * @return {@code [count, classes]} and more after them; overwritten by the next pass
   */
  float[] predict(Batch batch) {
    float[] data = features.of(spec.inputSize() * batch.lanes());
    kernels.toFeatures(
        batch.inputs(), spec.inputSize(), batch.count(), inputs, data, batch.lanes());
    values[0] = data;
    for (Step step : steps) {
      step.forward(values, batch);
    }
    float[] rows = logits.of(batch.count() * spec.classes());
    float[] last = values[values.length - 1];
    kernels.toExamples(last, batch.lanes(), batch.count(), spec.classes(), rows, spec.classes());
    return rows;
  }

  /**
   * The summed loss of a batch; its gradient, divided by {@code divisor}, is what {@link
   * #differentiate} begins with.
   *
   * @param examples the same examples
   */
  double loss(Batch batch, LossBatch examples, int divisor, Loss loss) {
    float[] rows = predict(batch);
    return loss.gradient(examples, rows, divisor, delta.of(batch.count() * spec.classes()));
  }

  /**
   * Passes a batch forward, reads what is to be read from its logits and differentiates it.
   *
   * @param sink takes the gradients of all parameters
   * @return the gradients of the inputs, feature-major; null where nothing asks for them
   */
  float @Nullable [] trace(Batch batch, Tracing tracing, GradientSink sink) {
    float[] rows = predict(batch);
    tracing.read(rows, batch.count(), delta.of(batch.count() * spec.classes()));
    return differentiate(batch, sink);
  }

  /**
   * Gives the gradients of all parameters for the batch of the last {@link #loss}.
   *
   * @return the gradients of the inputs, feature-major; null where nothing asks for them
   */
  float @Nullable [] differentiate(Batch batch, GradientSink sink) {
    float[] slopes = delta.of(batch.count() * spec.classes());
    float[] back = gradient.of(spec.classes() * batch.lanes());
    kernels.toFeatures(slopes, spec.classes(), batch.count(), classes, back, batch.lanes());
    gradients.begin(back, batch);
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).backward(gradients, batch, sink);
    }
    return gradients.of(0);
  }
}
