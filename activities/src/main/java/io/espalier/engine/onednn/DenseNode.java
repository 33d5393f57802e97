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
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.espalier.model.Layer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * A fully connected layer, with the ReLU behind it where there is one. Takes an image as it is: its
 * weights are those of the flattened one.
 */
final class DenseNode implements Node {
  private final Planning planning;
  private final Scope scope;
  private final Layer.Dense dense;
  private final boolean relu;
  private final Value input;
  private final Value output;
  private final dnnl_memory_desc plainWeights;
  private final dnnl_memory_desc anyWeights;
  private final dnnl_memory_desc biases;
  private final dnnl_primitive_desc forward;
  private final Blob givenWeights;
  private final Blob forwardWeights;

  DenseNode(Planning planning, Layer.Dense dense, boolean relu, Value input) {
    this.planning = planning;
    this.scope = planning.scope();
    this.dense = dense;
    this.relu = relu;
    this.input = input;
    long[] sides = input.dimensions().clone();
    sides[0] = dense.out();
    this.plainWeights = scope.rowMajor(sides);
    this.anyWeights = scope.any(sides);
    this.biases = scope.rowMajor(dense.out());
    long[] out = {input.batch(), dense.out()};
    dnnl_memory_desc rows = scope.rowMajor(out);
    this.forward = new dnnl_primitive_desc();
    Native.check(
        dnnl_inner_product_forward_primitive_desc_create(
            forward,
            Native.engine(),
            planning.training() ? dnnl_forward_training : dnnl_forward_inference,
            input.blob().layout(),
            anyWeights,
            biases,
            rows,
            planning.relu(relu)),
        dense.name());
    scope.own(forward);
    this.givenWeights = planning.weights().parameter(scope, dense.name() + ".weight", plainWeights);
    this.forwardWeights =
        planning.reordered(givenWeights, scope.expected(forward, dnnl_query_weights_md));
    this.output = new Value(scope.blob(rows), out, true);
    planning.add(
        new Op.Builder(forward)
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_WEIGHTS, forwardWeights)
            .with(
                DNNL_ARG_BIAS, planning.weights().parameter(scope, dense.name() + ".bias", biases))
            .with(DNNL_ARG_DST, output.blob()));
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
        dnnl_inner_product_backward_data_primitive_desc_create(
            description,
            Native.engine(),
            input.blob().layout(),
            anyWeights,
            delta.blob().layout(),
            forward,
            null),
        dense.name());
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
        dnnl_inner_product_backward_weights_primitive_desc_create(
            description,
            Native.engine(),
            input.blob().layout(),
            anyWeights,
            biases,
            delta.layout(),
            forward,
            null),
        dense.name());
    scope.own(description);
    Blob wanted = planning.weights().gradient(scope, dense.name() + ".weight", plainWeights);
    dnnl_memory_desc layout = scope.expected(description, dnnl_query_diff_weights_md);
    Blob made = Scope.same(layout, plainWeights) ? wanted : planning.take(layout);
    planning.add(
        new Op.Builder(description)
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_DIFF_DST, delta)
            .with(DNNL_ARG_DIFF_WEIGHTS, made)
            .with(
                DNNL_ARG_DIFF_BIAS,
                planning.weights().gradient(scope, dense.name() + ".bias", biases)));
    if (made != wanted) {
      planning.reorder(made, wanted);
      planning.release(new Gradient(made, true));
    }
  }
}
