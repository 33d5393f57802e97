package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.espalier.model.Layer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** A convolution, with the ReLU behind it where there is one. */
final class ConvNode implements Node {
  private static final long[] NO_DILATION = {0, 0};

  private final Planning planning;
  private final Scope scope;
  private final Layer.Conv conv;
  private final boolean relu;
  private final Value input;
  private final Value output;
  private final long[] strides;
  private final long[] padding;
  private final dnnl_memory_desc plainWeights;
  private final dnnl_memory_desc anyWeights;
  private final @Nullable dnnl_memory_desc biases;
  private final dnnl_primitive_desc forward;
  private final Blob givenWeights;
  private final Blob forwardWeights;

  ConvNode(Planning planning, Layer.Conv conv, boolean relu, Value input) {
    this.planning = planning;
    this.scope = planning.scope();
    this.conv = conv;
    this.relu = relu;
    this.input = input;
    this.strides = new long[] {conv.stride(), conv.stride()};
    this.padding = new long[] {conv.padding(), conv.padding()};
    long kernel = conv.kernel();
    long groups = conv.groups();
    long[] sides =
        groups == 1
            ? new long[] {conv.out(), conv.in(), kernel, kernel}
            : new long[] {groups, conv.out() / groups, conv.in() / groups, kernel, kernel};
    this.plainWeights = scope.rowMajor(sides);
    this.anyWeights = scope.any(sides);
    this.biases = conv.bias() ? scope.rowMajor(conv.out()) : null;
    long[] out = {input.batch(), conv.out(), side(2), side(3)};
    this.forward = new dnnl_primitive_desc();
    Native.check(
        dnnl_convolution_forward_primitive_desc_create(
            forward,
            Native.engine(),
            planning.training() ? dnnl_forward_training : dnnl_forward_inference,
            dnnl_convolution_direct,
            input.blob().layout(),
            anyWeights,
            biases,
            scope.any(out),
            strides,
            NO_DILATION,
            padding,
            padding,
            planning.relu(relu)),
        conv.name());
    scope.own(forward);
    this.givenWeights = planning.weights().parameter(scope, conv.name() + ".weight", plainWeights);
    this.forwardWeights =
        planning.reordered(givenWeights, scope.expected(forward, dnnl_query_weights_md));
    this.output = new Value(scope.blob(scope.expected(forward, dnnl_query_dst_md)), out, true);
    Op.Builder op =
        new Op.Builder(forward)
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_WEIGHTS, forwardWeights)
            .with(DNNL_ARG_DST, output.blob());
    if (biases != null) {
      op.with(DNNL_ARG_BIAS, planning.weights().parameter(scope, conv.name() + ".bias", biases));
    }
    planning.add(op);
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Gradient delta =
        relu ? ActivationNode.undo(planning, Activations.RELU, output, gradient) : gradient;
    weightGradients(delta.blob());
    if (!input.learned()) {
      return delta;
    }
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_convolution_backward_data_primitive_desc_create(
            description,
            Native.engine(),
            dnnl_convolution_direct,
            input.blob().layout(),
            anyWeights,
            delta.blob().layout(),
            strides,
            NO_DILATION,
            padding,
            padding,
            forward,
            null),
        conv.name());
    scope.own(description);
    dnnl_memory_desc wanted = scope.expected(description, dnnl_query_weights_md);
    Blob weights =
        Scope.same(wanted, forwardWeights.layout())
            ? forwardWeights
            : planning.reordered(givenWeights, wanted);
    Blob result = planning.take(input.blob().layout());
    planning.add(
        new Op.Builder(description)
            .with(DNNL_ARG_DIFF_DST, delta.blob())
            .with(DNNL_ARG_WEIGHTS, weights)
            .with(DNNL_ARG_DIFF_SRC, result));
    planning.release(delta);
    return new Gradient(result, true);
  }

  private void weightGradients(Blob delta) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_convolution_backward_weights_primitive_desc_create(
            description,
            Native.engine(),
            dnnl_convolution_direct,
            input.blob().layout(),
            anyWeights,
            biases,
            delta.layout(),
            strides,
            NO_DILATION,
            padding,
            padding,
            forward,
            null),
        conv.name());
    scope.own(description);
    Blob wanted = planning.weights().gradient(scope, conv.name() + ".weight", plainWeights);
    dnnl_memory_desc layout = scope.expected(description, dnnl_query_diff_weights_md);
    Blob made = Scope.same(layout, plainWeights) ? wanted : planning.take(layout);
    Op.Builder op =
        new Op.Builder(description)
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_DIFF_DST, delta)
            .with(DNNL_ARG_DIFF_WEIGHTS, made);
    if (biases != null) {
      op.with(
          DNNL_ARG_DIFF_BIAS, planning.weights().gradient(scope, conv.name() + ".bias", biases));
    }
    planning.add(op);
    if (made != wanted) {
      planning.reorder(made, wanted);
      planning.release(new Gradient(made, true));
    }
  }

  private long side(int dimension) {
    return (input.dimensions()[dimension] + 2L * conv.padding() - conv.kernel()) / conv.stride()
        + 1;
  }
}
