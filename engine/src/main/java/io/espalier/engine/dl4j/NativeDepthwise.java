package io.espalier.engine.dl4j;

import io.espalier.model.layer.ConvShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution with one filter for every channel. */
final class NativeDepthwise implements NativeStage {
  private final ConvShape conv;
  private final INDArray weights;
  private final INDArray weightGradients;
  private final @Nullable INDArray biases;
  private final @Nullable INDArray biasGradients;
  private @Nullable INDArray input;

  /**
   * A convolution over views.
   *
   * @param weights {@code [1, channels, kernel, kernel]}
   * @param biases {@code [channels]}
   */
  NativeDepthwise(
      ConvShape conv,
      INDArray weights,
      INDArray weightGradients,
      @Nullable INDArray biases,
      @Nullable INDArray biasGradients) {
    this.conv = conv;
    this.weights = weights;
    this.weightGradients = weightGradients;
    this.biases = biases;
    this.biasGradients = biasGradients;
  }

  @Override
  public INDArray forward(INDArray in, boolean training, LayerWorkspaceMgr workspaces) {
    input = in;
    long height = (in.size(2) + 2L * conv.padding() - conv.kernel()) / conv.stride() + 1;
    long width = (in.size(3) + 2L * conv.padding() - conv.kernel()) / conv.stride() + 1;
    INDArray output = Nd4j.create(in.dataType(), in.size(0), in.size(1), height, width);
    run("depthwise_conv2d", List.of(in), biases, List.of(output));
    return output;
  }

  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    INDArray in = Objects.requireNonNull(input, "forward");
    INDArray inputGradient = Nd4j.create(in.dataType(), in.shape());
    List<INDArray> outputs = new ArrayList<>(List.of(inputGradient, weightGradients));
    if (biasGradients != null) {
      outputs.add(biasGradients);
    }
    run("depthwise_conv2d_bp", List.of(in), biases, outputs, gradient);
    return inputGradient;
  }

  private void run(
      String name,
      List<INDArray> first,
      @Nullable INDArray optional,
      List<INDArray> outputs,
      INDArray... last) {
    List<INDArray> inputs = new ArrayList<>(first);
    inputs.add(weights);
    if (optional != null) {
      inputs.add(optional);
    }
    inputs.addAll(List.of(last));
    int kernel = conv.kernel();
    int stride = conv.stride();
    int padding = conv.padding();
    Nd4j.exec(
        DynamicCustomOp.builder(name)
            .addInputs(inputs.toArray(INDArray[]::new))
            .addOutputs(outputs.toArray(INDArray[]::new))
            // kernel, stride, padding, dilation, padding as given, NCHW, weights [1, C, kH, kW]
            .addIntegerArguments(kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 0, 1)
            .build());
  }
}
