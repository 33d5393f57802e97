package io.espalier.engine.jvm.stage;

import io.espalier.kernel.Kernels;
import java.util.Arrays;

/** The biases of a layer: one for each output, held in full. */
public final class Bias {
  private final Kernels kernels;
  private final Parameter parameter;
  private final int[] outputs;
  private final float[] gradients;

  /**
   * @param outputs those that the loss depends on; the others get no gradient
   */
  public Bias(Kernels kernels, Parameter parameter, int[] outputs) {
    this.kernels = kernels;
    this.parameter = parameter;
    this.outputs = outputs;
    this.gradients = new float[parameter.values().length];
  }

  public float[] values() {
    return parameter.values();
  }

  /** Gives the gradients of all biases: those of the outputs, summed over the batch. */
  public void give(float[] gradient, int lanes, GradientSink sink) {
    Arrays.fill(gradients, 0f);
    kernels.sumLanes(gradient, outputs, lanes, gradients);
    sink.take(parameter, gradients, 0, 0, gradients.length);
  }
}
