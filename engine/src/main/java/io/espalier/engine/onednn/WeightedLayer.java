package io.espalier.engine.onednn;

import io.espalier.engine.onednn.library.Scope;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** What a kind of layer with weights adds to {@link WeightedNode}: its sizes and its primitives. */
interface WeightedLayer {
  /** What its parameters' names begin with. */
  String name();

  /** Sides of its weights as oneDNN has them. */
  long[] weights();

  /** Whether it has one bias for each of its outputs. */
  boolean bias();

  /** What it gives: {@code [B, C, H, W]} or {@code [B, values]}. */
  long[] output();

  /** The layout of what it gives. */
  dnnl_memory_desc outputLayout(Scope scope);

  /**
   * The layouts that its three primitives are made for.
   *
   * @param weights any, for oneDNN to choose
   * @param biases null where it has none
   */
  record Layouts(
      dnnl_memory_desc input, dnnl_memory_desc weights, @Nullable dnnl_memory_desc biases) {}

  /** Describes the forward pass; returns oneDNN's status. */
  int forward(
      dnnl_primitive_desc made,
      int kind,
      Layouts layouts,
      dnnl_memory_desc output,
      @Nullable dnnl_primitive_attr attributes);

  /** Describes the gradient of the input; returns oneDNN's status. */
  int inputGradient(
      dnnl_primitive_desc made,
      Layouts layouts,
      dnnl_memory_desc delta,
      dnnl_primitive_desc forward);

  /** Describes the gradients of the parameters; returns oneDNN's status. */
  int parameterGradients(
      dnnl_primitive_desc made,
      Layouts layouts,
      dnnl_memory_desc delta,
      dnnl_primitive_desc forward);
}
