package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_primitive_desc_create;

import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.model.layer.Dense;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer's primitives. Takes an image as it is: its weights are those of the flattened one.
 */
final class InnerProduct implements WeightedLayer {
  private final String name;
  private final long[] weights;
  private final long[] output;

  InnerProduct(Dense dense, Value input) {
    this.name = Objects.requireNonNull(dense.name());
    this.weights = input.dimensions().clone();
    weights[0] = dense.units();
    this.output = new long[] {input.batch(), dense.units()};
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long[] weights() {
    return weights;
  }

  @Override
  public boolean bias() {
    return true;
  }

  @Override
  public long[] output() {
    return output;
  }

  @Override
  public dnnl_memory_desc outputLayout(Scope scope) {
    return scope.rowMajor(output);
  }

  @Override
  public int forward(
      dnnl_primitive_desc made,
      int kind,
      Layouts layouts,
      dnnl_memory_desc output,
      @Nullable dnnl_primitive_attr attributes) {
    return dnnl_inner_product_forward_primitive_desc_create(
        made,
        Native.engine(),
        kind,
        layouts.input(),
        layouts.weights(),
        layouts.biases(),
        output,
        attributes);
  }

  @Override
  public int inputGradient(
      dnnl_primitive_desc made,
      Layouts layouts,
      dnnl_memory_desc delta,
      dnnl_primitive_desc forward) {
    return dnnl_inner_product_backward_data_primitive_desc_create(
        made, Native.engine(), layouts.input(), layouts.weights(), delta, forward, null);
  }

  @Override
  public int parameterGradients(
      dnnl_primitive_desc made,
      Layouts layouts,
      dnnl_memory_desc delta,
      dnnl_primitive_desc forward) {
    return dnnl_inner_product_backward_weights_primitive_desc_create(
        made,
        Native.engine(),
        layouts.input(),
        layouts.weights(),
        layouts.biases(),
        delta,
        forward,
        null);
  }
}
