package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh_use_dst_for_bwd;

/**
 * A non-linearity in oneDNN's words.
 *
 * @param forward its algorithm
 * @param backward the algorithm of its gradient
 * @param alpha the first constant of both
 * @param beta the second
 * @param fromOutput whether it is undone from what it gave, not from what it got
 */
record Activations(int forward, int backward, float alpha, float beta, boolean fromOutput) {
  static final Activations RELU =
      new Activations(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, 0, 0, true);
  static final Activations RELU6 =
      new Activations(dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, 0, 6, true);
  static final Activations TANH =
      new Activations(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, 0, 0, true);
  static final Activations SIGMOID =
      new Activations(dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd, 0, 0, true);
  static final Activations GELU =
      new Activations(dnnl_eltwise_gelu_tanh, dnnl_eltwise_gelu_tanh, 0, 0, false);

  /**
   * A ReLU with a slope below 0.
   *
   * @param slope at least 0
   */
  static Activations leaky(double slope) {
    return new Activations(
        dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, (float) slope, 0, true);
  }
}
