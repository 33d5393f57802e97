package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A convolution or a dense layer, with the ReLU after it where there is one. */
final class WeightedNode implements LayerNode {
  private final Planning planning;
  private final Scope scope;
  private final WeightedLayer layer;
  private final boolean relu;
  private final Value input;
  private final Value output;
  private final dnnl_memory_desc plainWeights;
  private final WeightedLayer.Layouts layouts;
  private final dnnl_primitive_desc forward;
  private final Blob givenWeights;
  private final Blob forwardWeights;

  WeightedNode(Planning planning, WeightedLayer layer, boolean relu, Value input) {
    this.planning = planning;
    this.scope = planning.scope();
    this.layer = layer;
    this.relu = relu;
    this.input = input;
    this.plainWeights = scope.rowMajor(layer.weights());
    this.layouts =
        new WeightedLayer.Layouts(
            input.blob().layout(),
            scope.any(layer.weights()),
            layer.bias() ? scope.rowMajor(layer.output()[1]) : null);
    this.forward = new dnnl_primitive_desc();
    Native.check(
        layer.forward(
            forward,
            planning.differentiates() ? dnnl_forward_training : dnnl_forward_inference,
            layouts,
            layer.outputLayout(scope),
            planning.relu(relu)),
        layer.name());
    scope.own(forward);
    this.givenWeights = planning.weights().parameter(scope, layer.name() + ".weight", plainWeights);
    this.forwardWeights =
        planning.reordered(givenWeights, scope.expected(forward, dnnl_query_weights_md));
    this.output =
        new Value(scope.blob(scope.expected(forward, dnnl_query_dst_md)), layer.output(), true);
    Op.Builder op =
        new Op.Builder(forward)
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_WEIGHTS, forwardWeights)
            .with(DNNL_ARG_DST, output.blob());
    dnnl_memory_desc biases = layouts.biases();
    if (biases != null) {
      op.with(DNNL_ARG_BIAS, planning.weights().parameter(scope, layer.name() + ".bias", biases));
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
    parameterGradients(delta.blob());
    if (!input.learned()) {
      return delta;
    }
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        layer.inputGradient(description, layouts, delta.blob().layout(), forward), layer.name());
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

  private void parameterGradients(Blob delta) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        layer.parameterGradients(description, layouts, delta.layout(), forward), layer.name());
    scope.own(description);
    Blob wanted = planning.weights().gradient(scope, layer.name() + ".weight", plainWeights);
    dnnl_memory_desc layout = scope.expected(description, dnnl_query_diff_weights_md);
    Blob made = Scope.same(layout, plainWeights) ? wanted : planning.take(layout);
    Op.Builder op =
        new Op.Builder(description)
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_DIFF_DST, delta)
            .with(DNNL_ARG_DIFF_WEIGHTS, made);
    dnnl_memory_desc biases = layouts.biases();
    if (biases != null) {
      op.with(
          DNNL_ARG_DIFF_BIAS, planning.weights().gradient(scope, layer.name() + ".bias", biases));
    }
    planning.add(op);
    if (made != wanted) {
      planning.reorder(made, wanted);
      planning.release(new Gradient(made, true));
    }
  }
}
