package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh_use_dst_for_bwd;

import io.espalier.model.Layer;

/** Non-linearities in oneDNN's words; all are undone from what they gave. */
enum Activations {
  RELU(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, 0),
  RELU6(dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, 6),
  TANH(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, 0);

  private final int forward;
  private final int backward;
  private final float limit;

  Activations(int forward, int backward, float limit) {
    this.forward = forward;
    this.backward = backward;
    this.limit = limit;
  }

  static Activations of(Layer.Activation activation) {
    return switch (activation.function()) {
      case RELU -> RELU;
      case RELU6 -> RELU6;
      case TANH -> TANH;
    };
  }

  int forward() {
    return forward;
  }

  int backward() {
    return backward;
  }

  /** The second constant of the two algorithms. */
  float limit() {
    return limit;
  }
}
